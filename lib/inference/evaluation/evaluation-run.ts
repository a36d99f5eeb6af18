import type { ChoiceSequence } from "../../data/choices.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress, Status } from "../../numerics/solution.ts"
import type { LaneContext } from "../../runs/lane.ts"
import type { FittedLearner, Learner, LearnerSpec, Trajectory } from "../learner.ts"
import { learnerOf } from "../learners.ts"
import { predictions } from "../predictions.ts"
import { type HeldOutScore, heldOutScore } from "./held-out-score.ts"

/** Trials of an animal that are scored: all from `from` on, the ones before only rolled through. */
export interface ScoredAnimal {
  readonly animal: ChoiceSequence
  readonly from: number
}

/** One fit and what it is scored on. */
export interface EvaluationTrials {
  readonly fitted: readonly ChoiceSequence[]
  readonly scored: readonly ScoredAnimal[]
}

/** What a worker is told of one run. */
export interface EvaluationSpec extends EvaluationTrials {
  readonly learner: LearnerSpec
}

/** What became of one run. */
export interface RunResult {
  readonly status: Status
  readonly message: string
  /** True where the fit drew random numbers, so that another seed is another fit. */
  readonly drew: boolean
  readonly parameterCount: number
  /** On the trials it was fitted to; null where the fit was stopped. */
  readonly fittedNatsPerTrial: number | null
  /** One score an animal; empty where the fit was stopped, or the model can predict nothing it was not fitted to. */
  readonly scores: readonly HeldOutScore[]
}

/**
 * One run of an evaluation as a lane: fits a learner, freezes it, and scores it on trials that the fit did not see.
 * @throws where there is no such learner.
 */
export async function evaluateLane(spec: EvaluationSpec, key: Key, { onProgress }: LaneContext): Promise<RunResult> {
  return evaluateRun(learnerOf(spec.learner), spec, key, onProgress)
}

/** One run of an evaluation in this thread. */
export async function evaluateRun(
  learner: Learner,
  { fitted, scored }: EvaluationTrials,
  key: Key,
  onProgress: (progress: Progress) => void,
): Promise<RunResult> {
  const { value, status, message, provenance } = await learner.fit(fitted, { key, onProgress })
  const drew = provenance.key !== null
  const { parameterCount, natsPerTrial } = value
  if (status === "stopped") return { status, message, drew, parameterCount, fittedNatsPerTrial: null, scores: [] }
  const common = { drew, parameterCount, fittedNatsPerTrial: natsPerTrial }
  const predicted = frozenPredictions(value, scored)
  if (typeof predicted === "string") return { status: "failed", message: predicted, ...common, scores: [] }
  const scores = scored.map(({ animal, from }, index) => heldOutScore(predicted[index]!, animal, from))
  const lost = scores.find(({ nats }) => !Number.isFinite(nats))
  if (lost === undefined) return { status, message, ...common, scores }
  const why = `${learner.label}: its predictions of ${lost.animal} are not finite. ${message}`
  return { status: "failed", message: why, ...common, scores: [] }
}

/** Predictions, or the sentence by which the model refuses to make any. */
function frozenPredictions(value: FittedLearner, scored: readonly ScoredAnimal[]): readonly Trajectory[] | string {
  try {
    return predictions(
      value,
      scored.map(({ animal }) => animal),
    )
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
