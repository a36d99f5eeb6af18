import type { ChoiceSequence } from "../../data/choices.ts"
import { sigmoid } from "../../numerics/elementary.ts"
import type { FittedLearner, Trajectory, TrialState } from "../learner.ts"
import { designMatrix } from "../regressors.ts"
import { encodeTrials, regressorsAreTold, type TrialForm } from "./form.ts"

/** A rule as a function in f64, one trial at a time. */
export interface Stepper {
  /** Length of the state that it carries from trial to trial; 0 where it has none. */
  readonly hiddenUnits: number
  /** Change of the weights, and state after it, by a trial with inputs u = [w, told] and state h before it. */
  step(
    u: readonly number[],
    h: ArrayLike<number>,
  ): { readonly change: readonly number[]; readonly hidden: Float64Array }
}

const noState = new Float64Array(0)

/**
 * The rule as it is asked for in figures: `update` at any state of a trial, and `nextHidden` where something is carried on: the state of
 * recurrent units, or the past trials that a network is told of. Absent where the weights are others than those of stimulus and bias.
 */
export function askableRule(
  { hiddenUnits, step }: Stepper,
  form: TrialForm,
): Pick<FittedLearner, "update" | "nextHidden"> {
  if (!regressorsAreTold(form)) return {}
  const told = 6
  const past = told * form.historyTrials
  const carried = Math.max(hiddenUnits, past)
  const ask = (state: TrialState) => {
    const { weightStimulus, weightBias, stimulus, choice, reward, sessionStart = 0 } = state
    const before = carriedInto(state, carried, past > 0 ? "number of the past trials told" : "recurrent unit")
    const now = [stimulus, 1, sessionStart, choice, reward, stimulus > 0 ? 1 : 0]
    const history = past > 0 ? Array.from(before) : []
    const { change, hidden } = step([weightStimulus, weightBias, ...now, ...history], past > 0 ? noState : before)
    return { change, hidden: past > 0 ? Float64Array.from([...now, ...history.slice(0, past - told)]) : hidden }
  }
  const update = (state: TrialState): readonly [number, number] => {
    const [stimulus, bias] = ask(state).change
    return [stimulus!, bias!]
  }
  return carried === 0 ? { update } : { update, nextHidden: (state) => ask(state).hidden }
}

function carriedInto({ hidden }: TrialState, length: number, what: string): ArrayLike<number> {
  if (hidden === undefined) return new Float64Array(length)
  if (hidden.length === length) return hidden
  throw new RangeError(`hidden must hold ${length} numbers, one a ${what}, got ${hidden.length}`)
}

/** Runs the rule through an animal's own trials from these weights (teacher forcing); w_t of every trial (trials x d). */
export function runRule({ hiddenUnits, step }: Stepper, form: TrialForm, animal: ChoiceSequence, start: Float64Array) {
  const { trials, told } = encodeTrials(animal, form)
  const width = told.length / trials
  const d = start.length
  const rolled = new Float64Array(trials * d)
  let weights = Array.from(start)
  let h: Float64Array = new Float64Array(hiddenUnits)
  for (let t = 0; t < trials; t++) {
    rolled.set(weights, t * d)
    const { change, hidden } = step([...weights, ...told.subarray(t * width, (t + 1) * width)], h)
    weights = weights.map((w, k) => w + change[k]!)
    h = hidden
  }
  return rolled
}

/**
 * Weights and predictions of an animal from its w_t (trials x d). `weightStimulus` is the weight that acted on the trial's stimulus: of the
 * stimulus, or of the side it was on; 0 where there is none.
 */
export function trajectoryOf(animal: ChoiceSequence, form: TrialForm, rolled: Float64Array): Trajectory {
  const { regressors } = form
  const d = regressors.length
  const design = designMatrix(animal, regressors)
  const of = (column: number) => Float64Array.from(animal.choice, (_, t) => rolled[t * d + column]!)
  const weights = Object.fromEntries(regressors.map((name, column) => [name, of(column)]))
  const none = new Float64Array(animal.choice.length)
  const { stimulus, right = none, left = none, bias = none } = weights
  const probabilityRight = none.map((_, t) => {
    let logit = 0
    for (let k = 0; k < d; k++) logit += rolled[t * d + k]! * design[t * d + k]!
    return sigmoid(logit)
  })
  return Object.freeze({
    animal: animal.animal,
    weightStimulus: stimulus ?? none.map((_, t) => (animal.stimulus[t]! < 0 ? left : right)[t]!),
    weightBias: bias,
    probabilityRight,
    ...(regressorsAreTold(form) ? {} : { weights: Object.freeze(weights) }),
  })
}
