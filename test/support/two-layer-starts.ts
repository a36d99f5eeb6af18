import { kernelAlignment } from "../../lib/analysis/tangent-kernel.ts"
import { linearTangentKernel, type TwoLayerWeights, trainTwoLayerLinear } from "../../lib/analysis/two-layer-linear.ts"
import { normal } from "../../lib/numerics/distributions.ts"
import { normalised, orthonormalBasis } from "../../lib/numerics/orthonormal-basis.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"

/** Inputs d and units N of the two-layer networks, and a scale at which a start is small. */
export const [d, units, tiny] = [10, 20, 1e-3]

/** Orthonormal vectors by chance. */
export function orthonormal(rows: number, count: number, seed: number): readonly Float64Array[] {
  const basis = orthonormalBasis(rows)
  for (let k = 0; k < count; k++) {
    const direction = normal(foldIn(key(seed), k), rows)
    basis.orthogonalise(direction)
    basis.add(normalised(direction))
  }
  return basis.vectors
}

/** A start whose rows are along the given directions (each of length 1) with equal singular values, |W_1| = sigma and |W_2|^2 = s sigma^2. */
export function startAlong(directions: readonly Float64Array[], s: number, sigma: number, seed: number, n = units) {
  const inputs = directions[0]!.length
  const left = orthonormal(n, directions.length, seed)
  const first = new Float64Array(n * inputs)
  for (const [k, direction] of directions.entries())
    for (let row = 0; row < n; row++)
      for (let i = 0; i < inputs; i++)
        first[row * inputs + i]! += (sigma / Math.sqrt(directions.length)) * left[k]![row]! * direction[i]!
  const second = orthonormal(n, 1, seed + 2)[0]!.map((x) => x * sigma * Math.sqrt(s))
  return { first, second } satisfies TwoLayerWeights
}

/** A start of rank r in directions by chance, as above. */
export function startOf(rank: number, s: number, sigma: number, seed: number): TwoLayerWeights {
  return startAlong(orthonormal(d, rank, seed + 1), s, sigma, seed)
}

/** An isotropic task beta ~ N(0, I / d). */
export function taskOf(seed: number, inputs = d): Float64Array {
  return normal(key(1000 + seed), inputs).map((x) => x / Math.sqrt(inputs))
}

/** KA of a start and what training makes of it. */
export function trainedAlignment(start: TwoLayerWeights, beta: Float64Array, rate = 0.02): number {
  const end = trainTwoLayerLinear(start, beta, { rate })
  return kernelAlignment(linearTangentKernel(start, beta.length), linearTangentKernel(end, beta.length))
}

/** Euclidean length of a vector, or Frobenius norm of a matrix. */
export function length(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0))
}
