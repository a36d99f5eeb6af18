/** A map that forgets its oldest entries. */
export interface Recent<Value> {
  set(key: string, value: Value): void
  get(key: string): Value | undefined
  has(key: string): boolean
}

/** Makes a map that keeps the latest `most` entries. */
export function createRecent<Value>(most: number): Recent<Value> {
  const entries = new Map<string, Value>()
  return {
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= most) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
  }
}
