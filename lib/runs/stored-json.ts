import { Buffer } from "node:buffer"

const arrays = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
} as const
type ArrayName = keyof typeof arrays

/**
 * A value as JSON that gives back the same bits: plain records and lists of texts, numbers (NaN, infinities and -0 among them), truth values,
 * null, and typed arrays, which become base64. Properties that are undefined are left out; records are written in the order of their names.
 * @throws TypeError on anything else, naming where it stands.
 */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(encoded(value, "value"))
}

/**
 * The value behind such JSON.
 * @throws SyntaxError where it is no JSON, TypeError where it holds what `toStoredJson` does not write.
 */
export function fromStoredJson(text: string): unknown {
  return decoded(JSON.parse(text))
}

function encoded(value: unknown, place: string): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value
  if (typeof value === "number")
    return isPlain(value) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) }
  if (Array.isArray(value)) return value.map((one, index) => encoded(one, `${place}[${index}]`))
  if (ArrayBuffer.isView(value)) return encodedArray(value, place)
  if (typeof value !== "object" || !isRecord(value)) throw new TypeError(refusal(value, place))
  const names = Object.keys(value).sort()
  const reserved = names.find((name) => name.startsWith("$"))
  if (reserved !== undefined)
    throw new TypeError(`${place} has a property "${reserved}": names with $ are kept for the store`)
  const kept = names.filter((name) => value[name] !== undefined)
  return Object.fromEntries(kept.map((name) => [name, encoded(value[name], `${place}.${name}`)]))
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function encodedArray(view: ArrayBufferView, place: string): unknown {
  const name = view.constructor.name
  if (!Object.hasOwn(arrays, name)) throw new TypeError(refusal(view, place))
  return { $array: name, base64: Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64") }
}

function refusal(value: unknown, place: string): string {
  const what = typeof value === "object" ? `a ${value?.constructor?.name ?? "record"}` : `a ${typeof value}`
  return `${place} is ${what}, which cannot be stored; a result holds numbers, texts, typed arrays, and plain records and lists of these`
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value !== "object" || value === null) return value
  const record = value as Record<string, unknown>
  if (typeof record.$number === "string") return Number(record.$number)
  if (record.$array !== undefined) return decodedArray(record)
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, decoded(one)]))
}

function decodedArray({ $array: name, base64 }: Record<string, unknown>): unknown {
  if (typeof name !== "string" || !Object.hasOwn(arrays, name) || typeof base64 !== "string") {
    throw new TypeError(`an array of kind ${JSON.stringify(name)} is not known`)
  }
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"))
  return new arrays[name as ArrayName](bytes.buffer)
}
