import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { probabilityRight } from "../../networks/glm-policy.ts"
import { invertBand } from "../../numerics/banded-factor.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { FitOptions, FittedLearner, FittedParameter, Trajectory } from "../learner.ts"
import { filterForward } from "./filter.ts"
import { setConstants, type WalkForm } from "./form.ts"
import { learningShare } from "./learning-share.ts"
import { createConstants, type Posterior } from "./posterior.ts"
import { searchEvidence, type WalkFit } from "./search.ts"
import { type Walk, type WalkOptions, walkOf } from "./walk.ts"

/** What makes a learner of a walk. */
export interface WalkLearner {
  readonly name: string
  readonly label: string
  readonly walk: Omit<WalkOptions, "heldOut">
  readonly form: (walks: readonly Walk[]) => WalkForm
  /** Where searches begin besides the form's own start, given the form. */
  readonly starts: (form: WalkForm) => readonly (readonly number[])[]
  /** Options in effect, for the provenance. */
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * What a fit of a walk says besides its weights. Sums are over all animals, in nats.
 * The evidence is what hyper-parameters are chosen and models are compared by; the log likelihood is that of the smoothed weights, which have
 * seen the choices that they are scored on.
 */
export interface WalkInfo extends Readonly<Record<string, unknown>> {
  readonly evidence: number
  readonly logLikelihood: number
  /** 2 (number of hyper-parameters) - 2 evidence. */
  readonly aic: number
  /** Mean over trials of |v| / (|v| + |e|), by Euclid's length over the weights; null where nothing is learned. */
  readonly learningShare: number | null
  readonly evaluations: number
}

/** The solution of a walk's fit. */
export type WalkSolution = Solution<FittedLearner, ColumnTable, WalkInfo>

/** Fits the hyper-parameters of walks by their evidence, and the weights of every trial. */
export async function fitWalk(
  made: WalkLearner,
  animals: readonly ChoiceSequence[],
  { onProgress }: Pick<FitOptions, "onProgress">,
): Promise<WalkSolution> {
  const walks = animals.map((animal) => walkOf(animal, made.walk))
  const form = made.form(walks)
  const starts = made.starts(form)
  const found = await searchEvidence(walks, form, { label: made.label, starts, ...(onProgress && { onProgress }) })
  const value = describe(made, found)
  const { evidence, logLikelihood, evaluations, posteriors } = found
  const aic = 2 * form.free.length - 2 * evidence
  const share = made.walk.rule === "none" ? null : learningShare(posteriors)
  return Object.freeze({
    value,
    table: parameterTable(value),
    status: found.status,
    message: ending(made, found),
    info: Object.freeze({ evidence, logLikelihood, aic, learningShare: share, evaluations }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ learner: made.name, ...made.options }),
    }),
  } satisfies WalkSolution)
}

function describe(made: WalkLearner, found: WalkFit): FittedLearner {
  const { posteriors, form, values, logLikelihood } = found
  const trials = posteriors.reduce((sum, { walk }) => sum + walk.trials, 0)
  return Object.freeze({
    learner: made.name,
    label: made.label,
    parameterCount: form.free.length,
    parameters: Object.freeze(parametersOf(found)),
    natsPerTrial: logLikelihood / trials,
    trials,
    trajectories: Object.freeze(posteriors.map(smoothed)),
    predict: (others) => others.map((other) => predicted(made, form, values, other)),
  } satisfies FittedLearner)
}

function parametersOf({ form, values, standardErrors }: WalkFit): readonly FittedParameter[] {
  return form.free.map(({ name }, i) => {
    const standardError = standardErrors?.[i]
    const known = standardError !== undefined && Number.isFinite(standardError)
    return Object.freeze({ name, value: values[i]!, ...(known && { standardError }) })
  })
}

/** Weights and predictions of one walk with 95 % intervals, from the whole of its trials. */
export function smoothed(posterior: Posterior): Trajectory {
  const { walk, weights, hessian } = posterior
  const d = walk.names.length
  invertBand(hessian)
  const { inverse, bandwidth } = hessian
  const errors = weights.map((_, i) => Math.sqrt(inverse[i * (bandwidth + 1) + bandwidth]!))
  const low = new Float64Array(walk.trials)
  const high = new Float64Array(walk.trials)
  const probability = new Float64Array(walk.trials)
  for (let t = 0; t < walk.trials; t++) {
    let logit = 0
    let variance = 0
    for (let k = 0; k < d; k++) {
      const i = t * d + k
      const x = walk.design[i]!
      logit += weights[i]! * x
      for (let j = 0; j <= k; j++) {
        const covariance = inverse[i * (bandwidth + 1) + bandwidth - k + j]!
        variance += (j === k ? 1 : 2) * covariance * x * walk.design[t * d + j]!
      }
    }
    const reach = normal95 * Math.sqrt(variance)
    probability[t] = probabilityRight(logit)
    low[t] = probabilityRight(logit - reach)
    high[t] = probabilityRight(logit + reach)
  }
  return trajectory(walk, weights, errors, probability, [low, high])
}

const normal95 = 1.959963984540054

function predicted(made: WalkLearner, form: WalkForm, values: Float64Array, animal: ChoiceSequence): Trajectory {
  const walk = walkOf(animal, made.walk)
  const constants = createConstants(walk.names.length)
  setConstants(constants, form, values)
  const { weights, standardErrors, probability } = filterForward(walk, constants)
  return trajectory(walk, weights, standardErrors, probability)
}

function trajectory(
  walk: Walk,
  weights: Float64Array,
  errors: Float64Array,
  probability: Float64Array,
  interval?: readonly [low: Float64Array, high: Float64Array],
): Trajectory {
  const d = walk.names.length
  const named = (matrix: Float64Array) => {
    const columns = walk.names.map((name, k) => [
      name,
      Float64Array.from({ length: walk.trials }, (_, t) => matrix[t * d + k]!),
    ])
    return Object.freeze(Object.fromEntries(columns)) as Readonly<Record<string, Float64Array>>
  }
  const byName = named(weights)
  const absent = () => new Float64Array(walk.trials)
  return Object.freeze({
    animal: walk.animal,
    weightStimulus: byName.stimulus ?? absent(),
    weightBias: byName.bias ?? absent(),
    probabilityRight: probability,
    weights: byName,
    standardErrors: named(errors),
    ...(interval && { probabilityInterval: Object.freeze(interval) }),
  } satisfies Trajectory)
}

function parameterTable({ label, parameters }: FittedLearner): ColumnTable {
  return table({
    learner: parameters.map(() => label),
    parameter: parameters.map(({ name }) => name),
    value: parameters.map(({ value }) => value),
    standardError: parameters.map(({ standardError }) => standardError ?? null),
  })
}

function ending(
  { label }: WalkLearner,
  { status, evaluations, pinned, form, evidence, standardErrors }: WalkFit,
): string {
  const found = `evidence ${evidence.toFixed(2)} nats after ${evaluations} evaluations`
  if (status === "stopped") return `${label}: stopped on request; best so far is ${found}.`
  if (status === "failed")
    return `${label}: no top of the evidence was reached; best is ${found}. More trials or fewer free hyper-parameters may help.`
  const held = pinned.map((i) => form.free[i]!.name)
  const note = held.length > 0 ? `; held at their bound: ${held.join(", ")}` : ""
  const errors = standardErrors === null && form.free.length > 0 ? "; it is flat there, so without standard errors" : ""
  return `${label}: converged, ${found}${note}${errors}. Weights are smoothed: they have seen the choices they are scored on.`
}
