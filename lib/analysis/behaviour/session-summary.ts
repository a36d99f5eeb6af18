import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { signedContrastPercent } from "../../data/signed-contrast.ts"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { wilsonInterval } from "../../numerics/wilson-interval.ts"

/** Contrasts of at least so many percent count as easy. */
const easyPercent = 50

/**
 * Trials and accuracy of each session, over all trials and over easy ones (contrast of at least 50 %), with 95 % Wilson intervals.
 * Accuracy is the fraction of rewarded responses, as recorded. Sessions are counted from 1.
 * @returns one row a session; easy columns are null in a session without easy trials, and where stimuli are no contrasts.
 */
export function sessionSummary(subject: Subject): ColumnTable {
  const animal = choiceSequence("sessionSummary", subject)
  const contrast = isContrast(animal) ? signedContrastPercent(animal) : null
  const count = animal.session.at(-1)! + 1
  const all = Array.from({ length: count }, () => ({ trials: 0, correct: 0 }))
  const easy = Array.from({ length: count }, () => ({ trials: 0, correct: 0 }))
  for (let t = 0; t < animal.choice.length; t += 1) {
    for (const tally of contrast !== null && Math.abs(contrast[t]!) >= easyPercent ? [all, easy] : [all]) {
      tally[animal.session[t]!]!.trials += 1
      tally[animal.session[t]!]!.correct += animal.reward[t]!
    }
  }
  const share = ({ trials, correct }: { trials: number; correct: number }) => (trials > 0 ? correct / trials : null)
  const bound = ({ trials, correct }: { trials: number; correct: number }, side: 0 | 1) =>
    trials > 0 ? wilsonInterval(correct, trials)[side] : null
  return table({
    animal: all.map(() => animal.animal),
    synthetic: all.map(() => animal.synthetic),
    session: all.map((_, index) => index + 1),
    trials: all.map(({ trials }) => trials),
    accuracy: all.map(share),
    accuracyLow: all.map((tally) => bound(tally, 0)),
    accuracyHigh: all.map((tally) => bound(tally, 1)),
    easyTrials: easy.map(({ trials }) => trials),
    easyAccuracy: easy.map(share),
    easyLow: easy.map((tally) => bound(tally, 0)),
    easyHigh: easy.map((tally) => bound(tally, 1)),
  })
}

/** Choices of an animal whose stimuli are no contrasts have NaN for every one. */
function isContrast(animal: ChoiceSequence & { readonly contrast?: Float64Array }): boolean {
  return animal.contrast === undefined || !Number.isNaN(animal.contrast[0])
}
