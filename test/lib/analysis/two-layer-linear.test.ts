import assert from "node:assert/strict"
import { kernelAlignment } from "../../../lib/analysis/tangent-kernel.ts"
import {
  expectedLinearAlignment,
  linearKernelAlignment,
  linearTangentKernel,
  rankOneLinearAlignment,
  type TwoLayerWeights,
  trainTwoLayerLinear,
} from "../../../lib/analysis/two-layer-linear.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"

const [d, units, tiny] = [10, 20, 1e-3]
const close = (a: number, b: number, tolerance: number) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`)

/** Orthonormal columns, by Gram and Schmidt. */
function orthonormal(rows: number, columns: number, seed: number): Float64Array[] {
  const vectors: Float64Array[] = []
  for (let k = 0; k < columns; k++) {
    const v = normal(foldIn(key(seed), k), rows)
    for (const u of vectors) {
      const along = u.reduce((sum, x, i) => sum + x * v[i]!, 0)
      for (const [i, x] of u.entries()) v[i]! -= along * x
    }
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0))
    vectors.push(v.map((x) => x / length))
  }
  return vectors
}

/** A start of rank r with equal singular values, |W_1| = sigma and |W_2|^2 = s sigma^2. */
function startOf(rank: number, s: number, sigma: number, seed: number): TwoLayerWeights {
  const [left, right] = [orthonormal(units, rank, seed), orthonormal(d, rank, seed + 1)]
  const first = new Float64Array(units * d)
  for (let k = 0; k < rank; k++)
    for (let n = 0; n < units; n++)
      for (let i = 0; i < d; i++) first[n * d + i]! += (sigma / Math.sqrt(rank)) * left[k]![n]! * right[k]![i]!
  const [direction] = orthonormal(units, 1, seed + 2)
  return { first, second: direction!.map((x) => x * sigma * Math.sqrt(s)) }
}

const taskOf = (seed: number) => normal(key(1000 + seed), d).map((x) => x / Math.sqrt(d))
const trainedAlignment = (start: TwoLayerWeights, beta: Float64Array) =>
  kernelAlignment(
    linearTangentKernel(start, d),
    linearTangentKernel(trainTwoLayerLinear(start, beta, { rate: 0.02 }), d),
  )

describe("a two-layer linear network", () => {
  it("from a small start ends at K = |beta| (I + b b^T), so that the alignment follows from the start alone", () => {
    for (const [rank, s] of [
      [1, 0.1],
      [5, 1],
      [10, 0.1],
    ] as const) {
      const [start, beta] = [startOf(rank, s, tiny, rank), taskOf(rank)]
      close(trainedAlignment(start, beta), linearKernelAlignment(linearTangentKernel(start, d), beta), 1e-5)
      const end = trainTwoLayerLinear(start, beta, { rate: 0.02 })
      const length = Math.sqrt(beta.reduce((sum, x) => sum + x * x, 0))
      close(
        end.second.reduce((sum, x) => sum + x * x, 0),
        length,
        1e-4,
      )
    }
  })

  it("has the expected alignments of Theorem 1 over random tasks", () => {
    const table = {
      1: [0.9308, 0.9492, 0.9608, 0.9648],
      0.1: [0.5352, 0.6822, 0.8629, 0.9648],
      0: [0.3051, 0.4315, 0.6822, 0.9648],
    }
    for (const [s, expected] of Object.entries(table))
      for (const [i, rank] of [1, 2, 5, 10].entries()) {
        close(expectedLinearAlignment(rank, d, Number(s)), expected[i]!, 5e-5)
        const mean =
          Array.from({ length: 60 }, (_, seed) =>
            linearKernelAlignment(linearTangentKernel(startOf(rank, Number(s), tiny, 7 * seed), d), taskOf(seed)),
          ).reduce((sum, value) => sum + value, 0) / 60
        // 60 tasks: task sampling.
        close(mean, expected[i]!, 0.02)
      }
  })

  it("is the lazier the higher the rank of its start, whatever the readout's share", () => {
    for (const s of [0, 0.05, 0.3, 1, 4])
      for (let rank = 1; rank < d; rank++)
        assert.ok(expectedLinearAlignment(rank + 1, d, s) > expectedLinearAlignment(rank, d, s))
    close(expectedLinearAlignment(d, d, 0.3), (d + 1) / Math.sqrt(d * (d + 3)), 0.02)
  })

  it("that starts along its task with equal layers keeps its kernel's direction at any scale (Proposition 1)", () => {
    const beta = taskOf(3)
    const length = Math.sqrt(beta.reduce((sum, x) => sum + x * x, 0))
    const [u] = orthonormal(units, 1, 5)
    for (const sigma of [1e-3, 0.1, 0.5, 1]) {
      const first = new Float64Array(units * d)
      for (let n = 0; n < units; n++)
        for (let i = 0; i < d; i++) first[n * d + i] = sigma * u![n]! * (beta[i]! / length)
      close(trainedAlignment({ first, second: u!.map((x) => sigma * x) }, beta), 1, 1e-12)
    }
    close(rankOneLinearAlignment(1, d, 1), 1, 1e-15)
    close(rankOneLinearAlignment(1, d, 0), 2 / Math.sqrt(d + 3), 1e-15)
    for (const [kappa, expected] of [
      [1, 0.92857],
      [3, 0.98571],
      [10, 0.99859],
    ] as const)
      close(rankOneLinearAlignment(kappa ** 2 / (1 + kappa ** 2), 4, 1), expected, 5e-6)
  })

  it("conserves W_1 W_1^T - W_2^T W_2 up to a drift that shrinks with the step", () => {
    const [start, beta] = [startOf(4, 1, 0.3, 9), taskOf(2)]
    const conserved = ({ first, second }: TwoLayerWeights) =>
      Float64Array.from({ length: units * units }, (_, at) => {
        const [a, b] = [Math.floor(at / units), at % units]
        let sum = -second[a]! * second[b]!
        for (let i = 0; i < d; i++) sum += first[a * d + i]! * first[b * d + i]!
        return sum
      })
    const before = conserved(start)
    const drift = (rate: number) =>
      conserved(trainTwoLayerLinear(start, beta, { rate })).reduce(
        (most, x, i) => Math.max(most, Math.abs(x - before[i]!)),
        0,
      )
    const ratio = drift(1e-2) / drift(1e-3)
    assert.ok(ratio > 9.5 && ratio < 10.5, `${ratio}`)
  })
})
