import type { Block } from "../engine/arena.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import {
  type BackSignals,
  backThroughTime,
  createBackSignals,
  createLearningSignals,
  type LearningSignals,
  throughUnits,
} from "./back-signals.ts"
import type { RecurrentRule } from "./recurrent-rule.ts"
import { weightGradients } from "./weight-gradients.ts"

/**
 * Backpropagation through time, the exact gradient: q_t = l_t + gain W^T g_{t+1}, g_t = f'(v_t) q_t + leak g_{t+1}.
 * Werbos 1990, Proceedings of the IEEE 78:1550; in the notation of Liu et al. 2022, arXiv 2206.00823.
 */
export function bptt(): RecurrentRule {
  return Object.freeze({ name: "bptt", label: "BPTT", bind: bindBackward(() => true) } satisfies RecurrentRule)
}

/**
 * The rule that follows the path through W into step t (0 to `stepCount` - 2) where `crosses` says so.
 * @param feedback weights in the place of the readout's (N_out x N).
 */
export function bindBackward(
  crosses: (t: number, stepCount: number) => boolean,
  feedback?: Block,
): RecurrentRule["bind"] {
  return (pass, gradient) => {
    const { signals, run } = createBackward(pass, createLearningSignals(pass, feedback), crosses)
    const room = pass.engine.arena.matrix(pass.network.inputs, pass.network.units, pass.precision)
    return () => {
      run()
      weightGradients(pass, signals.all, gradient, room)
    }
  }
}

/** A way back through all steps. */
export interface Backward {
  readonly signals: BackSignals
  /** Computes the signals after a pass forward. */
  run(): void
}

/** Allocates a way back through all steps, for which the learning signals are where what arrives at the rates is summed. */
export function createBackward(
  pass: RatePass,
  learning: LearningSignals,
  crosses: (t: number, stepCount: number) => boolean,
): Backward {
  const { products, scaled, stepCount } = pass
  const signals = createBackSignals(pass)
  const through = throughUnits(pass, signals)
  const followed = Array.from({ length: stepCount }, (_, t) => t + 1 < stepCount && crosses(t, stepCount))
  return {
    signals,
    run() {
      backThroughTime(learning, (t, q) => {
        if (followed[t]) products.multiply(q, q, signals.steps[t + 1]!, scaled.recurrent)
        through(q.pointer, t)
      })
    },
  }
}
