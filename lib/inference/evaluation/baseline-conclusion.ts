import type { BaselineContrast } from "./baseline-contrast.ts"
import { honestNats } from "./paired-test.ts"

/** Share of the gap below which what rewards buy is called next to nothing. */
const nextToNothing = 0.1

/**
 * What contrasts allow to conclude about a negative baseline, in a sentence or two: never more than the controls leave.
 * Differences count as real where their interval is above 0 (or there is none) and they are at least 1e-4 nats per trial.
 */
export function conclusionOf(contrasts: readonly BaselineContrast[]): string {
  const of = (name: BaselineContrast["name"]) => contrasts.find((contrast) => contrast.name === name)
  const [gap, reward, perseveration, stimulus] = [
    of("gap"),
    of("rewardTerms"),
    of("perseveration"),
    of("stimulusBaseline"),
  ]
  if (!gap || !reward || !perseveration || !stimulus)
    return "The controls were not all fitted, so nothing can be concluded about a negative baseline."
  if (!isReal(gap))
    return `These choices do not call for a negative baseline: allowing it buys ${nats(gap.difference)} per trial.`
  const opening = `Allowing a negative baseline buys ${nats(gap.difference)} per trial`
  const share = Math.max(0, Math.min(1, perseveration.difference / gap.difference))
  const followed = isReal(perseveration)
    ? `a bias that only follows the animal's own choices buys ${nats(perseveration.difference)} (${Math.round(100 * share)} %) of it`
    : `what a bias that only follows the animal's own choices buys (${nats(perseveration.difference)}) cannot be told from 0`
  if (!isReal(reward) || reward.difference < nextToNothing * gap.difference) {
    const evidence = isReal(perseveration)
      ? "this is evidence of perseveration, not of a baseline on reward"
      : "nothing here is evidence of a baseline on reward"
    return `${opening}, but ${followed}, and a rule that never looks at reward comes within ${nats(reward.difference)} of the signed fit: ${evidence}.`
  }
  const left = isReal(stimulus)
    ? `a baseline on the stimulus weight buys ${nats(stimulus.difference)} beyond a following bias, and only that part may be read as a negative baseline`
    : "beyond a following bias a baseline on the stimulus weight buys nothing that could be told from 0, so a negative baseline is not established"
  return `${opening}; ${followed}, and reward terms buy ${nats(reward.difference)}; ${left}.`
}

function isReal({ difference, interval }: BaselineContrast): boolean {
  return difference >= honestNats && (interval === null || interval[0] > 0)
}

function nats(value: number): string {
  return `${value.toFixed(4)} nats`
}
