import { type RateNetwork, type RateNetworkOptions, rateNetwork } from "../../lib/networks/rate-network.ts"
import { integers, normal, uniform } from "../../lib/numerics/distributions.ts"
import { foldIn, type Key, split } from "../../lib/numerics/random-key.ts"
import type { Trials } from "../../lib/tasks/trials.ts"

/** A small network with a batch of random trials and random parameters. */
export interface RateProblem {
  readonly network: RateNetwork
  readonly trials: Trials
  readonly parameters: Float64Array
}

/** What a random problem looks like. */
export interface RateProblemOptions extends Partial<RateNetworkOptions> {
  readonly steps?: number
  readonly trialCount?: number
  readonly target?: "values" | "labels" | "last label" | "weighted values"
}

/** A random problem: N = 12, T = 9, N_in = 4, B = 3 and a leak of 0.6 where nothing else is said. */
export function rateProblem(key: Key, options: RateProblemOptions = {}): RateProblem {
  const { steps = 9, trialCount = 3, target = "values", ...network } = options
  const made = rateNetwork({ units: 12, inputs: 4, outputs: 2, dtMs: -100 * Math.log(0.6), ...network })
  const [weights, inputs, targets, mask] = split(key, 4)
  const rows = steps * trialCount
  const trials: Trials = {
    steps,
    trials: trialCount,
    inputs: normal(inputs!, rows * made.inputs),
    target:
      target === "values" || target === "weighted values"
        ? { kind: "values", values: normal(targets!, rows * made.outputs) }
        : { kind: "labels", labels: randomLabels(targets!, made.outputs, steps, trialCount, target === "last label") },
    ...(target === "weighted values" ? { weights: uniform(mask!, rows).map((u) => (u < 0.4 ? 0 : u)) } : {}),
  }
  return { network: made, trials, parameters: rateParameters(made, weights!) }
}

/** Random parameters: W with standard deviation 1.2 / sqrt(N), the others with 1 over the root of their inputs. */
export function rateParameters(network: RateNetwork, key: Key): Float64Array {
  const parameters = new Float64Array(network.parameterCount)
  for (const [index, { first, rows, columns }] of Object.values(network.layout).entries()) {
    const scale = (index === 0 ? 1.2 : 1) / Math.sqrt(index === 3 ? 1 : columns)
    parameters.set(
      normal(foldIn(key, index), rows * columns).map((value) => scale * value),
      first,
    )
  }
  return parameters
}

function randomLabels(key: Key, classes: number, steps: number, trials: number, lastOnly: boolean): Int32Array {
  const drawn = Int32Array.from(integers(key, steps * trials, classes))
  if (lastOnly) drawn.fill(-1, 0, (steps - 1) * trials)
  return drawn
}

/** The same problem with further trials and steps that do not count: noise, with weights of 0 or no labels. */
export function withUnscored(
  { network, trials, parameters }: RateProblem,
  more: { trials: number; steps: number },
): RateProblem {
  const [steps, count] = [trials.steps + more.steps, trials.trials + more.trials]
  const { inputs, outputs } = network
  const isOld = (row: number) => row < trials.steps * count && row % count < trials.trials
  const oldRow = (row: number) => Math.floor(row / count) * trials.trials + (row % count)
  const spread = (values: ArrayLike<number>, width: number, other: (i: number) => number) =>
    Array.from({ length: steps * count * width }, (_, i) => {
      const row = Math.floor(i / width)
      return isOld(row) ? values[oldRow(row) * width + (i % width)]! : other(i)
    })
  const noise = (i: number) => Math.sin(7 * i)
  const { target } = trials
  const weights = trials.weights ?? new Float64Array(trials.steps * trials.trials).fill(1)
  const enlarged: Trials = {
    steps,
    trials: count,
    inputs: Float64Array.from(spread(trials.inputs, inputs, noise)),
    target:
      target.kind === "values"
        ? { kind: "values", values: Float64Array.from(spread(target.values, outputs, noise)) }
        : { kind: "labels", labels: Int32Array.from(spread(target.labels, 1, () => -1)) },
    ...(target.kind === "values" || trials.weights ? { weights: Float64Array.from(spread(weights, 1, () => 0)) } : {}),
  }
  return { network, parameters, trials: enlarged }
}

/** Every form of network that rules and objectives are tested on. */
export const rateForms: readonly (RateProblemOptions & { readonly title: string })[] = [
  { title: "tanh, leaking state, squared error" },
  {
    title: "tanh, leaking rate, squared error of some steps",
    integration: "euler",
    dtMs: 40,
    target: "weighted values",
  },
  { title: "tanh without leak, cross-entropy", integration: "euler", dtMs: 100, target: "labels", readoutBias: true },
  {
    title: "ReLU, leaking state, last label, no self-connections",
    activation: "relu",
    target: "last label",
    selfConnections: false,
    readoutBias: true,
  },
  { title: "ReLU, leaking rate, cross-entropy", activation: "relu", integration: "euler", dtMs: 30, target: "labels" },
]
