import { Buffer } from "node:buffer"
import { DataError } from "../data-error.ts"

/** What the header of an NPY file says. */
export interface NpyHeader {
  /** NumPy's name of the type of an element, such as "<f8"; "O" for pickled objects. */
  readonly descr: string
  /** True where the first index runs fastest. */
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
  /** Where the elements begin. */
  readonly offset: number
}

const magic = Buffer.from("\x93NUMPY", "latin1")
/** A header longer than this is no header of trials. */
const longestHeader = 65_536

/** Whether bytes begin as an NPY file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return magic.equals(bytes.subarray(0, magic.length))
}

/**
 * Reads the header of an NPY file, versions 1 to 3.
 * Source: NumPy, numpy.lib.format.
 * @throws DataError where the bytes are no NPY file, are cut off in the header, or have records as elements
 */
export function readNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (!isNpy(bytes)) throw new DataError("malformed", `${file} does not begin as an NPY file does.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[6]
  if (version === undefined || version < 1 || version > 3) {
    throw new DataError("malformed", `${file} is an NPY file of version ${version}; accepted are versions 1, 2 and 3.`)
  }
  const start = version === 1 ? 10 : 12
  if (bytes.length < start) throw new DataError("truncated", `${file} stops within its NPY header.`)
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > longestHeader) {
    throw new DataError("malformed", `${file} has an NPY header of ${length} bytes; accepted are ${longestHeader}.`)
  }
  if (bytes.length < start + length) throw new DataError("truncated", `${file} stops within its NPY header.`)
  const encoding = version === 3 ? "utf8" : "latin1"
  const text = Buffer.from(bytes.subarray(start, start + length)).toString(encoding)
  return { ...fieldsOf(text, file), offset: start + length }
}

function fieldsOf(text: string, file: string): Omit<NpyHeader, "offset"> {
  const refuse = (what: string): never => {
    throw new DataError("malformed", `${file} has an NPY header with ${what}: ${quoted(text)}.`)
  }
  if (/'descr':\s*\[/.test(text)) refuse("records of named fields; accepted are arrays of one type")
  const descr = /'descr':\s*'([^']{1,64})'/.exec(text)?.[1] ?? refuse("no descr")
  const order = /'fortran_order':\s*(True|False)\b/.exec(text)?.[1] ?? refuse("no fortran_order")
  const tuple = /'shape':\s*\(([\dL,\s]*)\)/.exec(text)?.[1] ?? refuse("no shape")
  const shape = tuple
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (/^\d+L?$/.test(part) ? Number.parseInt(part, 10) : refuse("a shape that is no tuple of numbers")))
  return { descr, fortranOrder: order === "True", shape }
}

function quoted(text: string): string {
  return JSON.stringify(text.trim().slice(0, 120))
}
