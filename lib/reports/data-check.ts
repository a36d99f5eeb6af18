import type { AnimalChoices, ChoiceSequence } from "../data/choices.ts"

/** What the data of one animal allow. */
export interface DataCheck {
  readonly animal: string
  readonly trials: number
  readonly sessions: number
  /** Whether the models that learn are fitted: fewer trials than they need make every number noise. */
  readonly allowsLearning: boolean
  /** Sentences that a reader of results has to know; most weighty first. */
  readonly warnings: readonly string[]
}

/** Fewer scored trials than this, and nothing is fitted at all. */
export const fewestTrials = 30
/** Fewer trials than this, and only models without learning are fitted. */
export const fewestForLearning = 200
/** With fewer trials than this, the networks' rules are not read. */
export const fewestForNetworks = 1000

/**
 * Looks at an animal's choices before anything is fitted.
 * @throws RangeError where there are too few trials for any model, or all choices are the same.
 */
export function checkData(animal: ChoiceSequence & Partial<Pick<AnimalChoices, "log">>): DataCheck {
  const { choice, reward, session, stimulus } = animal
  const trials = choice.length
  const sessions = new Set(session).size
  if (trials < fewestTrials) {
    throw new RangeError(
      `${animal.animal} has ${trials} trials with a response; a report needs at least ${fewestTrials}. ${animal.log?.message ?? ""}`.trim(),
    )
  }
  const right = share(choice)
  if (right === 0 || right === 1) {
    throw new RangeError(
      `${animal.animal} chose ${right === 1 ? "right" : "left"} on all ${trials} trials: no model can learn anything from that. Is the coding of choices right?`,
    )
  }
  return Object.freeze({
    animal: animal.animal,
    trials,
    sessions,
    allowsLearning: trials >= fewestForLearning,
    warnings: Object.freeze([
      ...sizeWarnings(trials, sessions),
      ...balanceWarnings(right, share(reward)),
      ...stimulusWarnings(stimulus),
      ...lossWarnings(animal),
    ]),
  })
}

function sizeWarnings(trials: number, sessions: number): string[] {
  const few =
    trials < fewestForLearning
      ? [`Only ${trials} trials: models of learning are left out, and every number below is uncertain.`]
      : trials < fewestForNetworks
        ? [`Only ${trials} trials: the networks' rules are not read, as they would be noise.`]
        : []
  const single =
    sessions === 1
      ? [
          "Only one session: what is called learning may be a change of arousal or thirst within it, and no interval over sessions can be given.",
        ]
      : []
  return [...few, ...single]
}

function balanceWarnings(right: number, rewarded: number): string[] {
  return [
    ...(right < 0.05 || right > 0.95
      ? [`${percent(right)} of all choices went right: the animal hardly ever chose the other side.`]
      : []),
    ...(rewarded === 0 || rewarded === 1
      ? [`${percent(rewarded)} of all trials were rewarded: what reward does cannot be told.`]
      : []),
  ]
}

function stimulusWarnings(stimulus: Float64Array): string[] {
  const kinds = new Set(stimulus).size
  return kinds > 1 ? [] : ["The stimulus never changes: no model can say what the animal learned about it."]
}

function lossWarnings({ log }: Partial<Pick<AnimalChoices, "log">>): string[] {
  if (log === undefined) return []
  const missed = log.withoutResponse / log.recorded
  return missed > 0.1 ? [`${percent(missed)} of the recorded trials have no response and are left out.`] : []
}

function share(bits: ArrayLike<number>): number {
  return Array.from(bits).reduce((sum, bit) => sum + bit, 0) / bits.length
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(fraction > 0.99 || fraction < 0.01 ? 1 : 0)} %`
}
