import { DataError } from "../data-error.ts"
import { type NumberArray, type Place, placeName, readElements, type TextArray } from "./elements.ts"
import { readNpyHeader } from "./npy-header.ts"

/**
 * Reads an array of numbers, booleans (as 0 and 1) or texts from the bytes of an NPY file.
 * @returns elements in order of rows, whatever their order in the file; `values` is a Float64Array of numbers, or texts
 * @throws DataError where the file is cut off or too long for its shape, has another type (named), or an integer beyond 2^53
 */
export function readNpy(bytes: Uint8Array, place: Place): NumberArray | TextArray {
  const { descr, fortranOrder, shape, offset } = readNpyHeader(bytes, placeName(place))
  if (/^\|?O/.test(descr)) {
    throw new DataError("malformed", `${placeName(place)} holds pickled objects; accepted here are numbers and texts.`)
  }
  return readElements(descr, shape, bytes.subarray(offset), fortranOrder, place)
}
