import { type ColumnTable, table } from "arquero"
import { kernelAlignment } from "../../analysis/tangent-kernel.ts"
import {
  expectedLinearAlignment,
  linearKernelAlignment,
  linearTangentKernel,
  type TwoLayerWeights,
  trainTwoLayerLinear,
} from "../../analysis/two-layer-linear.ts"
import { normal } from "../../numerics/distributions.ts"
import { randomDirections } from "../../numerics/random-directions.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { RichLazyPreset } from "./presets.ts"

/** sigma, the norm of W_1(0): small, as the theory asks. */
const startNorm = 1e-3
const descent = { rate: 0.02, tolerance: 1e-14 }
/** Condition numbers of the features. */
const conditionNumbers = [1, 2, 3, 5, 10]

/** T1: one row a task, rank and share s of the readout: KA of training, and that which Theorem 1 expects of a start of that rank. */
export function rankTheory(
  { linear: { inputs, units, tasks } }: Pick<RichLazyPreset, "linear">,
  key: Key,
): ColumnTable {
  const ranks = [...new Set([1, 2, Math.ceil(inputs / 2), inputs])]
  const rows = [0, 1 / inputs, 1].flatMap((share) =>
    ranks.flatMap((rank) =>
      Array.from({ length: tasks }, (_, seed) => {
        const [taskKey, startKey] = split(foldIn(key, seed), 2) as [Key, Key]
        const beta = normal(taskKey, inputs).map((value) => value / Math.sqrt(inputs))
        const start = isotropicStart(startKey, { inputs, units, rank, share })
        const { trained, predicted } = alignmentsOf(start, beta)
        return { share, rank, seed, trained, predicted, expected: expectedLinearAlignment(rank, inputs, share) }
      }),
    ),
  )
  return table({
    readoutShare: rows.map(({ share }) => share),
    rank: rows.map(({ rank }) => rank),
    seed: rows.map(({ seed }) => seed),
    kernelAlignment: rows.map(({ trained }) => trained),
    kernelAlignmentOfTask: rows.map(({ predicted }) => predicted),
    expectedKernelAlignment: rows.map(({ expected }) => expected),
  })
}

/** F3: one row a task, start and condition number of the features: KA of training beside its closed form. */
export function alignedTheory({ linear }: Pick<RichLazyPreset, "linear">, key: Key): ColumnTable {
  const { inputs, units, tasks } = linear
  const rows = conditionNumbers.flatMap((condition) =>
    Array.from({ length: tasks }, (_, seed) => armsOf(foldIn(key, seed), { inputs, units, condition })).flatMap(
      (arms, seed) => arms.map(({ arm, start, beta }) => ({ arm, condition, seed, ...alignmentsOf(start, beta) })),
    ),
  )
  return table({
    start: rows.map(({ arm }) => arm),
    conditionNumber: rows.map(({ condition }) => condition),
    seed: rows.map(({ seed }) => seed),
    kernelAlignment: rows.map(({ trained }) => trained),
    kernelAlignmentOfTask: rows.map(({ predicted }) => predicted),
  })
}

function alignmentsOf(start: TwoLayerWeights, beta: Float64Array) {
  const inputs = beta.length
  const before = linearTangentKernel(start, inputs)
  const after = linearTangentKernel(trainTwoLayerLinear(start, beta, descent), inputs)
  return { trained: kernelAlignment(before, after), predicted: linearKernelAlignment(before, beta) }
}

interface Size {
  readonly inputs: number
  readonly units: number
}

/** W_1 of a rank with equal singular values, and a readout of the asked share of its power. */
function isotropicStart(
  key: Key,
  { inputs, units, rank, share }: Size & { readonly rank: number; readonly share: number },
): TwoLayerWeights {
  const [leftKey, rightKey, readoutKey] = split(key, 3) as [Key, Key, Key]
  const [left, right] = [randomDirections(leftKey, units, rank), randomDirections(rightKey, inputs, rank)]
  const first = new Float64Array(units * inputs)
  for (let k = 0; k < rank; k++)
    for (let n = 0; n < units; n++)
      for (let i = 0; i < inputs; i++)
        first[n * inputs + i]! += (startNorm / Math.sqrt(rank)) * left[k]![n]! * right[k]![i]!
  const [direction] = randomDirections(readoutKey, units, 1)
  return { first, second: direction!.map((value) => startNorm * Math.sqrt(share) * value) }
}

/** W_1 = sigma u v^T with a readout sigma u^T: layers of equal norm. */
function rankOneStart(key: Key, units: number, v: Float64Array): TwoLayerWeights {
  const [u] = randomDirections(key, units, 1)
  const first = Float64Array.from({ length: units * v.length }, (_, i) => {
    return startNorm * u![Math.floor(i / v.length)]! * v[i % v.length]!
  })
  return { first, second: u!.map((value) => startNorm * value) }
}

interface Arm {
  readonly arm: string
  readonly start: TwoLayerWeights
  readonly beta: Float64Array
}

/**
 * Features z = F x, the upper half of F's singular values `condition` and the lower 1, and a teacher with the same weight on every left singular vector;
 * starts: at the task, at that of the truncated features, of rank 1 by chance, and of full rank.
 */
function armsOf(key: Key, { inputs, units, condition }: Size & { readonly condition: number }): readonly Arm[] {
  const [featureKey, startKey, chanceKey, fullKey] = split(key, 4) as [Key, Key, Key, Key]
  const right = randomDirections(featureKey, inputs, inputs)
  const towards = (known: number) => {
    const sum = new Float64Array(inputs)
    for (let k = 0; k < known; k++) {
      const size = k < inputs / 2 ? condition : 1
      for (let i = 0; i < inputs; i++) sum[i]! += size * right[k]![i]!
    }
    const length = Math.sqrt(sum.reduce((all, value) => all + value * value, 0))
    return sum.map((value) => value / length)
  }
  const beta = towards(inputs)
  const [chance] = randomDirections(chanceKey, inputs, 1)
  return [
    { arm: "aligned", start: rankOneStart(startKey, units, beta), beta },
    { arm: "partly aligned", start: rankOneStart(startKey, units, towards(inputs / 2)), beta },
    { arm: "random rank 1", start: rankOneStart(startKey, units, chance!), beta },
    { arm: "full rank", start: isotropicStart(fullKey, { inputs, units, rank: inputs, share: 1 }), beta },
  ]
}
