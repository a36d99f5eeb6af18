import type { RateBlock } from "../networks/rate-network.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { createLearningSignals } from "./back-signals.ts"
import { createBackward } from "./bptt.ts"
import { createTangents } from "./rate-tangents.ts"
import { createRateGradient, type RateGradient } from "./recurrent-rule.ts"
import { readoutGradient, weightGradients } from "./weight-gradients.ts"

/**
 * The exact gradient of a pass with every signal on the way back kept, and products of the Hessian with directions made from them.
 * The trajectory is computed once a point, whatever the number of products.
 */
export interface RateCurvature {
  readonly gradient: RateGradient
  /** v, to be filled in before `multiply`; blocks that are not trained count as 0. */
  readonly direction: RateGradient
  /** H v, after `multiply`, in the trained blocks. */
  readonly product: RateGradient
  /** Computes the gradient after a pass forward. */
  linearise(): void
  /** Computes H v after `linearise`. */
  multiply(): void
}

/** Allocates what gradient and products of a pass need, for derivatives in the trained blocks. */
export function createRateCurvature(pass: RatePass, trained: readonly RateBlock[]): RateCurvature {
  const arriving = createLearningSignals(pass, pass.weights.readout, [{ from: 0, to: pass.stepCount }])
  const backward = createBackward(pass, arriving, () => true)
  const gradient = createRateGradient(pass)
  const room = pass.engine.arena.matrix(pass.network.inputs, pass.network.units, pass.precision)
  const tangents = createTangents(pass, { signals: backward.signals, arriving: arriving.steps, room }, trained)
  return {
    gradient,
    ...tangents,
    linearise() {
      backward.run()
      weightGradients(pass, backward.signals.all, gradient, room)
      readoutGradient(pass, gradient)
    },
  }
}
