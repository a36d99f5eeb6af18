import { DataError } from "../data-error.ts"
import { type NumberArray, type Place, placeName, type TextArray } from "./elements.ts"
import { readNpy } from "./npy.ts"
import { readNpyHeader } from "./npy-header.ts"
import { readPickle } from "./pickle/pickle.ts"
import { type ObjectArray, PickledArray } from "./pickle/values.ts"
import { zipEntries } from "./zip.ts"

/** An array of an NPZ file. */
export type NpzArray = NumberArray | TextArray | ObjectArray

/**
 * Reads an array of numbers, texts or pickled objects from the bytes of an NPY file.
 * @throws DataError as `readNpy` and `readPickle` do
 */
export function readNpyObjects(bytes: Uint8Array, place: Place): NpzArray {
  const { descr, shape, offset } = readNpyHeader(bytes, placeName(place))
  if (!/^\|?O/.test(descr)) return readNpy(bytes, place)
  const pickled = readPickle(bytes.subarray(offset), place)
  if (pickled instanceof PickledArray && sameShape(pickled.content!.shape, shape)) return pickled.content!
  throw new DataError(
    "malformed",
    `${placeName(place)} holds a pickle that is no array of shape (${shape.join(", ")}).`,
  )
}

/**
 * The arrays of an NPZ file by name.
 * @throws DataError where the archive or an array is damaged, or an entry is no array
 */
export function readNpz(bytes: Uint8Array, { file }: Place): ReadonlyMap<string, NpzArray> {
  const arrays = new Map<string, NpzArray>()
  for (const { name, read } of zipEntries(bytes, file)) {
    if (!name.endsWith(".npy")) {
      throw new DataError("malformed", `${file} has an entry ${JSON.stringify(name)}; accepted are arrays (.npy).`)
    }
    const field = name.slice(0, -".npy".length)
    arrays.set(field, readNpyObjects(read(), { file, field: `array ${field}` }))
  }
  return arrays
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
