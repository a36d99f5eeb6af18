import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import type { Key } from "../numerics/random-key.ts"
import type { Progress, Solution } from "../numerics/solution.ts"

/** Options that every fit takes. */
export interface FitOptions {
  /** Source of all randomness of the fit. */
  readonly key: Key
  /** Called with the state of the fit a few times a second; without it the surroundings show a progress bar. */
  readonly onProgress?: (progress: Progress) => void
}

/** Where an inferred rule is asked for its update: one trial at given weights. */
export interface TrialState {
  readonly weightStimulus: number
  readonly weightBias: number
  readonly stimulus: number
  readonly choice: 0 | 1
  readonly reward: 0 | 1
  readonly sessionStart?: 0 | 1
  /**
   * What a recurrent rule carries into the trial, H numbers as from `nextHidden`; all 0 unless given, which is the rule at rest, as on an
   * animal's first trial and on no other. Rules without memory ignore it.
   */
  readonly hidden?: ArrayLike<number>
}

/** A parameter of a fitted model; `standardError` from the inverse Hessian where it was computed. */
export interface FittedParameter {
  readonly name: string
  readonly value: number
  readonly standardError?: number
}

/** Weights and predictions of one animal; entry t was used to predict trial t, before seeing it. */
export interface Trajectory {
  readonly animal: string
  /** w_stim of each trial; null for a model without one. */
  readonly weightStimulus: Float64Array
  readonly weightBias: Float64Array
  /** q_t = P(y_t = right). */
  readonly probabilityRight: Float64Array
  /** Every weight by the name of its regressor, where there are others than those of stimulus and bias. */
  readonly weights?: Readonly<Record<string, Float64Array>>
  /** Standard error of each weight of each trial, by the name of its regressor, where the model has one. */
  readonly standardErrors?: Readonly<Record<string, Float64Array>>
  /** Ends of the 95 % interval of `probabilityRight` that the uncertain weights leave, where the model has one. */
  readonly probabilityInterval?: readonly [low: Float64Array, high: Float64Array]
}

/** A model of learning after its fit. */
export interface FittedLearner {
  readonly learner: string
  /** As shown in tables and figures. */
  readonly label: string
  /** Number of free parameters. */
  readonly parameterCount: number
  /** Named parameters; empty for networks, whose weights are in `info`. */
  readonly parameters: readonly FittedParameter[]
  /** Mean log likelihood a trial, nats, over all scored trials. */
  readonly natsPerTrial: number
  readonly trials: number
  readonly trajectories: readonly Trajectory[]
  /** The rule itself, (change of w_stim, change of w_bias) after a trial; absent where nothing is learned. */
  readonly update?: (state: TrialState) => readonly [number, number]
  /** What a recurrent rule carries out of a trial, to be given as `hidden` with the next; absent for rules without memory. */
  readonly nextHidden?: (state: TrialState) => Float64Array
  /**
   * The frozen model on other animals, or on more trials of the same: predictions of each trial from what came before it, nothing refitted.
   * Absent where a rule is enough (`rollOut` then runs it), and where a model is nothing without its own animals.
   */
  readonly predict?: (animals: readonly ChoiceSequence[]) => readonly Trajectory[]
  /**
   * The frozen model before its first trial, as one that lives through trials: for models whose memory is not in `update` and `nextHidden`.
   * Absent where these, or `predict`, are enough.
   */
  readonly live?: () => TrialAgent
  /** The fit as plain data that can go to a worker and into a file; absent where its learner has no spec or cannot be thawed. */
  readonly frozen?: FrozenLearner
}

/** A fitted learner as plain data: `learnerOf(spec).thaw(parameters)` runs again. */
export interface FrozenLearner {
  readonly spec: LearnerSpec
  readonly parameters: Float64Array
}

/** What of a fitted learner runs on trials. */
export type LearnedRule = Pick<FittedLearner, "update" | "nextHidden" | "predict" | "live">

/** A fitted learner that lives through trials one by one, choosing and learning in turn. */
export interface TrialAgent {
  /** P(right) on the stimulus of the next trial, `sessionStart` 1 on the first of a session. */
  readonly chooses: (stimulus: number, sessionStart: 0 | 1) => number
  /** Takes in how that trial ended. */
  readonly learns: (choice: 0 | 1, reward: 0 | 1) => void
  /** w_bias of the last choice asked for; NaN for a model without weights. */
  readonly bias: () => number
}

/** How a learner was made, as plain data that can go to a worker and into a file: `learners[kind](options)`. */
export interface LearnerSpec {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
}

/** A model of how an animal learns, ready to be fitted. */
export interface Learner {
  readonly name: string
  readonly label: string
  /** What the row stands for in a comparison: a model of learning, or a control that warns about reading one. */
  readonly role: "model" | "control"
  /** Absent for learners of the user's own, which therefore cannot go to a worker. */
  readonly spec?: LearnerSpec
  /** The rule at given parameters, as a fit of this learner found them; absent where parameters are not all there is to a fit. */
  readonly thaw?: (parameters: Float64Array) => LearnedRule
  readonly fit: (
    animals: readonly ChoiceSequence[],
    options: FitOptions,
  ) => Promise<Solution<FittedLearner, ColumnTable>>
}
