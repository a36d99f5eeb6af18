import { standardContrastsPercent, stimulusOfPercent } from "../../data/signed-contrast.ts"

/** A trial at which a rule is asked, at given weights. */
export interface ProbeTrial {
  readonly outcome: "correct" | "error"
  readonly reward: 0 | 1
  readonly weightStimulus: number
  readonly weightBias: number
  /** Signed contrast in percent, right positive. */
  readonly contrast: number
  readonly stimulus: number
  readonly choice: 0 | 1
}

/**
 * What to do about zero contrast, where a network counts the stimulus as left while the right answer is drawn at random: leave it out, or
 * show both choices for either outcome.
 */
export type ZeroContrast = "dropped" | "both"

/** All probes of a grid: outcomes x biases x weights x contrasts from left to right, with the choice that makes the outcome. */
export function probes(
  weights: readonly number[],
  biases: readonly number[],
  zero: ZeroContrast = "dropped",
): readonly ProbeTrial[] {
  const contrasts = zero === "both" ? withZero : standardContrastsPercent
  return (["correct", "error"] as const).flatMap((outcome) =>
    biases.flatMap((weightBias) =>
      weights.flatMap((weightStimulus) =>
        contrasts.flatMap((contrast) =>
          choicesOf(outcome, contrast).map((choice) => ({
            outcome,
            reward: outcome === "correct" ? (1 as const) : (0 as const),
            weightStimulus,
            weightBias,
            contrast,
            stimulus: stimulusOfPercent(contrast),
            choice,
          })),
        ),
      ),
    ),
  )
}

const withZero = [...standardContrastsPercent, 0].sort((a, b) => a - b)

/** Choices with an outcome, that of the neighbours on the left first at zero contrast, where either side may have been right. */
function choicesOf(outcome: "correct" | "error", contrast: number): readonly (0 | 1)[] {
  if (contrast === 0) return outcome === "correct" ? [0, 1] : [1, 0]
  return [(outcome === "correct") === contrast > 0 ? 1 : 0]
}

/**
 * Checks a list of numbers of a grid, such as its weights.
 * @throws RangeError where it is empty or holds what is not a finite number.
 */
export function numberList(name: string, values: unknown): readonly number[] {
  if (Array.isArray(values) && values.length > 0 && values.every((value) => Number.isFinite(value))) return values
  throw new RangeError(`${name} must be a list of finite numbers, such as [0, 1, 2], got ${JSON.stringify(values)}`)
}
