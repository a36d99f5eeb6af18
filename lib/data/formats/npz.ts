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

/** An array of an NPZ file that is decoded when it is asked for. */
export interface LazyArray {
  readonly shape: readonly number[]
  /** NumPy's name of the type of its elements. */
  readonly descr: string
  readonly read: () => NpzArray
}

/**
 * The arrays of an NPZ file by name, each decoded when it is asked for, so that one of an unknown type does not bar the others.
 * @throws DataError where the archive or a header is damaged, or an entry is no array
 */
export function npzArrays(bytes: Uint8Array, { file }: Place): ReadonlyMap<string, LazyArray> {
  const arrays = new Map<string, LazyArray>()
  for (const { name, read } of zipEntries(bytes, file)) {
    if (!name.endsWith(".npy")) {
      throw new DataError("malformed", `${file} has an entry ${JSON.stringify(name)}; accepted are arrays (.npy).`)
    }
    const field = name.slice(0, -".npy".length)
    const place = { file, field: `array ${field}` }
    const content = read()
    const { shape, descr } = readNpyHeader(content, placeName(place))
    arrays.set(field, { shape, descr, read: () => readNpyObjects(content, place) })
  }
  return arrays
}

/**
 * The arrays of an NPZ file by name.
 * @throws DataError where the archive or an array is damaged, or an entry is no array
 */
export function readNpz(bytes: Uint8Array, place: Place): ReadonlyMap<string, NpzArray> {
  return new Map([...npzArrays(bytes, place)].map(([name, array]) => [name, array.read()]))
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
