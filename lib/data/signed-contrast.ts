import { log1p } from "../numerics/elementary.ts"
import { transformContrast } from "../tasks/contrast.ts"
import type { ChoiceSequence } from "./choices.ts"

const tanhOfFive = 0.999909204262595

/**
 * Signed contrast of each trial in percent, right positive: as recorded where the sequence has it, else from the stimulus by
 * inverting tanh(5 c) / tanh(5), to 0.01 %. NaN where an animal's stimulus is evidence and no contrast.
 * @throws RangeError where a stimulus lies outside [-1, 1] and so is no contrast.
 */
export function signedContrastPercent(animal: ChoiceSequence & { readonly contrast?: Float64Array }): Float64Array {
  if (animal.contrast !== undefined) return animal.contrast.map(inPercent)
  return animal.stimulus.map((s, t) => {
    if (Math.abs(s) <= 1) return inPercent(contrastOf(s))
    throw new RangeError(
      `stimulus of ${animal.animal} is ${s} on trial ${t} (counted from 0); a contrast lies in [-1, 1]`,
    )
  })
}

/** The contrast c whose transform tanh(5 c) / tanh(5) is s. */
function contrastOf(s: number): number {
  const e = tanhOfFive * Math.abs(s)
  return (Math.sign(s) * (log1p(e) - log1p(-e))) / 10
}

function inPercent(contrast: number): number {
  return Math.round(contrast * 10_000) / 100
}

/** The contrasts of the International Brain Laboratory's task that are not 0, in percent, from left to right. */
export const standardContrastsPercent: readonly number[] = [-100, -50, -25, -12.5, -6.25, 6.25, 12.5, 25, 50, 100]

/** A signed contrast in percent as the stimulus that models see. */
export function stimulusOfPercent(percent: number): number {
  return transformContrast(percent / 100)
}
