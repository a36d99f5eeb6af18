/** A state whose bytes travel beside it: where each buffer belongs, in order. */
export interface SplitState {
  readonly state: Record<string, unknown>
  readonly buffer_paths: readonly (string | number)[][]
  readonly buffers: readonly (ArrayBuffer | ArrayBufferView)[]
}

/** Takes the bytes out of a state: they leave a gap in records and null in lists. */
export function splitState(state: Readonly<Record<string, unknown>>): SplitState {
  const paths: (string | number)[][] = []
  const buffers: (ArrayBuffer | ArrayBufferView)[] = []
  function take(value: unknown, path: (string | number)[]): unknown {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      paths.push(path)
      buffers.push(value)
      return undefined
    }
    if (Array.isArray(value)) return value.map((one, index) => take(one, [...path, index]) ?? null)
    if (!isRecord(value)) return value
    const entries = Object.entries(value).map(([name, one]) => [name, take(one, [...path, name])] as const)
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined))
  }
  const rest = take(state, [])
  return { state: isRecord(rest) ? rest : {}, buffer_paths: paths, buffers }
}

/** Puts bytes back where they belong in a state that came with them; paths that lead nowhere are left out. */
export function joinState(state: Record<string, unknown>, paths: unknown, buffers: readonly Uint8Array[]): void {
  if (!Array.isArray(paths)) return
  for (const [index, path] of paths.entries()) {
    const buffer = buffers[index]
    if (buffer !== undefined && Array.isArray(path)) put(state, path, buffer)
  }
}

function put(state: unknown, path: readonly unknown[], buffer: Uint8Array): void {
  const [name, ...rest] = path
  if (typeof state !== "object" || state === null || (typeof name !== "string" && typeof name !== "number")) return
  if (rest.length > 0) {
    if (Object.hasOwn(state, name)) put(Reflect.get(state, name), rest, buffer)
  } else Object.defineProperty(state, name, { value: buffer, enumerable: true, configurable: true, writable: true })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
