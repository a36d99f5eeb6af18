import type { ChoiceSequence } from "../data/choices.ts"
import { uniform } from "../numerics/distributions.ts"
import { log } from "../numerics/elementary.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { FittedLearner } from "./learner.ts"

/** Trials and summed log likelihood (nats) of one unit of resampling, a session or an animal. */
export interface UnitScore {
  readonly trials: number
  readonly nats: number
}

/** With so many animals or more, animals are resampled; with fewer, their sessions. */
export const enoughAnimals = 5

/** Scores of a fitted learner by animal where there are at least five, else by session. */
export function unitScores(animals: readonly ChoiceSequence[], fitted: FittedLearner): readonly UnitScore[] {
  const byAnimal = animals.length >= enoughAnimals
  return animals.flatMap((animal, index) => {
    const { probabilityRight } = fitted.trajectories[index]!
    const units = new Map<number, { trials: number; nats: number }>()
    for (let t = 0; t < animal.choice.length; t += 1) {
      const name = byAnimal ? 0 : animal.session[t]!
      const unit = units.get(name) ?? { trials: 0, nats: 0 }
      const p = animal.choice[t] === 1 ? probabilityRight[t]! : 1 - probabilityRight[t]!
      unit.trials += 1
      unit.nats += log(Math.max(p, 2 ** -53)) // 1 - q is no finer than that.
      units.set(name, unit)
    }
    return [...units.values()]
  })
}

/**
 * 95 % percentile interval of the paired difference in nats per trial between two learners on the same units, from `resamples`
 * draws of whole units with replacement; null with fewer than two units.
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
 */
export function pairedInterval(
  scores: readonly UnitScore[],
  reference: readonly UnitScore[],
  key: Key,
  resamples: number,
): readonly [low: number, high: number] | null {
  const count = scores.length
  if (count < 2) return null
  const differences = Float64Array.from({ length: resamples }, (_, resample) => {
    const draws = uniform(foldIn(key, resample), count)
    let nats = 0
    let trials = 0
    for (const draw of draws) {
      const unit = Math.floor(draw * count)
      nats += scores[unit]!.nats - reference[unit]!.nats
      trials += scores[unit]!.trials
    }
    return nats / trials
  }).sort()
  const at = (share: number) => differences[Math.min(resamples - 1, Math.floor(share * resamples))]!
  return [at(0.025), at(0.975)]
}
