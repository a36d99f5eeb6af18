import type { ColumnTable } from "arquero"
import type { Status } from "../../numerics/solution.ts"
import type { Learner } from "../learner.ts"
import type { Folds } from "./folds.ts"
import type { HeldOutScore } from "./held-out-score.ts"
import type { Scheme } from "./schemes.ts"

/** Learners by how well they predict trials that they were not fitted to. */
export interface Evaluation {
  /** How trials were held out. */
  readonly scheme: Scheme
  /** The folds over animals, to be released with `folds.write`; null where whole animals were not held out. */
  readonly folds: Folds | null
  /** Best first; learners without a score come last. */
  readonly rows: readonly EvaluatedLearner[]
  /** Names of all animals, in the order given. */
  readonly animals: readonly string[]
  /** True where any animal was simulated. */
  readonly synthetic: boolean
  /** One row a learner and animal: trials, nats and bits per trial, accuracy, Brier score. */
  readonly byAnimal: ColumnTable
  /** What a reader should know. */
  readonly notes: readonly string[]
}

/** One learner of an evaluation. */
export interface EvaluatedLearner {
  readonly name: string
  readonly label: string
  readonly role: Learner["role"]
  readonly parameterCount: number
  /** `converged` where all of its runs did. */
  readonly status: Status
  /** One sentence about the first run that did not converge; empty where all did. */
  readonly message: string
  /** Fits of different seeds behind each score; 1 where the fit draws nothing, as all would be the same. */
  readonly seeds: number
  /** One score an animal, averaged over seeds, in the order of the animals; those are missing of which no run was finished. */
  readonly scores: readonly HeldOutScore[]
  /** Mean over all scored trials; null without a score. */
  readonly natsPerTrial: number | null
  /** The same of each seed alone. */
  readonly natsPerTrialBySeed: readonly number[]
  /** Mean over runs of the score on the trials that were fitted to; above the held-out score by what was learned by heart. */
  readonly fittedNatsPerTrial: number | null
}
