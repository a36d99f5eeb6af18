import { log } from "../../numerics/elementary.ts"
import { erf, erfSlope } from "../../numerics/error-function.ts"
import { type Evaluation, maximiseNow, type Optimum } from "../../numerics/maximise.ts"

/** Trials at one signed contrast and how many of them were answered right. */
export interface ContrastTally {
  /** Signed contrast in percent, right positive. */
  readonly contrast: number
  readonly trials: number
  readonly right: number
}

/** Parameters of the psychometric curve of the International Brain Laboratory. */
export interface PsychometricParameters {
  /** Percent contrast at which both choices are equally likely, lapses aside. */
  readonly bias: number
  /** Percent contrast; the smaller the steeper. */
  readonly threshold: number
  /** g1: P(right) far on the left. */
  readonly lapseLeft: number
  /** g2: P(left) far on the right. */
  readonly lapseRight: number
}

/** A fitted psychometric curve. */
export interface PsychometricFit extends PsychometricParameters {
  /** Log likelihood of all trials, nats. */
  readonly nats: number
  readonly status: "converged" | "failed"
  /** One sentence: how it ended, and which parameters the choices do not fix. */
  readonly message: string
}

/**
 * P(right) = g1 + (1 - g1 - g2)(erf((c - bias) / threshold) + 1) / 2 at a contrast of c percent.
 * @see International Brain Laboratory 2021, eLife 10:e63711.
 */
export function psychometricCurve(
  { bias, threshold, lapseLeft, lapseRight }: PsychometricParameters,
  contrast: number,
) {
  return lapseLeft + ((1 - lapseLeft - lapseRight) * (erf((contrast - bias) / threshold) + 1)) / 2
}

const bounds = {
  lower: Float64Array.of(-100, 1, 0, 0),
  upper: Float64Array.of(100, 200, 0.99, 0.99),
  tolerance: 1e-6,
  maximumSteps: 40,
}
const names = ["bias", "threshold", "lapse on the left", "lapse on the right"]

/** The psychometric curve of greatest likelihood: the best of several starts, a converged one where there is one. */
export function fitPsychometric(tallies: readonly ContrastTally[]): PsychometricFit {
  const evaluate = (parameters: Float64Array) => likelihood(parameters, tallies)
  const ends = [0.02, 0.2].flatMap((lapse) =>
    [10, 40, 100].map((threshold) => maximiseNow(evaluate, Float64Array.of(0, threshold, lapse, lapse), bounds)),
  )
  const height = ({ evaluation }: Optimum) => evaluation?.value ?? Number.NEGATIVE_INFINITY
  const rank = (end: Optimum) => (end.status === "converged" ? 0 : 1)
  const best = ends.sort((one, other) => rank(one) - rank(other) || height(other) - height(one))[0]!
  const [bias, threshold, lapseLeft, lapseRight] = best.parameters as unknown as [number, number, number, number]
  return Object.freeze({ bias, threshold, lapseLeft, lapseRight, nats: height(best), ...ending(best) })
}

function ending({ status, pinned }: Optimum): Pick<PsychometricFit, "status" | "message"> {
  if (status !== "converged") {
    return {
      status: "failed",
      message: "No curve: the choices do not rise with contrast, or too few contrasts were shown.",
    }
  }
  const held = pinned.map((index) => names[index]!).join(", ")
  return {
    status,
    message: held === "" ? "Converged." : `Converged; held at its bound, so not fixed by the choices: ${held}.`,
  }
}

function likelihood(parameters: Float64Array, tallies: readonly ContrastTally[]): Evaluation {
  const [bias, threshold, lapseLeft, lapseRight] = parameters as unknown as [number, number, number, number]
  const gradient = new Float64Array(4)
  const information = new Float64Array(16)
  let value = lapseLeft + lapseRight < 1 ? 0 : Number.NEGATIVE_INFINITY
  for (const { contrast, trials, right } of tallies) {
    const x = (contrast - bias) / threshold
    const rise = (erf(x) + 1) / 2
    const steep = ((1 - lapseLeft - lapseRight) * erfSlope(x)) / 2 / threshold
    // Never quite 0 or 1, as lapses of 0 would make a single slip impossible.
    const p = Math.min(1 - 1e-9, Math.max(1e-9, lapseLeft + (1 - lapseLeft - lapseRight) * rise))
    const slope = [-steep, -steep * x, 1 - rise, -rise]
    value += right * log(p) + (trials - right) * log(1 - p)
    const pull = right / p - (trials - right) / (1 - p)
    for (let i = 0; i < 4; i += 1) {
      gradient[i]! += pull * slope[i]!
      for (let j = 0; j < 4; j += 1) information[4 * i + j]! += (trials * slope[i]! * slope[j]!) / (p * (1 - p))
    }
  }
  return { value, gradient, information }
}
