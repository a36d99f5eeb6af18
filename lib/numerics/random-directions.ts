import { normal } from "./distributions.ts"
import { normalised, orthonormalBasis } from "./orthonormal-basis.ts"
import type { Key } from "./random-key.ts"

/** `count` orthonormal vectors of `size` numbers, the same in all directions: Gram-Schmidt on normal draws; `count` must not exceed `size`. */
export function randomDirections(key: Key, size: number, count: number): readonly Float64Array[] {
  const draws = normal(key, size * count)
  const basis = orthonormalBasis(size)
  for (let k = 0; k < count; k++) {
    const direction = draws.slice(k * size, (k + 1) * size)
    basis.orthogonalise(direction)
    basis.add(normalised(direction))
  }
  return basis.vectors
}
