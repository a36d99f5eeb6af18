/** A value JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/**
 * The value as JSON carries it: typed arrays as arrays of numbers, numbers that are not finite as null, dates as ISO text,
 * 64-bit integers as numbers where exact and as text where not; functions, symbols and `undefined` are left out of records.
 * @throws Error where the value refers to itself, naming the path.
 */
export function toJsonValue(value: unknown): JsonValue {
  return convert(value, "value", new Set()) ?? null
}

function convert(value: unknown, path: string, above: Set<object>): JsonValue | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      return Number.isFinite(value) ? value : null
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case "object":
      return value === null ? null : convertObject(value, path, above)
    default:
      return undefined
  }
}

function convertObject(value: object, path: string, above: Set<object>): JsonValue | undefined {
  if (above.has(value)) throw new Error(`${path} refers back to itself, which JSON cannot carry.`)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number | bigint>, (item) => convert(item, path, above) ?? null)
  }
  const method = (value as { toJSON?: unknown }).toJSON
  if (typeof method === "function") return convert(method.call(value), path, new Set(above).add(value))
  above.add(value)
  const result = Array.isArray(value)
    ? Array.from(value, (item, index) => convert(item, `${path}[${index}]`, above) ?? null)
    : convertRecord(value, path, above)
  above.delete(value)
  return result
}

function convertRecord(value: object, path: string, above: Set<object>): { [key: string]: JsonValue } {
  const result: { [key: string]: JsonValue } = {}
  for (const [key, item] of Object.entries(value)) {
    const converted = convert(item, `${path}.${key}`, above)
    if (converted !== undefined)
      Object.defineProperty(result, key, { value: converted, enumerable: true, writable: true })
  }
  return result
}
