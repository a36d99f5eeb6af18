import type { ChoiceSequence } from "../../data/choices.ts"
import { signedContrastPercent } from "../../data/signed-contrast.ts"
import { answerOf } from "../regressors.ts"

/** One number about behaviour; which session, third of training (1 to 3) or signed contrast in percent it belongs to, where it does. */
export interface Measure {
  readonly measure: MeasureName
  readonly session: number | null
  readonly third: number | null
  readonly contrast: number | null
  /** NaN where there are too few trials to say; Infinity for a criterion that was not reached. */
  readonly value: number
}

/** What twins and animals are held against each other by. */
export type MeasureName =
  | "accuracy"
  | "absoluteBias"
  | "sidePreference"
  | "trialsToCriterion"
  | "psychometric"
  | "repeatAfterCorrect"
  | "repeatAfterError"
  | "rightStimuli"

const easyPercent = 50
const criterion = 0.8
/** Trials over which easy accuracy runs. */
export const criterionWindow = 500
/** Fewer trials than these say nothing about a fraction. */
const fewest = 10

/**
 * Behaviour in numbers: accuracy, mean |w_bias| and |fraction of right choices - fraction of right answers| of each session; the first
 * trial by which easy stimuli (contrast of at least 50 %) were answered at 80 % over the last 500 trials (all, where there are fewer);
 * fraction of right choices by contrast in each third of the trials; probability of repeating a choice after a correct one and after an
 * error, within sessions; fraction of trials on which right was right.
 * @param absoluteBias |w_bias| of each trial, NaN where there is none.
 */
export function behaviour(animal: ChoiceSequence, absoluteBias: Float64Array): readonly Measure[] {
  const none = { session: null, third: null, contrast: null }
  const repeat = (reward: 0 | 1) => repeatProbability(animal, reward)
  return [
    ...bySession(animal, absoluteBias),
    { ...none, measure: "trialsToCriterion", value: trialsToCriterion(animal) },
    ...psychometrics(animal),
    { ...none, measure: "repeatAfterCorrect", value: repeat(1) },
    { ...none, measure: "repeatAfterError", value: repeat(0) },
    { ...none, measure: "rightStimuli", value: mean(animal.choice.length, (t) => answerOf(animal, t)) },
  ]
}

function bySession(animal: ChoiceSequence, absoluteBias: Float64Array): readonly Measure[] {
  const { session, reward, choice } = animal
  const measures: Measure[] = []
  for (let from = 0; from < session.length; ) {
    let to = from
    while (to < session.length && session[to] === session[from]) to += 1
    const over = (value: (t: number) => number) => mean(to - from, (i) => value(from + i))
    const place = { session: session[from]! + 1, third: null, contrast: null }
    measures.push(
      { ...place, measure: "accuracy", value: over((t) => reward[t]!) },
      { ...place, measure: "absoluteBias", value: over((t) => absoluteBias[t]!) },
      { ...place, measure: "sidePreference", value: Math.abs(over((t) => choice[t]! - answerOf(animal, t))) },
    )
    from = to
  }
  return measures
}

function trialsToCriterion(animal: ChoiceSequence): number {
  const contrast = signedContrastPercent(animal)
  const window = Math.min(criterionWindow, contrast.length)
  let easy = 0
  let correct = 0
  const add = (t: number, sign: 1 | -1) => {
    if (Math.abs(contrast[t]!) < easyPercent) return
    easy += sign
    correct += sign * animal.reward[t]!
  }
  for (let t = 0; t < contrast.length; t += 1) {
    add(t, 1)
    if (t >= window) add(t - window, -1)
    if (t >= window - 1 && easy >= fewest && correct >= criterion * easy) return t + 1
  }
  return Number.POSITIVE_INFINITY
}

function psychometrics(animal: ChoiceSequence): readonly Measure[] {
  const contrast = signedContrastPercent(animal)
  const trials = contrast.length
  const counts = [new Map<number, number[]>(), new Map<number, number[]>(), new Map<number, number[]>()]
  for (let t = 0; t < trials; t += 1) {
    const third = counts[Math.floor((3 * t) / trials)]!
    // A number of its own at zero contrast, whichever sign the zero has.
    const shown = contrast[t]! + 0
    const choices = third.get(shown) ?? []
    choices.push(animal.choice[t]!)
    third.set(shown, choices)
  }
  return counts.flatMap((count, index) =>
    [...count]
      .sort(([one], [other]) => one - other)
      .map(([percent, choices]) => ({
        measure: "psychometric" as const,
        session: null,
        third: index + 1,
        contrast: percent,
        value: choices.length < fewest ? Number.NaN : mean(choices.length, (i) => choices[i]!),
      })),
  )
}

function repeatProbability({ choice, reward, sessionStart }: ChoiceSequence, after: 0 | 1): number {
  let pairs = 0
  let repeats = 0
  for (let t = 1; t < choice.length; t += 1) {
    if (sessionStart[t] === 1 || reward[t - 1] !== after) continue
    pairs += 1
    if (choice[t] === choice[t - 1]) repeats += 1
  }
  return pairs < fewest ? Number.NaN : repeats / pairs
}

function mean(count: number, value: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += value(i)
  return sum / count
}
