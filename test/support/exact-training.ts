import { bitsHash } from "../../lib/numerics/bits-hash.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { type TrainingSpec, trainLanes } from "../../lib/rules/train-lanes.ts"

const settings = {
  network: { units: 40, inputs: 10, outputs: 1, activation: "tanh", dtMs: 50, selfConnections: false },
  task: { name: "patternGeneration", options: { key: key(3), steps: 20 } },
  optimizer: { name: "adam", options: { rate: 0.003 } },
  iterations: 50,
  batch: 5,
  clipNorm: 1,
  mode: "exact",
} as const satisfies Omit<TrainingSpec, "rule">

/** Trainings of 50 steps in mode exact: every rule that trains, in both precisions. */
export const exactTrainings: readonly TrainingSpec[] = (["f32", "f64"] as const).flatMap((precision) => [
  { ...settings, precision, rule: { name: "bptt" } },
  { ...settings, precision, rule: { name: "threeFactor" } },
  { ...settings, precision, rule: { name: "modProp" }, network: { ...settings.network, activation: "relu" } },
])

/** One hash of all their parameters and losses, computed on so many workers. */
export async function hashOfTrainings(workers: number): Promise<string> {
  const { value } = await trainLanes(exactTrainings, { key: key(8), workers, onProgress: () => {} })
  const parts = value.flatMap(({ result, message }) => {
    if (result === undefined) throw new Error(message)
    return [...result.parameters, ...result.losses]
  })
  return bitsHash(Float64Array.from(parts))
}
