// A process that runs trainings when it is told to: see sweep.bench.ts.
import { key } from "../../lib/numerics/random-key.ts"
import { type TrainingSpec, trainLanes } from "../../lib/rules/train-lanes.ts"
import { answerJobs } from "./workers-beside-processes.ts"

const spec: TrainingSpec = {
  network: { units: 64, inputs: 10, outputs: 1, activation: "relu", dtMs: 69.3 },
  task: { name: "patternGeneration", options: { key: key(1), steps: 50 } },
  rule: { name: "bptt" },
  optimizer: { name: "sgd", options: { rate: 0.05 } },
  iterations: 300,
  batch: 8,
  clipNorm: 1,
}

answerJobs(async ({ trainings, workers }) => {
  const specs = Array.from({ length: trainings }, () => spec)
  const { status, message } = await trainLanes(specs, { key: key(2), workers, onProgress: () => {} })
  if (status !== "converged") throw new Error(message)
})
