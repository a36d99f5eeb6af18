import type { ChoiceSequence } from "../data/choices.ts"
import { uniform } from "../numerics/distributions.ts"
import { log } from "../numerics/elementary.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import { startPace } from "../runs/pace.ts"
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
 * Draws of `count` units with replacement, `resamples` of them: the same for all learners, as their differences are paired.
 * @returns one list of unit indices a resample; null where the user asked to stop.
 */
export async function drawResamples(
  key: Key,
  count: number,
  resamples: number,
): Promise<readonly Uint32Array[] | null> {
  const pace = startPace()
  const drawn: Uint32Array[] = []
  for (let resample = 0; resample < resamples; resample += 1) {
    drawn.push(Uint32Array.from(uniform(foldIn(key, resample), count), (draw) => Math.floor(draw * count)))
    if (!(await pace.goOn())) return null
  }
  return drawn
}

/**
 * 95 % percentile interval of the paired difference in nats per trial between two learners on the same units; null with fewer than
 * two units.
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
 */
export function pairedInterval(
  scores: readonly UnitScore[],
  reference: readonly UnitScore[],
  resamples: readonly Uint32Array[],
): readonly [low: number, high: number] | null {
  if (scores.length < 2) return null
  const gains = scores.map(({ nats }, unit) => nats - reference[unit]!.nats)
  const differences = Float64Array.from(resamples, (units) => {
    let nats = 0
    let trials = 0
    for (const unit of units) {
      nats += gains[unit]!
      trials += scores[unit]!.trials
    }
    return nats / trials
  }).sort()
  const at = (share: number) => differences[Math.min(differences.length - 1, Math.floor(share * differences.length))]!
  return [at(0.025), at(0.975)]
}
