import { Buffer } from "node:buffer"
import { inflateSync } from "node:zlib"
import { DataError } from "../data-error.ts"
import { elementReaders, exactNumber } from "./elements.ts"

/** What a variable of a MATLAB file can hold; numbers and texts in order of columns, as MATLAB keeps them. */
export type MatlabValue =
  | { readonly kind: "numbers"; readonly shape: readonly number[]; readonly values: Float64Array }
  | { readonly kind: "text"; readonly shape: readonly number[]; readonly text: string }
  | { readonly kind: "cells"; readonly shape: readonly number[]; readonly cells: readonly MatlabValue[] }
  | {
      readonly kind: "struct"
      readonly shape: readonly number[]
      readonly fields: ReadonlyMap<string, readonly MatlabValue[]>
    }
  | { readonly kind: "other"; readonly shape: readonly number[]; readonly what: string }

/** Caps on what is inflated and how deep structs may stand in each other. */
const mostBytes = 2 ** 28
const deepest = 16
const headerBytes = 128

/** Whether bytes begin as a MATLAB file of version 5 (save -v6 and -v7) does. */
export function isMatlab(bytes: Uint8Array): boolean {
  const mark = String.fromCharCode(...bytes.subarray(126, 128))
  return bytes.length >= headerBytes && (mark === "IM" || mark === "MI") && Math.max(bytes[124]!, bytes[125]!) === 1
}

/**
 * The variables of a MATLAB file of version 5 by name: numbers, logicals (0 and 1), texts, cells and structs.
 * Source: MathWorks, MAT-File Format, "MAT-File Level 5 File Format".
 * @throws DataError where the file is damaged or cut off
 */
export function readMatlab(bytes: Uint8Array, file: string): ReadonlyMap<string, MatlabValue> {
  if (!isMatlab(bytes)) throw new DataError("malformed", `${file} does not begin as a MATLAB file of version 5 does.`)
  const littleEndian = bytes[126] === 0x49
  const variables = new Map<string, MatlabValue>()
  const reader = new Elements(bytes.subarray(headerBytes), littleEndian, file)
  let inflated = 0
  while (!reader.done) {
    const { type, data } = reader.next()
    const content = type === packedType ? inflate(data, mostBytes - inflated, file) : data
    inflated += content.length
    const inner = type === packedType ? new Elements(content, littleEndian, file).next() : { type, data }
    if (inner.type !== matrixType) continue
    const { name, value } = matrix(inner.data, littleEndian, file, 0)
    if (name !== "") variables.set(name, value)
  }
  return variables
}

const packedType = 15
const matrixType = 14
/** MATLAB's numbers of storage types, by NumPy's names. */
const storage: Readonly<Record<number, string>> = {
  1: "i1",
  2: "u1",
  3: "i2",
  4: "u2",
  5: "i4",
  6: "u4",
  7: "f4",
  9: "f8",
  12: "i8",
  13: "u8",
  16: "u1",
  17: "u2",
  18: "u4",
}

/** The elements of a stretch of the file, one after the other: each a tag and, filled up to 8 bytes, its data. */
class Elements {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #littleEndian: boolean
  readonly #file: string
  #at = 0

