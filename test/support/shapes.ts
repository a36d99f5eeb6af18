import fc from "fast-check"

/** Sizes that meet every path of the primitives: below, at and around whole vectors and tiles. */
export const oddSize = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 16, 17, 31, 32, 33, 40, 65)

/** `length` entries drawn from a seed: cheap where thousands are needed, special values sprinkled in where asked. */
export function entries(seed: number, length: number, special = false): Float64Array {
  const specials = [0, -0, 1e30, -1e-30, 1e-42, Number.NaN, Infinity, -Infinity]
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return Float64Array.from({ length }, () => {
    const value = 6 * next() - 3
    return special && next() < 0.02 ? specials[Math.floor(8 * next())]! : value
  })
}
