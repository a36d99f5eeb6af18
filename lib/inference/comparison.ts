import type { ColumnTable } from "arquero"
import type { Solution } from "../numerics/solution.ts"
import type { FittedLearner, Learner } from "./learner.ts"

/** Learners side by side on the same trials, best first. */
export interface Comparison {
  readonly rows: readonly ComparedLearner[]
  /** What differences are taken to. */
  readonly reference: Solution<FittedLearner, ColumnTable>
  /** What the intervals are, in words. */
  readonly interval: string
}

/** One learner of a comparison. */
export interface ComparedLearner {
  readonly label: string
  readonly role: Learner["role"]
  readonly solution: Solution<FittedLearner, ColumnTable>
  /** Nats per trial above the reference. */
  readonly difference: number
  /** 95 % interval of the difference; null where there are too few units to resample, or the user stopped. */
  readonly interval: readonly [low: number, high: number] | null
}
