// The last elements of an array that fill no whole vector: worked on in scratch places of one vector each, so that they go through the
// same operations as all others and have the same bits.

const places: usize = memory.data(8 * 16, 16)

/** Scratch place `index` (0 to 7), one vector wide. */
// @ts-ignore: decorator
@inline
export function place(index: i32): usize {
  return places + 16 * <usize>index
}

/** Copies `bytes` bytes at `from` to a scratch place and returns where it is. */
export function bring(index: i32, from: usize, bytes: usize): usize {
  memory.copy(place(index), from, bytes)
  return place(index)
}
