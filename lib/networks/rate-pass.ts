import type { Block, Matrix } from "../engine/arena.ts"
import type { Engine } from "../engine/engine.ts"
import type { MatrixProducts } from "../engine/matrix-products.ts"
import type { Precision, Primitives } from "../engine/primitives.ts"
import type { OutputLoss } from "./output-losses.ts"
import type { RateBlock, RateNetwork } from "./rate-network.ts"

/** A network on a batch of trials: its parameters, and everything one pass forward leaves for the passes back. */
export interface RatePass {
  readonly network: RateNetwork
  readonly engine: Engine
  readonly precision: Precision
  readonly primitives: Primitives
  readonly products: MatrixProducts
  /** T and B. */
  readonly stepCount: number
  readonly trialCount: number
  /** Flat vector of parameters, and its blocks. */
  readonly parameters: Matrix
  readonly weights: Readonly<Record<RateBlock, Block>>
  /** x, T B x N_in. */
  readonly inputs: Matrix
  /** z, T B x N, and its steps. */
  readonly rates: Matrix
  readonly rateSteps: readonly Block[]
  /** v of the current step, B x N. */
  readonly state: Matrix
  /** a of some steps times the gain, and the stretches of time in which it is made: see `stretches`. */
  readonly drives: Matrix
  readonly stretches: readonly Stretch[]
  /** B x N zeros: the state before the first step, and the signal behind the last. */
  readonly zeros: Matrix
  /** W and U with their diagonal left out where it counts as 0, times the gain; their transposes are what products run over. */
  readonly scaled: ScaledWeights
  readonly readout: Readout
}

/** A pass that is ready to run. */
export interface RunnablePass extends RatePass {
  /** Computes z of all steps from the scaled weights. */
  readonly runUnits: () => void
}

/** (1 - leak) W and (1 - leak) U in the forms that the loops over time want. */
export interface ScaledWeights {
  /** N x N. */
  readonly recurrent: Matrix
  readonly recurrentTransposed: Matrix
  /** N_in x N. */
  readonly inputTransposed: Matrix
}

/** Some steps on end, whose small products are one product. */
export interface Stretch {
  /** First step, and the step after the last. */
  readonly from: number
  readonly to: number
}

/** The outputs from the first step that is scored on, and the derivative of the loss with respect to them. */
export interface Readout {
  /** First step that is scored. */
  readonly firstStep: number
  /** y, rows of steps firstStep … T - 1, trial by trial. */
  readonly outputs: Matrix
  /** eps = dL/dy, as y. */
  readonly errors: Matrix
  readonly loss: OutputLoss
}
