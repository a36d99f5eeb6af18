import type { ColumnTable } from "arquero"
import type { Solution } from "../numerics/solution.ts"
import type { EvaluatedLearner, Evaluation } from "./evaluation/evaluation.ts"
import type { FittedLearner, Learner } from "./learner.ts"

/** Learners side by side on the same trials, best first. */
export interface Comparison {
  readonly rows: readonly ComparedLearner[]
  /** What differences are taken to. */
  readonly reference: Solution<FittedLearner, ColumnTable>
  /** What the intervals are, in words. */
  readonly interval: string
  /** Which trials are scored, in words: those that were fitted to, or held-out ones. */
  readonly scheme: string
  /** The evaluation on held-out trials behind the rows; absent in sample, and where the user stopped before it. */
  readonly evaluation?: Evaluation
}

/** One learner of a comparison. */
export interface ComparedLearner {
  readonly label: string
  readonly role: Learner["role"]
  /** The fit to all trials. */
  readonly solution: Solution<FittedLearner, ColumnTable>
  /** What the row is ranked by, nats per trial; null where there is no held-out score. */
  readonly natsPerTrial: number | null
  /** Its held-out scores; absent in sample. */
  readonly heldOut?: EvaluatedLearner
  /** Nats per trial above the reference; null where there is no held-out score. */
  readonly difference: number | null
  /** 95 % interval of the difference; null where there are too few units to resample, or the user stopped. */
  readonly interval: readonly [low: number, high: number] | null
}
