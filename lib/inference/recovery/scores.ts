import type { ChoiceSequence } from "../../data/choices.ts"
import type { LearningRule } from "../../rules/policy-rule.ts"
import type { SimulatedLearner } from "../../rules/simulated-learners.ts"
import type { FittedLearner, Trajectory } from "../learner.ts"
import { predictions } from "../predictions.ts"
import { agreement, rootMeanSquare } from "./agreement.ts"
import { askFitted, askTruth, inferredChanges } from "./asked-rule.ts"
import { commonGridError } from "./common-grid.ts"
import { historyGap } from "./history-gap.ts"
import { errorToCorrectRatio, expectedChange, meanChange } from "./rule-curves.ts"
import { joined, natsPerTrialOf, trueModel, truthOf } from "./true-model.ts"

/** How well a fit recovered the truth behind simulated animals; null where a number has no meaning. */
export interface RecoveryScores {
  /** Mean log likelihood a trial of the fit on the animals it was fitted to, nats; then of the true model, and the difference. */
  readonly natsPerTrial: number
  readonly trueNatsPerTrial: number
  readonly natsAboveTruth: number
  /** The same difference on animals it was not fitted to. */
  readonly heldOutNatsAboveTruth: number | null
  /**
   * Root mean square error of dw_stim at the true weights of all trials, and log10 of it; of a learner whose rule cannot be asked there, of the
   * steps of its trajectories.
   */
  readonly changeError: number
  readonly log10ChangeError: number
  readonly heldOutChangeError: number | null
  /** The error beside what truly became of w_stim, noise included. */
  readonly noisyChangeError: number
  /** Root mean square of the true dw_stim. */
  readonly changeSize: number
  /** Pearson's r and R^2 of dw_stim. */
  readonly correlation: number
  readonly rSquared: number
  /** Root mean square error of w_stim along the fitted trajectories, and of its steps from trial to trial. */
  readonly weightError: number
  readonly stepError: number
  /** Root mean square error of dw_stim on the common grid, for true rules of single trials. */
  readonly gridError: number | null
  /** |dw_stim| after errors over that after correct choices, at w = 0. */
  readonly errorToCorrectRatio: number | null
  /** Mean dw_stim after errors at w = 0, below 0 where errors undo; and over both outcomes as likely as at w = 0 they are. */
  readonly changeAfterErrors: number | null
  readonly expectedChange: number | null
  /** Difference of dw_stim after three rewarded and three unrewarded trials, at w = 0, and that of the true rule. */
  readonly historyGap: number | null
  readonly trueHistoryGap: number | null
}

/** What else is known where a fit is scored. */
export interface ScoringOptions {
  /** The true rule, where all animals have the same. */
  readonly rule?: LearningRule
  /** Simulated animals that the learner was not fitted to. */
  readonly heldOut?: readonly SimulatedLearner[]
  /** Whether to ask the rule for its changes at the true weights (default), or to read them off the trajectories. */
  readonly askRule?: boolean
  /** What the fit was told of the held-out animals, where that is not the truth, such as other initial weights. */
  readonly heldOutAsTold?: readonly ChoiceSequence[]
}

/**
 * Scores a fit against the truth.
 * @param animals those it was fitted to, in the same order.
 * @throws Error where its trajectories are not those of these animals.
 */
export function recoveryScores(
  learner: FittedLearner,
  animals: readonly SimulatedLearner[],
  options: ScoringOptions = {},
): RecoveryScores {
  const { rule, heldOut, heldOutAsTold = heldOut, askRule = true } = options
  const { update: _, ...withoutRule } = learner
  const fitted: FittedLearner = askRule ? learner : withoutRule
  const { trajectories } = fitted
  refuseOthers(fitted, animals)
  const truth = trueModel(animals)
  const changes = changesOf(fitted, trajectories, animals)
  const of = agreement(changes, trueChanges(animals))
  const weights = joined(trajectories.map(learnedWeight))
  const trueWeights = joined(animals.map((animal) => animal.truth.weightStimulus))
  const natsPerTrial = natsPerTrialOf(trajectories, animals)
  const foreign = heldOut && predictions(learner, heldOutAsTold!)
  const inferred = fitted.update && askFitted(fitted)
  const single = typeof rule === "function" ? askTruth(rule) : undefined
  return Object.freeze({
    natsPerTrial,
    trueNatsPerTrial: truth.natsPerTrial,
    natsAboveTruth: natsPerTrial - truth.natsPerTrial,
    heldOutNatsAboveTruth: foreign
      ? natsPerTrialOf(foreign, heldOut) - natsPerTrialOf(heldOut.map(truthOf), heldOut)
      : null,
    changeError: of.rootMeanSquareError,
    log10ChangeError: of.log10Error,
    heldOutChangeError: foreign
      ? agreement(changesOf(fitted, foreign, heldOut), trueChanges(heldOut)).rootMeanSquareError
      : null,
    noisyChangeError: rootMeanSquare(joined(animals.map(noisyChanges)).map((change, i) => changes[i]! - change)),
    changeSize: truth.changeSize,
    correlation: of.correlation,
    rSquared: of.rSquared,
    weightError: rootMeanSquare(weights.map((weight, i) => weight - trueWeights[i]!)),
    stepError: agreement(stepsOf(trajectories), trueChanges(animals)).rootMeanSquareError,
    gridError: inferred && single ? commonGridError(inferred, single) : null,
    errorToCorrectRatio: inferred ? errorToCorrectRatio(inferred) : null,
    changeAfterErrors: inferred ? meanChange(inferred, 0, "error") : null,
    expectedChange: inferred ? expectedChange(inferred, 0) : null,
    historyGap: inferred ? historyGap(inferred).gap : null,
    trueHistoryGap: rule ? historyGap(askTruth(rule)).gap : null,
  } satisfies RecoveryScores)
}

/** Inferred dw_stim of all trials: of the rule at the true weights, or, where it cannot be asked, the steps of the trajectories. */
function changesOf(
  fitted: FittedLearner,
  trajectories: readonly Trajectory[],
  animals: readonly SimulatedLearner[],
): Float64Array {
  if (fitted.update === undefined) return stepsOf(trajectories)
  return joined(animals.map((animal) => inferredChanges(fitted, animal)))
}

/** Steps of the trajectories; after an animal's last trial none is seen, and 0 stands in its place. */
function stepsOf(trajectories: readonly Trajectory[]): Float64Array {
  const step = (weights: Float64Array) => weights.map((w, t) => (t + 1 < weights.length ? weights[t + 1]! - w : 0))
  return joined(trajectories.map((trajectory) => step(learnedWeight(trajectory))))
}

/** What stands beside the true w_stim: the fitted one, or the first weight of a learner with regressors of its own. */
export function learnedWeight({ weights = {}, weightStimulus }: Trajectory): Float64Array {
  return Object.values(weights)[0] ?? weightStimulus
}

function trueChanges(animals: readonly SimulatedLearner[]): Float64Array {
  return joined(animals.map(({ truth }) => truth.changeStimulus))
}

function noisyChanges({ truth }: SimulatedLearner): Float64Array {
  return truth.changeStimulus.map((change, t) => change + truth.noiseStimulus[t]!)
}

function refuseOthers({ label, trajectories }: FittedLearner, animals: readonly SimulatedLearner[]): void {
  const same =
    trajectories.length === animals.length &&
    animals.every(({ animal, choice }, i) => {
      const other = trajectories[i]!
      return other.animal === animal && other.weightStimulus.length === choice.length
    })
  if (!same) throw new Error(`${label} was not fitted to these ${animals.length} simulated animals in this order.`)
}