  constructor(bytes: Uint8Array, littleEndian: boolean, file: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#littleEndian = littleEndian
    this.#file = file
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): { readonly type: number; readonly data: Uint8Array } {
    if (this.#at + 8 > this.#bytes.length) throw truncated(this.#file)
    const first = this.#view.getUint32(this.#at, this.#littleEndian)
    // A small element keeps its length in the upper half of the first word and its data in the second word.
    const small = first >>> 16
    const [type, length, start] =
      small === 0 ? [first, this.#view.getUint32(this.#at + 4, this.#littleEndian), 8] : [first & 0xffff, small, 4]
    if ((small > 0 && length > 4) || this.#at + start + length > this.#bytes.length) throw truncated(this.#file)
    const data = this.#bytes.subarray(this.#at + start, this.#at + start + length)
    // Packed elements are not filled up.
    const end = this.#at + start + length
    this.#at = small > 0 ? this.#at + 8 : type === packedType ? end : Math.ceil(end / 8) * 8
    return { type, data }
  }

  /** The next element as numbers. */
  numbers(): Float64Array {
    const { type, data } = this.next()
    return unpack(type, data, this.#littleEndian, this.#file)
  }
}

function unpack(type: number, data: Uint8Array, littleEndian: boolean, file: string): Float64Array {
  const name = storage[type]
  if (name === undefined)
    throw new DataError("malformed", `${file} keeps numbers as MATLAB's type ${type}, which is none.`)
  const size = Number(name.slice(1))
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const read = elementReaders[name]!
  return Float64Array.from({ length: Math.floor(data.length / size) }, (_, i) => {
    const value = read(view, i * size, littleEndian)
    return typeof value === "bigint" ? exactNumber(value, i, { file }) : value
  })
}

function matrix(
  data: Uint8Array,
  littleEndian: boolean,
  file: string,
  depth: number,
): { readonly name: string; readonly value: MatlabValue } {
  if (depth > deepest) throw new DataError("malformed", `${file} has structs more than ${deepest} deep.`)
  if (data.length === 0) return { name: "", value: { kind: "numbers", shape: [0, 0], values: new Float64Array(0) } }
  const parts = new Elements(data, littleEndian, file)
  const flags = parts.numbers()[0] ?? 0
  const kind = flags & 0xff
  // Objects of newer classes have no dimensions.
  if (kind === 17) return { name: "(object)", value: { kind: "other", shape: [], what: "an object" } }
  const shape = Array.from(parts.numbers())
  const name = Buffer.from(parts.next().data).toString("latin1")
  const count = shape.reduce((product, length) => product * length, 1)
  // Every element takes a byte at least.
  if (!(count >= 0 && count <= data.length)) throw truncated(file)
  const inner = (): MatlabValue => {
    const { type, data: content } = parts.next()
    if (type !== matrixType) throw new DataError("malformed", `${file} has something other than arrays in a cell.`)
    return matrix(content, littleEndian, file, depth + 1).value
  }
  if (kind === 1) return { name, value: { kind: "cells", shape, cells: Array.from({ length: count }, inner) } }
  if (kind === 2) return { name, value: { kind: "struct", shape, fields: structFields(parts, count, inner, file) } }
  if (kind === 4) return { name, value: { kind: "text", shape, text: textOf(parts.next(), littleEndian, file) } }
  if (kind < 6 || kind > 15) return { name, value: { kind: "other", shape, what: classes[kind] ?? `class ${kind}` } }
  if ((flags & complexFlag) !== 0) return { name, value: { kind: "other", shape, what: "complex numbers" } }
  const values = parts.numbers()
  if (values.length !== count) throw truncated(file)
  return { name, value: { kind: "numbers", shape, values } }
}

const complexFlag = 0x800
const classes: Readonly<Record<number, string>> = { 3: "an object", 5: "a sparse matrix", 16: "a function" }

function structFields(
  parts: Elements,
  count: number,
  inner: () => MatlabValue,
  file: string,
): ReadonlyMap<string, readonly MatlabValue[]> {
  const length = parts.numbers()[0] ?? 0
  const names = Buffer.from(parts.next().data).toString("latin1")
  if (!(length > 0)) throw new DataError("malformed", `${file} has a struct whose names have no length.`)
  const fields = Array.from({ length: Math.floor(names.length / length) }, (_, i) =>
    names.slice(i * length, (i + 1) * length).replace(/\0.*$/s, ""),
  )
  const values = new Map<string, MatlabValue[]>(fields.map((field) => [field, []]))
  for (let element = 0; element < count; element += 1) for (const field of fields) values.get(field)!.push(inner())
  return values
}

function textOf({ type, data }: { type: number; data: Uint8Array }, littleEndian: boolean, file: string): string {
  if (type === 16) return Buffer.from(data).toString("utf8")
  return Array.from(unpack(type, data, littleEndian, file), (code) => String.fromCharCode(code)).join("")
}

function inflate(data: Uint8Array, most: number, file: string): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    throw new DataError(
      "malformed",
      `${file} has a packed variable that cannot be inflated: ${(error as Error).message}.`,
    )
  }
}

function truncated(file: string): DataError {
  return new DataError("truncated", `${file} stops within a variable, so it looks truncated or damaged.`)
}
