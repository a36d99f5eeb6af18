import type { ChoiceSequence } from "../../data/choices.ts"
import { designMatrix, knownRegressors, type RegressorName } from "../regressors.ts"

/**
 * What a network is told of a trial, u_t = [w (d), s, 1, day, y, r, side] (section 2.2 of Liu, Geadah and Pillow 2025), then the inputs of the
 * data's own that a weight acts on, then for each of the trials before it the same without w, zeros where there was none.
 */
export interface TrialForm {
  /** What the d weights of the policy act on. */
  readonly regressors: readonly RegressorName[]
  /** Those of them that are inputs of the data's own. */
  readonly ownInputs: readonly RegressorName[]
  /** Trials before the present one that the network is told of. */
  readonly historyTrials: number
  /** Whether the day flag comes with a session's first trial, or with the trial before it. */
  readonly dayFlag: "first-trial" | "before-boundary"
  /** Length of u_t. */
  readonly columns: number
}

/** One animal's trials in a form: what is filled into a network's inputs. */
export interface EncodedTrials {
  readonly trials: number
  /** u_t without w_t (trials x (columns - d)). */
  readonly told: Float64Array
  /** x_t (trials x d); null where it is columns of u_t. */
  readonly regressors: Float64Array | null
}

/** Columns of a trial in u_t that every form has: s, 1, day, y, r, side. */
const commonColumns = 6
/** Place of the choice among them. */
const choicePlace = 3

/** The form in which weights act on these regressors. */
export function trialForm(
  regressors: readonly RegressorName[] = ["stimulus", "bias"],
  historyTrials = 0,
  dayFlag: TrialForm["dayFlag"] = "first-trial",
): TrialForm {
  const ownInputs = regressors.filter((name) => !knownRegressors.includes(name))
  const told = (commonColumns + ownInputs.length) * (1 + historyTrials)
  return Object.freeze({ regressors, ownInputs, historyTrials, dayFlag, columns: regressors.length + told })
}

/** Column of the choice y in u_t. */
export function choiceColumn({ regressors }: TrialForm): number {
  return regressors.length + choicePlace
}

/** Whether x_t = (s, 1) is two columns of u_t, the first behind w_t. */
export function regressorsAreTold({ regressors }: TrialForm): boolean {
  return regressors.length === 2 && regressors[0] === "stimulus" && regressors[1] === "bias"
}

/**
 * An animal's trials in a form.
 * @throws RangeError on a regressor that the animal does not have.
 */
export function encodeTrials(animal: ChoiceSequence, form: TrialForm): EncodedTrials {
  const trials = animal.choice.length
  const { ownInputs, historyTrials } = form
  const width = commonColumns + ownInputs.length
  const row = width * (1 + historyTrials)
  const told = new Float64Array(trials * row)
  const own = designMatrix(animal, ownInputs)
  const { stimulus, choice, reward, side } = animal
  for (let t = 0; t < trials; t++) {
    const at = t * row
    told[at] = stimulus[t]!
    told[at + 1] = 1
    told[at + 2] = dayFlag(animal, form, t)
    told[at + choicePlace] = choice[t]!
    told[at + 4] = reward[t]!
    told[at + 5] = side[t]!
    for (let k = 0; k < ownInputs.length; k++) told[at + commonColumns + k] = own[t * ownInputs.length + k]!
    if (historyTrials > 0 && t > 0) told.copyWithin(at + width, at - row, at - width)
  }
  return { trials, told, regressors: regressorsAreTold(form) ? null : designMatrix(animal, form.regressors) }
}

function dayFlag({ sessionStart }: ChoiceSequence, form: TrialForm, t: number): number {
  return sessionStart[form.dayFlag === "first-trial" ? t : t + 1] ?? 0
}
