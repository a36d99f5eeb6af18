import assert from "node:assert/strict"
import fc from "fast-check"
import { representationAlignment } from "../../../lib/analysis/representation-alignment.ts"
import {
  expectedLinearAlignment,
  linearKernelAlignment,
  linearTangentKernel,
  rankOneLinearAlignment,
  type TwoLayerWeights,
  trainTwoLayerLinear,
} from "../../../lib/analysis/two-layer-linear.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { mean } from "../../support/rich-lazy-runs.ts"
import {
  d,
  length,
  orthonormal,
  startAlong,
  startOf,
  taskOf,
  tiny,
  trainedAlignment,
  units,
} from "../../support/two-layer-starts.ts"

const close = (a: number, b: number, tolerance: number) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`)
const predicted = (start: TwoLayerWeights, beta: Float64Array) =>
  linearKernelAlignment(linearTangentKernel(start, beta.length), beta)
const difference = (a: Float64Array, b: Float64Array) => length(a.map((x, i) => x - b[i]!))
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, i) => make(i))

/** The states of each whitened input, d x N: W_1 turned. */
const statesOf = ({ first }: TwoLayerWeights) =>
  Float64Array.from(first, (_, at) => first[(at % units) * d + Math.floor(at / units)]!)

/** Expected KA at d = 10 over isotropic tasks by the readout's share s, for ranks 1, 2, 5 and 10. */
const theorem = {
  1: [0.9308, 0.9492, 0.9608, 0.9648],
  0.1: [0.5352, 0.6822, 0.8629, 0.9648],
  0: [0.3051, 0.4315, 0.6822, 0.9648],
}
const ranks = [1, 2, 5, 10] as const
const cells = Object.entries(theorem).flatMap(([s, row]) =>
  ranks.map((rank, i) => ({ s: Number(s), rank, expected: row[i]! })),
)

describe("a two-layer linear network", () => {
  it("from a small start ends at K = |beta| (I + b b^T), both layers changed by sqrt(|beta|) whatever their rank was", () => {
    for (const size of [0.5, 1, 2])
      for (const rank of [1, 5, 10]) {
        const [start, beta] = [startOf(rank, 0.1, tiny, rank), taskOf(rank)]
        const unit = beta.map((x) => x / length(beta))
        const end = trainTwoLayerLinear(
          start,
          unit.map((x) => size * x),
          { rate: 0.02 },
        )
        const kernel = linearTangentKernel(end, d)
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) close(kernel[i * d + j]!, size * ((i === j ? 1 : 0) + unit[i]! * unit[j]!), 1e-5)
        close(length(end.second) ** 2, size, 1e-5)
        close(length(kernel), size * Math.sqrt(d + 3), 1e-5)
        // The change differs from the end by the start, which is 1e-3 long.
        close(difference(end.first, start.first), Math.sqrt(size), tiny)
        close(difference(end.second, start.second), Math.sqrt(size), tiny)
      }
  })

  it("has an alignment over all tasks of (1 + 1/d) tr K_0 / (sqrt(d + 3) |K_0|), largest for equal singular values", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.nat(1000),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (n, seed, s) => {
          const first = normal(key(seed), 15 * n)
          const kernel = linearTangentKernel({ first, second: normal(key(seed + 1), 15).map((x) => s * x) }, n)
          // The mean over isotropic directions of b^T K b is that over any orthonormal basis.
          const measured = mean(orthonormal(n, n, seed).map((b) => linearKernelAlignment(kernel, b)))
          const trace = times(n, (i) => kernel[i * n + i]!).reduce((sum, x) => sum + x)
          close(measured, ((1 + 1 / n) * trace) / (Math.sqrt(n + 3) * length(kernel)), 1e-12)
          assert.ok(measured <= expectedLinearAlignment(n, n, s) + 1e-12)
        },
      ),
      { numRuns: 50 },
    )
    for (const [n, most] of [
      [2, 0.9487],
      [10, 0.9648],
      [20, 0.9791],
    ] as const)
      close(expectedLinearAlignment(n, n, 1), most, 5e-5)
  })

  it("has the expected alignments of Theorem 1, to four digits, and over 60 random tasks within 0.02", () => {
    for (const { s, rank, expected } of cells) {
      close(expectedLinearAlignment(rank, d, s), expected, 5e-5)
      close(mean(times(60, (seed) => predicted(startOf(rank, s, tiny, 7 * seed), taskOf(seed)))), expected, 0.02)
    }
  })

  it("comes to them by training on 30 random tasks within 0.025, and on each task to what its start predicts within 1e-5", () => {
    for (const { s, rank, expected } of cells) {
      const measured = times(30, (seed) => {
        const [start, beta] = [startOf(rank, s, tiny, 7 * seed), taskOf(seed)]
        const alignment = trainedAlignment(start, beta, 0.05)
        close(alignment, predicted(start, beta), 1e-5)
        return alignment
      })
      close(mean(measured), expected, 0.025)
    }
  })

  it("is the lazier the higher the rank of its start, whatever the readout's share", () => {
    for (const s of [0, 0.05, 0.3, 1, 4])
      for (let rank = 1; rank < d; rank++)
        assert.ok(expectedLinearAlignment(rank + 1, d, s) > expectedLinearAlignment(rank, d, s))
  })

  it("that starts along its task with equal layers keeps its kernel's direction at any scale (Proposition 1)", () => {
    const beta = taskOf(3)
    const [u] = orthonormal(units, 1, 5)
    for (const sigma of [1e-3, 0.1, 0.5, 1]) {
      const { first } = startAlong([beta.map((x) => x / length(beta))], 1, sigma, 5)
      close(trainedAlignment({ first, second: u!.map((x) => sigma * x) }, beta), 1, 1e-12)
    }
    close(rankOneLinearAlignment(1, d, 1), 1, 1e-15)
    close(rankOneLinearAlignment(1, d, 0), 2 / Math.sqrt(d + 3), 1e-15)
  })

  it("from rank 1 has the alignment of its overlap with the task and of the readout's share, (d + 2 + c) / (d + 3) at equal layers", () => {
    for (const s of [0, 0.1, 1, 3])
      for (const seed of [1, 2, 3]) {
        const [direction, beta] = [orthonormal(d, 1, seed)[0]!, taskOf(seed)]
        const overlap = direction.reduce((sum, x, i) => sum + (x * beta[i]!) / length(beta), 0) ** 2
        const start = startAlong([direction], s, tiny, seed)
        close(rankOneLinearAlignment(overlap, d, s), predicted(start, beta), 1e-12)
        close(trainedAlignment(start, beta, 0.05), rankOneLinearAlignment(overlap, d, s), 1e-5)
        if (s === 1) close(rankOneLinearAlignment(overlap, d, s), (d + 2 + overlap) / (d + 3), 1e-12)
      }
  })

  it("conserves W_1 W_1^T - W_2^T W_2 up to a drift that is linear in the step", () => {
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

  it("has states whose alignment is b^T R_0 b / |R_0| after training, sqrt(r) / d over all tasks", () => {
    const none = new Float64Array(units)
    for (const rank of ranks) {
      const start = startOf(rank, 0.1, tiny, rank)
      const gram = linearTangentKernel({ first: start.first, second: none }, d)
      const share = (b: Float64Array) =>
        gram.reduce((sum, x, at) => sum + b[Math.floor(at / d)]! * x * b[at % d]!, 0) / (length(b) ** 2 * length(gram))
      close(mean(orthonormal(d, d, rank).map(share)), Math.sqrt(rank) / d, 1e-12)
      const beta = taskOf(rank)
      const end = trainTwoLayerLinear(start, beta, { rate: 0.05 })
      close(representationAlignment(statesOf(start), statesOf(end), units), share(beta), 1e-5)
    }
  })

  it("is lazy from a large start at every rank: the theorem is about small ones", () => {
    const table = { 0.1: [0.53, 0.965], 0.3: [0.54, 0.966], 1: [0.7, 0.974], 3: [0.99, 0.996] }
    for (const [sigma, [low, full]] of Object.entries(table)) {
      const over = (rank: number, tasks: number) =>
        mean(times(tasks, (seed) => trainedAlignment(startOf(rank, 0.1, Number(sigma), 7 * seed), taskOf(seed))))
      close(over(1, 30), low!, 0.025)
      close(over(10, 5), full!, 0.005)
    }
  })
})

describe("a two-layer linear network on features of condition number kappa", () => {
  const [inputs, hidden, s] = [4, 12, 1]
  const axes = orthonormal(inputs, inputs, 77)
  /** beta^T = w^T F with w equally weighted on F's left singular vectors; the first half of these alone with `half`. */
  const taskOfKappa = (kappa: number, half = false) =>
    Float64Array.from({ length: inputs }, (_, i) =>
      axes.reduce((sum, axis, k) => sum + (half && k >= 2 ? 0 : ((k < 2 ? kappa : 1) * axis[i]!) / 2), 0),
    )
  const unit = (vector: Float64Array) => vector.map((x) => x / length(vector))
  const kappas = [1, 3, 10] as const
  const alignmentFrom = (start: TwoLayerWeights, kappa: number) =>
    trainedAlignment(start, taskOfKappa(kappa), 0.02 / kappa)

  it("from half of the task's direction is the lazier the larger kappa is: c = kappa^2 / (1 + kappa^2)", () => {
    const expected = [0.92857, 0.98571, 0.99859]
    for (const [i, kappa] of kappas.entries()) {
      const overlap = kappa ** 2 / (1 + kappa ** 2)
      close(rankOneLinearAlignment(overlap, inputs, s), expected[i]!, 5e-6)
      const start = startAlong([unit(taskOfKappa(kappa, true))], s, tiny, 5, hidden)
      close(alignmentFrom(start, kappa), (inputs + 2 + overlap) / (inputs + 3), 1e-7)
    }
  })

  it("from the whole direction is as lazy as can be, and from all directions equally 0.9449, at every kappa", () => {
    for (const kappa of kappas) {
      close(alignmentFrom(startAlong([unit(taskOfKappa(kappa))], s, tiny, 5, hidden), kappa), 1, 1e-7)
      close(alignmentFrom(startAlong(orthonormal(inputs, inputs, 3), s, tiny, 5, hidden), kappa), 0.9449, 5e-5)
    }
  })

  it("from a direction by chance has (d + 1)^2 / (d (d + 3)) = 0.8929 on average, from Gaussian weights 0.91 to 0.94", () => {
    for (const kappa of kappas) {
      const chance = times(100, (seed) =>
        alignmentFrom(startAlong(orthonormal(inputs, 1, 100 + seed), s, tiny, seed, hidden), kappa),
      )
      // 100 seeds of deviation 0.034.
      close(mean(chance), (inputs + 1) ** 2 / (inputs * (inputs + 3)), 3.5 * 0.0034)
      const gaussian = times(100, (seed) => {
        const weights = unit(normal(key(500 + seed), hidden * inputs)).map((x) => tiny * x)
        const { second } = startAlong(orthonormal(inputs, 1, seed), s, tiny, seed, hidden)
        return alignmentFrom({ first: weights, second }, kappa)
      })
      assert.ok(mean(gaussian) > 0.91 && mean(gaussian) < 0.94, `${mean(gaussian)}`)
    }
  })
})
