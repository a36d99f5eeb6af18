// A process that runs trainings when it is told to: see sweep.bench.ts.
import process from "node:process"
import { key } from "../../lib/numerics/random-key.ts"
import { type TrainingSpec, trainLanes } from "../../lib/rules/train-lanes.ts"

/** What a process is told: how many trainings to run on how many workers. */
export interface SweepJob {
  readonly trainings: number
  readonly workers: number
}

const spec: TrainingSpec = {
  network: { units: 64, inputs: 10, outputs: 1, activation: "relu", dtMs: 69.3 },
  task: { name: "patternGeneration", options: { key: key(1), steps: 50 } },
  rule: { name: "bptt" },
  optimizer: { name: "sgd", options: { rate: 0.05 } },
  iterations: 300,
  batch: 8,
  clipNorm: 1,
}

process.on("message", async ({ trainings, workers }: SweepJob) => {
  const specs = Array.from({ length: trainings }, () => spec)
  const { status, message } = await trainLanes(specs, { key: key(2), workers, onProgress: () => {} })
  process.send?.(status === "converged" ? null : message)
})
process.once("disconnect", () => process.exit())
