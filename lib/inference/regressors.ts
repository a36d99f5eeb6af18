import type { ChoiceSequence } from "../data/choices.ts"

/** What a weight of the policy acts on, by name: one of the known regressors, or an input of the data's own. */
export type RegressorName = string

type Regressor = (animal: ChoiceSequence, t: number) => number

/** Value of something on the previous trial of the same session, 0 on a session's first. */
const previous =
  (value: Regressor): Regressor =>
  (animal, t) =>
    animal.sessionStart[t] === 1 ? 0 : value(animal, t - 1)
const signed = (bit: number | undefined): number => 2 * bit! - 1

const known: Readonly<Record<string, Regressor>> = {
  bias: () => 1,
  stimulus: ({ stimulus }, t) => stimulus[t]!,
  right: ({ stimulus }, t) => Math.max(stimulus[t]!, 0),
  left: ({ stimulus }, t) => Math.min(stimulus[t]!, 0),
  previousStimulus: previous(({ stimulus }, t) => stimulus[t]!),
  previousChoice: previous(({ choice }, t) => signed(choice[t])),
  previousReward: previous(({ reward }, t) => signed(reward[t])),
  previousAnswer: previous((animal, t) => signed(answerOf(animal, t))),
  winStayLoseSwitch: previous(({ choice, reward }, t) => signed(choice[t]) * signed(reward[t])),
}

/** Names of the regressors that every animal has. */
export const knownRegressors: readonly string[] = Object.freeze(Object.keys(known))

/**
 * The side that was right, 1 right and 0 left: the choice where it was rewarded, else the other one; it holds at zero contrast, too.
 */
export function answerOf({ choice, reward }: ChoiceSequence, t: number): 0 | 1 {
  return (reward[t] === 1 ? choice[t] : 1 - choice[t]!) as 0 | 1
}

/**
 * Checks a list of regressors and returns it.
 * @throws RangeError where it is no list of different names.
 */
export function regressorsOption(name: string, value: unknown): readonly RegressorName[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string")
  if (isList && new Set(value).size === value.length) return Object.freeze([...(value as readonly string[])])
  throw new RangeError(
    `${name} must be a list of different names, such as ["bias", "stimulus", "previousChoice"], got ${JSON.stringify(value)}`,
  )
}

/**
 * The regressors x_t of all trials.
 * @returns trials x names, row-major.
 * @throws RangeError on a name that is neither known nor an input of the animal's data.
 */
export function designMatrix(animal: ChoiceSequence, names: readonly RegressorName[]): Float64Array {
  const columns = names.map((name) => regressor(animal, name))
  const trials = animal.choice.length
  const design = new Float64Array(trials * names.length)
  for (let t = 0; t < trials; t += 1)
    for (const [k, column] of columns.entries()) design[t * names.length + k] = column(animal, t)
  return design
}

function regressor(animal: ChoiceSequence, name: RegressorName): Regressor {
  const { inputs = {} } = animal
  if (Object.hasOwn(inputs, name)) return (_, t) => inputs[name]![t]!
  if (Object.hasOwn(known, name)) return known[name]!
  const accepted = [...knownRegressors, ...Object.keys(inputs)].join(", ")
  throw new RangeError(`${animal.animal} has no regressor "${name}"; accepted are ${accepted}.`)
}
