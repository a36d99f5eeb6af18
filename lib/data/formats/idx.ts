import { DataError } from "../data-error.ts"

/** An array of unsigned bytes, the last dimension fastest. */
export interface ByteArray {
  readonly shape: readonly number[]
  /** A view into the file. */
  readonly values: Uint8Array
}

/** Types of elements by their byte in the magic number. */
const types: Readonly<Record<number, string>> = {
  8: "unsigned bytes",
  9: "signed bytes",
  11: "16-bit integers",
  12: "32-bit integers",
  13: "32-bit floats",
  14: "64-bit floats",
}

/**
 * An array of unsigned bytes from an IDX file: two zero bytes, type, number of dimensions, each dimension as a
 * big-endian 32-bit integer, then the elements.
 * Source: LeCun, Cortes and Burges, the MNIST database, "File formats for the MNIST database".
 * @param dimensions how many there have to be
 * @param file where it lies, for messages
 * @throws DataError where magic number, type, dimensions or length are others
 */
export function readIdx(bytes: Uint8Array, dimensions: number, file: string): ByteArray {
  const start = 4 + 4 * dimensions
  if (bytes.length < 4) {
    throw new DataError("truncated", `${file} has ${bytes.length} bytes, too few for the magic number of an IDX file.`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zeros = view.getUint16(0)
  const type = view.getUint8(2)
  const found = view.getUint8(3)
  if (zeros !== 0) refuse(file, `begins with 0x${zeros.toString(16).padStart(4, "0")} instead of 0x0000`)
  if (type !== 8) refuse(file, `holds ${types[type] ?? `elements of the unknown type ${type}`}, not ${types[8]}`)
  if (found !== dimensions) refuse(file, `has ${found} dimensions instead of ${dimensions}`)
  if (bytes.length < start) {
    throw new DataError("truncated", `${file} ends at byte ${bytes.length}, within its ${dimensions} dimensions.`)
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
  const expected = shape.reduce((product, length) => product * length, 1)
  const left = bytes.length - start
  const content = `${left} elements, but its dimensions ${shape.join(" x ")} make ${expected}`
  if (left < expected) throw new DataError("truncated", `${file} has ${content}.`)
  if (left > expected) refuse(file, `has ${content}`)
  return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + start, expected) }
}

function refuse(file: string, what: string): never {
  throw new DataError("malformed", `${file} is no IDX file as expected: it ${what}.`)
}
