import { type Key, split } from "../../numerics/random-key.ts"
import type { Status } from "../../numerics/solution.ts"
import type { LaneContext } from "../../runs/lane.ts"
import type { FittedLearner } from "../learner.ts"
import { learnerOf } from "../learners.ts"
import { type AskedRule, askFitted, askTruth } from "./asked-rule.ts"
import { animalsOf, asTold, type ConditionAnimals, type RecoveryCondition } from "./condition.ts"
import { type HistoryPoint, historyCurves } from "./history-gap.ts"
import { type RulePoint, ruleCurves } from "./rule-curves.ts"
import { learnedWeight, type RecoveryScores, recoveryScores } from "./scores.ts"
import { trueModel } from "./true-model.ts"

/** A point of a curve, and whose curve it is: "inferred", "true", or "true 2" of a second true rule. */
export type CurvePoint<Point> = Point & { readonly rule: string }

/** What one fit of a condition found, as plain data. */
export interface RecoveredCondition {
  readonly condition: RecoveryCondition
  readonly status: Status
  /** How the fit ended. */
  readonly message: string
  /** Absent, with all that follows, where the user stopped the fit. */
  readonly scores?: RecoveryScores
  /** dw over the stimuli by outcome at w_stim -2, -1.5 … 3, w_bias -1, 0, 1. */
  readonly curves?: readonly CurvePoint<RulePoint>[]
  /** dw_stim after a correct choice by the reward of the three trials before, at w_stim 0, 1, 2. */
  readonly histories?: readonly CurvePoint<HistoryPoint>[]
  /** w_stim before every trial, mean over the animals: true and fitted; and those of the first animal. */
  readonly course?: WeightCourse
}

/** How w_stim went, entry t before trial t. */
export interface WeightCourse {
  readonly trueMean: Float64Array
  readonly fittedMean: Float64Array
  readonly trueFirst: Float64Array
  readonly fittedFirst: Float64Array
}

/** Address of this module, for lanes. */
export const laneModule = import.meta.url

/**
 * Simulates the animals of a condition, fits its learner and scores it against the truth: a lane of a recovery study.
 * @throws where rule or learner refuse what the condition says of them.
 */
export async function recoverCondition(
  condition: RecoveryCondition,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<RecoveredCondition> {
  const [animalsKey, fitKey] = split(key, 2) as [Key, Key]
  const animals = animalsOf(condition, animalsKey)
  const learner = learnerOf(condition.learner)
  const solution = await learner.fit(asTold(condition, animals.fitted), { key: fitKey, onProgress })
  const { status, message, value } = solution
  if (status === "stopped") return { condition, status, message }
  const { rules, fitted, heldOut } = animals
  const scores = recoveryScores(value, fitted, {
    askRule: asksRule(condition),
    ...(rules.length === 1 && { rule: rules[0]! }),
    ...(heldOut.length > 0 && { heldOut, heldOutAsTold: asTold(condition, heldOut) }),
  })
  return {
    condition,
    status,
    message,
    scores,
    ...curvesOf(condition, value, animals),
    course: courseOf(value, animals),
  }
}

const curveWeights = Array.from({ length: 11 }, (_, i) => i / 2 - 2)

/** A network that puts out weights has no change at weights that it is told. */
function asksRule({ learner }: RecoveryCondition): boolean {
  return learner.options.directWeights !== true
}

function curvesOf(condition: RecoveryCondition, value: FittedLearner, { rules, fitted }: ConditionAnimals) {
  if (fitted[0]!.inputs !== undefined) return {}
  const askable = value.update !== undefined && asksRule(condition)
  const inferred: (readonly [string, AskedRule])[] = askable ? [["inferred", askFitted(value)]] : []
  const all = [...inferred, ...rules.map((rule, i) => [i === 0 ? "true" : `true ${i + 1}`, askTruth(rule)] as const)]
  return {
    curves: all.flatMap(([rule, asked]) =>
      ruleCurves(asked, curveWeights, [-1, 0, 1]).map((point) => ({ rule, ...point })),
    ),
    histories: all.flatMap(([rule, asked]) =>
      [0, 1, 2].flatMap((weightStimulus) =>
        historyCurves(asked, { weightStimulus }).map((point) => ({ rule, ...point })),
      ),
    ),
  }
}

function courseOf({ trajectories }: FittedLearner, { fitted }: ConditionAnimals): WeightCourse {
  const trials = fitted[0]!.choice.length
  const fittedMean = new Float64Array(trials)
  const weights = trajectories.map(learnedWeight)
  for (const weight of weights) for (let t = 0; t < trials; t++) fittedMean[t]! += weight[t]! / weights.length
  return {
    trueMean: trueModel(fitted).meanWeightStimulus.slice(0, trials),
    fittedMean,
    trueFirst: fitted[0]!.truth.weightStimulus,
    fittedFirst: weights[0]!,
  }
}
