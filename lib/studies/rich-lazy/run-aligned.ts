import type { RateNetwork } from "../../networks/rate-network.ts"
import { randomDirections } from "../../numerics/random-directions.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import { singularValues, truncated } from "../../numerics/singular-values.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { measureTraining, type RichLazyResult, recurrentOf } from "./measures.ts"
import { decisionTraining } from "./run.ts"
import type { AlignedSpec } from "./spec.ts"

/** Two trainings of one rank: from a start that points at the task, and from one with its singular values in directions by chance. */
export interface AlignedResult {
  readonly aligned: RichLazyResult
  readonly random: RichLazyResult
}

/**
 * Trains once from a start of low rank, cuts the trained W to that rank, and trains from there on fresh trials; then from the same singular values with
 * random singular vectors. Both have the input weights and the readout of the first training.
 */
export async function runAligned(
  spec: AlignedSpec,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<AlignedResult> {
  const [firstKey, againKey, chanceKey, otherKey] = split(key, 4) as [Key, Key, Key, Key]
  const rank = spec.start.rank
  const part = (index: number) => (progress: Parameters<typeof onProgress>[0]) =>
    onProgress({ ...progress, done: index * progress.total + progress.done, total: 3 * progress.total })
  const first = decisionTraining(spec, firstKey)
  const { network } = first
  const { parameters } = await measureTraining({ ...first, onProgress: part(0) })
  const pointing = truncated(recurrentOf(network, parameters), network.units, rank)
  const again = decisionTraining(spec, againKey)
  const from = async (recurrent: Float64Array, index: number): Promise<RichLazyResult> => {
    const start = withRecurrent(network, parameters, recurrent)
    const other = withRecurrent(network, parameters, turned(pointing, network.units, rank, otherKey))
    return (await measureTraining({ ...again, start, other, onProgress: part(index) })).result
  }
  const aligned = await from(pointing, 1)
  const random = await from(turned(pointing, network.units, rank, chanceKey), 2)
  return Object.freeze({ aligned, random })
}

function withRecurrent(
  { layout: { recurrent } }: RateNetwork,
  parameters: Float64Array,
  weights: Float64Array,
): Float64Array {
  const start = parameters.slice()
  start.set(weights, recurrent.first)
  return start
}

type Directions = readonly Float64Array[]

/** A matrix with the same largest singular values and random singular vectors. */
function turned(matrix: Float64Array, units: number, rank: number, key: Key): Float64Array {
  const sizes = singularValues(matrix, units)
  const [left, right] = split(key, 2).map((one) => randomDirections(one, units, rank)) as [Directions, Directions]
  const made = new Float64Array(units * units)
  for (let k = 0; k < Math.min(rank, units); k++)
    for (let i = 0; i < units; i++)
      for (let j = 0; j < units; j++) made[i * units + j]! += sizes[k]! * left[k]![i]! * right[k]![j]!
  return made
}
