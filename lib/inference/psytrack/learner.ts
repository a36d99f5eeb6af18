import { refuseUnknownKeys } from "../../numerics/options.ts"
import type { Learner } from "../learner.ts"
import type { RegressorName } from "../regressors.ts"
import { fitWalk, type WalkLearner } from "../weight-noise/fit.ts"
import { deviationForm, type WalkForm } from "../weight-noise/form.ts"
import { initialSigmaOption, log2Option, regressorsOption, switchOption } from "../weight-noise/options.ts"

/** Options of `learners.psytrack`. */
export interface PsytrackOptions {
  /** What the weights act on, `["bias", "stimulus"]` unless told. */
  readonly regressors?: readonly RegressorName[]
  /** Whether the step into each session but the first has a deviation of its own; true unless told. */
  readonly dayNoise?: boolean
  /** log2 of the deviation of a weight's step between trials, one a regressor; found by evidence unless given. */
  readonly log2Sigma?: readonly number[]
  /** log2 of the deviation of its step into a session; found by evidence unless given. */
  readonly log2SigmaDay?: readonly number[]
  /** Standard deviation of the weights before the first trial, 16 unless told. */
  readonly initialSigma?: number
}

/** Where searches begin besides log2 sigma = -5 and log2 sigmaDay = -1. */
const furtherStarts = [
  { trial: -3, session: 0.5 },
  { trial: -7, session: -3 },
]

/**
 * A control that learns nothing: weights of the policy that drift as random walks, smoothed over all trials. The most probable weights by
 * Newton steps on a banded matrix, their standard errors from its inverse, the deviations by Laplace's evidence.
 * Its weights describe, as each has seen the choices before and after; `predict` runs forward and predicts.
 * @throws on an unknown option or an impossible value.
 * @see Roy et al. 2021, Neuron 109:597.
 */
export function psytrack(options: PsytrackOptions = {}): Learner {
  const made = psytrackWalk(options)
  const { name, label } = made
  return Object.freeze({
    name,
    label,
    role: "control",
    fit: (animals, { onProgress }) => fitWalk(made, animals, { ...(onProgress && { onProgress }) }),
  } satisfies Learner)
}

/** The walk behind `learners.psytrack`; throws as it does. */
export function psytrackWalk(options: PsytrackOptions): WalkLearner {
  const what = "learners.psytrack"
  refuseUnknownKeys(what, options, ["regressors", "dayNoise", "log2Sigma", "log2SigmaDay", "initialSigma"])
  const regressors = regressorsOption(`${what}: regressors`, options.regressors ?? ["bias", "stimulus"])
  const dayNoise = switchOption(`${what}: dayNoise`, options.dayNoise ?? true)
  const log2Sigma = log2Option(`${what}: log2Sigma`, options.log2Sigma, regressors)
  const log2SigmaDay = log2Option(`${what}: log2SigmaDay`, options.log2SigmaDay, regressors)
  if (log2SigmaDay && !dayNoise) throw new RangeError(`${what}: log2SigmaDay is given, but dayNoise is false`)
  const initialSigma = initialSigmaOption(`${what}: initialSigma`, options.initialSigma)
  const given = { ...(log2Sigma && { log2Sigma }), ...(log2SigmaDay && { log2SigmaDay }), initialSigma }
  return {
    name: `psytrack(${regressors.join(", ")}${dayNoise ? ", day noise" : ""})`,
    label: dayNoise ? "PsyTrack" : "PsyTrack, no day noise",
    walk: { regressors, dayNoise, rule: "none" },
    form: (walks) => deviationForm(regressors, walks, given),
    starts: (form) => furtherStarts.map((start) => startsOf(form, start)),
    options: { regressors, dayNoise, ...given },
  }
}

function startsOf(
  form: WalkForm,
  { trial, session }: { readonly trial: number; readonly session: number },
): readonly number[] {
  return form.free.map(({ name }) => (name.startsWith("log2SigmaDay_") ? session : trial))
}
