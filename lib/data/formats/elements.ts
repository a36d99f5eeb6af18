import { Buffer } from "node:buffer"
import { DataError } from "../data-error.ts"

/** An array as it stood in a file: elements in order of rows (the last index runs fastest), numbers or texts. */
export interface NumberArray {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

/** An array of texts, in order of rows. */
export interface TextArray {
  readonly shape: readonly number[]
  readonly values: readonly string[]
}

/** What is being read, for messages. */
export interface Place {
  readonly file: string
  /** Array or field within the file. */
  readonly field?: string
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number | bigint

/** How an element of each numeric type of NumPy is read, by letter and size. */
export const elementReaders: Readonly<Record<string, Read>> = {
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => view.getBigInt64(at, little),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => view.getBigUint64(at, little),
  f2: (view, at, little) => halfPrecision(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
}

const accepted = "accepted are b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, S and U"
/** More elements than this are no trials, even where each takes no bytes. */
const mostElements = 2 ** 26

/** "trials.npy" or "trials.npz, array choice". */
export function placeName({ file, field }: Place): string {
  return field === undefined ? file : `${file}, ${field}`
}

/** Bytes an element of a NumPy type takes. */
export function elementBytes(descr: string, place: Place): number {
  return parseType(descr, place).bytes
}

/**
 * Elements of a NumPy array.
 * @param descr NumPy's name of the type, such as "<f8", ">i4", "|b1", "<U12", "|S4"
 * @param bytes exactly the elements
 * @param fortranOrder whether the first index runs fastest in the bytes; in the answer the last one does
 * @throws DataError where the type is none of numbers and texts, the bytes do not fit the shape, or an integer is beyond 2^53
 */
export function readElements(
  descr: string,
  shape: readonly number[],
  bytes: Uint8Array,
  fortranOrder: boolean,
  place: Place,
): NumberArray | TextArray {
  const type = parseType(descr, place)
  const count = countOf(shape, place)
  refuseOtherLength(bytes.length, count * type.bytes, shape, descr, place)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = fortranOrder && shape.length > 1 ? rowOrder(shape, count) : null
  const at = (i: number): number => (order === null ? i : order[i]!) * type.bytes
  if (type.kind === "S" || type.kind === "U") {
    const texts = Array.from({ length: count }, (_, i) =>
      type.kind === "S"
        ? byteText(bytes.subarray(at(i), at(i) + type.bytes))
        : unicodeText(view, at(i), type, i, place),
    )
    return { shape, values: texts }
  }
  const read = elementReaders[type.kind]!
  const values = new Float64Array(count)
  for (let i = 0; i < count; i += 1) {
    const value = read(view, at(i), type.littleEndian)
    values[i] = typeof value === "bigint" ? exactNumber(value, i, place) : value
  }
  return { shape, values }
}

/**
 * An integer as a number.
 * @throws DataError where it is beyond 2^53 and a number would not be exact
 */
export function exactNumber(value: bigint, row: number, place: Place): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new DataError(
    "impossible-value",
    `${placeName(place)}, row ${row + 1}: the integer ${value} is too large to be read exactly; accepted is up to 2^53 - 1.`,
  )
}

interface ElementType {
  readonly kind: string
  readonly bytes: number
  readonly littleEndian: boolean
}

function parseType(descr: string, place: Place): ElementType {
  const match = /^([<>|=]?)([a-zA-Z?])(\d{0,6})$/.exec(descr)
  const [, order, letter, digits] = match ?? []
  const littleEndian = order !== ">"
  if (letter === "U" || letter === "S" || letter === "a") {
    const length = Number(digits || 0)
    return letter === "U" ? { kind: "U", bytes: 4 * length, littleEndian } : { kind: "S", bytes: length, littleEndian }
  }
  const kind = letter === "?" ? "b1" : `${letter}${digits}`
  if (match !== null && Object.hasOwn(elementReaders, kind)) return { kind, bytes: Number(kind.slice(1)), littleEndian }
  throw new DataError(
    "malformed",
    `${placeName(place)} has elements of NumPy type ${JSON.stringify(descr)}; ${accepted}.`,
  )
}

function countOf(shape: readonly number[], place: Place): number {
  const count = shape.reduce((product, length) => product * length, 1)
  if (shape.length <= 32 && count <= mostElements) return count
  throw new DataError(
    "malformed",
    `${placeName(place)} has the shape (${shape.join(", ")}); accepted are ${mostElements} elements.`,
  )
}

function refuseOtherLength(found: number, expected: number, shape: readonly number[], descr: string, place: Place) {
  if (found === expected) return
  const [fault, word] = found < expected ? (["truncated", "only"] as const) : (["malformed", "as much as"] as const)
  throw new DataError(
    fault,
    `${placeName(place)} has ${word} ${found} bytes of elements; shape (${shape.join(", ")}) of ${descr} needs ${expected}.`,
  )
}

/** Where each element in order of rows stands in order of columns. */
function rowOrder(shape: readonly number[], count: number): Uint32Array {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1))
  const order = new Uint32Array(count)
  const index = shape.map(() => 0)
  let position = 0
  for (let i = 0; i < count; i += 1) {
    order[i] = position
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1
      position += strides[axis]!
      if (index[axis]! < shape[axis]!) break
      position -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return order
}

function byteText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1").replace(/\0+$/, "")
}

function unicodeText(view: DataView, start: number, type: ElementType, row: number, place: Place): string {
  let text = ""
  for (let at = start; at < start + type.bytes; at += 4) {
    const code = view.getUint32(at, type.littleEndian)
    if (code > 0x10ffff) {
      throw new DataError(
        "impossible-value",
        `${placeName(place)}, row ${row + 1}: ${code} is no character of Unicode.`,
      )
    }
    text += String.fromCodePoint(code)
  }
  return text.replace(/\0+$/, "")
}

/** IEEE 754 binary16. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
