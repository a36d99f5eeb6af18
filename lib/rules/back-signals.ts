import { type Block, type Matrix, rowsOf, steps } from "../engine/arena.ts"
import type { RatePass, Stretch } from "../networks/rate-pass.ts"

/** g of every step: what a rule puts in the place of dL/dv_t. */
export interface BackSignals {
  /** T B x N, and its steps. */
  readonly all: Matrix
  readonly steps: readonly Block[]
}

/** Allocates the signals of a pass. */
export function createBackSignals({ engine, network, trialCount, stepCount, precision }: RatePass): BackSignals {
  const all = engine.arena.matrix(stepCount * trialCount, network.units, precision)
  return { all, steps: steps(all, trialCount) }
}

/** l_t = w^T eps_t, the signals that the outputs of a stretch of time send back. */
export interface LearningSignals {
  readonly stretches: readonly Stretch[]
  /** l of the step `index` of the stretch last made; may be overwritten. */
  readonly steps: readonly Block[]
  /** Makes those of the stretch with this number; zeros before the first step that is scored. */
  make(stretch: number): void
}

/**
 * Allocates the learning signals of a pass.
 * @param feedback weights in the place of the readout's own w (N_out x N).
 * @param stretches those of the pass, or one of all steps where every signal is to be kept.
 */
export function createLearningSignals(
  pass: RatePass,
  feedback: Block = pass.weights.readout,
  stretches: readonly Stretch[] = pass.stretches,
): LearningSignals {
  const { engine, network, precision, products, readout, trialCount } = pass
  const all = engine.arena.matrix(stretches[0]!.to * trialCount, network.units, precision)
  const { firstStep, errors } = readout
  const parts = stretches.map(({ from, to }) => {
    const scoredFrom = Math.min(to, Math.max(from, firstStep))
    if (scoredFrom === to) return null
    return {
      unscored: (scoredFrom - from) * trialCount * network.units,
      signals: rowsOf(all, (scoredFrom - from) * trialCount, (to - from) * trialCount),
      errors: rowsOf(errors, (scoredFrom - firstStep) * trialCount, (to - firstStep) * trialCount),
    }
  })
  return {
    stretches,
    steps: steps(all, trialCount),
    make(stretch) {
      const part = parts[stretch]
      if (part) products.multiply(part.signals, null, part.errors, feedback)
      all.values.fill(0, 0, part ? part.unscored : all.values.length)
    },
  }
}

/** Makes the learning signals from the last stretch of time to the first, and visits their steps from the last to the first. */
export function backThroughTime(learning: LearningSignals, visit: (t: number, q: Block) => void): void {
  for (let stretch = learning.stretches.length - 1; stretch >= 0; stretch--) {
    const { from, to } = learning.stretches[stretch]!
    learning.make(stretch)
    for (let t = to - 1; t >= from; t--) visit(t, learning.steps[t - from]!)
  }
}

/**
 * How signals q that arrive at the rates of a step pass through its units:
 * g_t = f'(v_t) q_t + leak g_{t+1} where the state leaks (`expEuler`), g_t = f'(v_t) (q_t + leak g_{t+1}) where the rate does (`euler`).
 * The signals q may be overwritten.
 */
export function throughUnits(
  { network, primitives, rateSteps, stepCount, trialCount, zeros }: RatePass,
  signals: BackSignals,
): (q: number, t: number) => void {
  const { leak, integration, activation, units } = network
  const n = trialCount * units
  const { leakyTanhBackward, leakyReluBackward, tanhBackward, reluBackward, axpy } = primitives
  const [leaky, plain] = activation === "tanh" ? [leakyTanhBackward, tanhBackward] : [leakyReluBackward, reluBackward]
  return (q, t) => {
    const g = signals.steps[t]!.pointer
    const next = t + 1 < stepCount ? signals.steps[t + 1]!.pointer : zeros.pointer
    const z = rateSteps[t]!.pointer
    if (integration === "expEuler") leaky(g, q, next, z, leak, n)
    else {
      if (leak !== 0) axpy(q, leak, next, n)
      plain(g, q, z, n)
    }
  }
}
