import { type ColumnTable, table } from "arquero"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { wilsonInterval } from "../../numerics/wilson-interval.ts"

/**
 * Fraction of rewarded responses over the last `window` trials (200 unless told), sessions joined, with 95 % Wilson intervals.
 * @returns one row a trial from the first full window on; trials and sessions are counted from 1.
 * @throws RangeError where the window is no whole number from 1 to the number of trials.
 */
export function runningAccuracy(subject: Subject, options: { readonly window?: number } = {}): ColumnTable {
  refuseUnknownKeys("runningAccuracy", options, ["window"])
  const animal = choiceSequence("runningAccuracy", subject)
  const trials = animal.choice.length
  const window = integerOption("runningAccuracy: window", options.window ?? Math.min(200, trials), 1, trials)
  const rows: { trial: number; session: number; accuracy: number; low: number; high: number }[] = []
  let correct = 0
  for (let t = 0; t < trials; t += 1) {
    correct += animal.reward[t]! - (t >= window ? animal.reward[t - window]! : 0)
    if (t < window - 1) continue
    const [low, high] = wilsonInterval(correct, window)
    rows.push({ trial: t + 1, session: animal.session[t]! + 1, accuracy: correct / window, low, high })
  }
  return table({
    animal: rows.map(() => animal.animal),
    synthetic: rows.map(() => animal.synthetic),
    trial: rows.map(({ trial }) => trial),
    session: rows.map(({ session }) => session),
    accuracy: rows.map(({ accuracy }) => accuracy),
    accuracyLow: rows.map(({ low }) => low),
    accuracyHigh: rows.map(({ high }) => high),
  })
}
