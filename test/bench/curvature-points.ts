// The network of the peers' row of Hessian-vector products, at points of its training.
import { writeFileSync } from "node:fs"
import path from "node:path"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import { createRatePass, forward } from "../../lib/networks/rate-forward.ts"
import { rateBlocks, rateNetwork } from "../../lib/networks/rate-network.ts"
import { integers, normal } from "../../lib/numerics/distributions.ts"
import { foldIn, type Key, key } from "../../lib/numerics/random-key.ts"
import { bptt } from "../../lib/rules/bptt.ts"
import { createRateGradient } from "../../lib/rules/recurrent-rule.ts"
import { stepSgd } from "../../lib/rules/sgd.ts"
import { readoutGradient } from "../../lib/rules/weight-gradients.ts"
import type { Trials } from "../../lib/tasks/trials.ts"

const [units, trialCount, steps, inputs, outputs] = [128, 256, 28, 28, 10]
const rate = 0.1

/** v = 0.5 v + 0.5 (W z + U x), z = relu(v). */
export const network = rateNetwork({
  ...{ units, inputs, outputs, activation: "relu" },
  ...{ dtMs: 100 * Math.log(2), tauMs: 100 },
})

const labels = Int32Array.from(integers(key(1), trialCount, outputs))

/** Random inputs, and random labels to be told at the last step. */
export const trials: Trials = {
  steps,
  trials: trialCount,
  inputs: normal(key(2), steps * trialCount * inputs),
  target: {
    kind: "labels",
    labels: Int32Array.from({ length: steps * trialCount }, (_, i) => labels[i - (steps - 1) * trialCount] ?? -1),
  },
}

/** All parameters at the start, as the peer draws them, and after some numbers of steps of plain gradient descent on all trials. */
export function pointsOfTraining(stepCounts: readonly number[]): readonly Float32Array[] {
  // In strict order, so that the points are the same on every machine.
  const engine = borrowEngine("exact")
  const pass = createRatePass(engine, network, trials, "f32")
  const gradient = createRateGradient(pass)
  const backward = bptt().bind(pass, gradient)
  pass.parameters.values.set(start())
  let taken = 0
  const points = stepCounts.map((count) => {
    for (; taken < count; taken += 1) {
      forward(pass)
      backward()
      readoutGradient(pass, gradient)
      stepSgd(pass.primitives, pass.parameters, gradient.vector, rate)
    }
    return Float32Array.from(pass.parameters.values)
  })
  returnEngine(engine)
  return points
}

function start(): Float32Array {
  const deviations = { recurrent: 1 / Math.sqrt(units), input: 0.2, readout: 1 / Math.sqrt(units), bias: 0 }
  const parameters = new Float32Array(network.parameterCount)
  for (const [index, name] of rateBlocks.entries()) {
    const { first, rows, columns } = network.layout[name]
    const draws = normal(foldIn(key(3), index), rows * columns)
    parameters.set(
      draws.map((draw) => deviations[name] * draw),
      first,
    )
  }
  return parameters
}

/** W at a point, N x N. */
export function recurrentWeights(parameters: Float32Array): Float32Array {
  const { first, rows, columns } = network.layout.recurrent
  return parameters.subarray(first, first + rows * columns)
}

/** Writes a point, the trials, the first direction of a Lanczos iteration with a key, and `more`, for `power-iteration.py`. */
export function writeProblem(folder: string, parameters: Float32Array, direction: Key, more: object): void {
  const write = (name: string, values: Float32Array | Int32Array) => writeFileSync(path.join(folder, name), values)
  for (const name of ["recurrent", "input", "readout"] as const) {
    const { first, rows, columns } = network.layout[name]
    write(name, parameters.slice(first, first + rows * columns))
  }
  write("inputs", Float32Array.from(trials.inputs))
  write("labels", labels)
  write("start", Float32Array.from(normal(foldIn(direction, 0), units * units)))
  const sizes = { units, inputs, outputs, steps, trials: trialCount }
  writeFileSync(path.join(folder, "problem.json"), JSON.stringify({ ...sizes, ...more }))
}
