import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import { cholesky, choleskyInverseDiagonal } from "../numerics/cholesky.ts"
import type { Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import type { FitOptions, FittedLearner, FittedParameter, LearnedRule, Learner, Trajectory } from "./learner.ts"
import { logLikelihood } from "./likelihood.ts"
import { constantsOf, type LogitModel, type Parametrisation, rememberingAgent, traced } from "./logit-model.ts"
import { countTrials, type End, search } from "./parametric-search.ts"

/** What makes a learner out of a model and a choice of its free parameters. */
export interface ParametricLearner extends Pick<Learner, "name" | "label" | "role"> {
  readonly model: LogitModel
  readonly form: Parametrisation
  /** Options in effect, for the provenance. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** A learner with a handful of parameters, fitted by maximum likelihood from several starts; the best one counts. */
export function parametricLearner(made: ParametricLearner): Learner {
  const { name, label, role } = made
  return Object.freeze({
    name,
    label,
    role,
    thaw: (parameters) => learnedRule(made, parameters),
    fit: (animals, options) => fitParametric(made, animals, options),
  } satisfies Learner)
}

async function fitParametric(
  made: ParametricLearner,
  animals: readonly ChoiceSequence[],
  options: FitOptions,
): Promise<Solution<FittedLearner, ColumnTable>> {
  const best = await search(made, animals, options)
  const value = describe(made, animals, best)
  return Object.freeze({
    value,
    table: parameterTable(value),
    ...ending(made, value, best),
    info: Object.freeze({
      steps: best.steps,
      starts: made.form.starts.length,
      gradient: [...(best.evaluation?.gradient ?? [])],
    }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ learner: made.name, ...made.options }),
    }),
  } satisfies Solution<FittedLearner, ColumnTable>)
}

function describe(
  { name, label, model, form }: ParametricLearner,
  animals: readonly ChoiceSequence[],
  optimum: End,
): FittedLearner {
  const constants = constantsOf(model, form, optimum.parameters)
  const trials = countTrials(animals)
  let value = 0
  const trajectories = animals.map((animal) => {
    value += logLikelihood(model, form, animal, optimum.parameters).value
    return trajectory(model, constants, animal)
  })
  return Object.freeze({
    learner: name,
    label,
    parameterCount: form.free.length,
    parameters: Object.freeze(namedParameters(form, optimum)),
    natsPerTrial: value / trials,
    trials,
    trajectories: Object.freeze(trajectories),
    ...learnedRule({ model, form }, optimum.parameters),
  } satisfies FittedLearner)
}

function learnedRule(
  { model, form }: Pick<ParametricLearner, "model" | "form">,
  parameters: ArrayLike<number>,
): LearnedRule {
  const constants = constantsOf(model, form, parameters)
  const rule = model.rule?.(constants)
  const memory = model.memory?.(constants)
  return {
    predict: (others) => others.map((other) => trajectory(model, constants, other)),
    ...model.recurrentRule?.(constants),
    ...(memory && { live: () => rememberingAgent(memory) }),
    ...(rule && {
      // The answer by choice and reward: it holds at zero contrast, too.
      update: (state) => {
        const side = state.reward === 1 ? state.choice : 1 - state.choice
        return rule([state.weightStimulus, state.weightBias], { ...state, side })
      },
    }),
  }
}

function trajectory(model: LogitModel, constants: Float64Array, animal: ChoiceSequence): Trajectory {
  const { weightStimulus, weightBias, logit, weights } = traced(model, constants, animal)
  const { regressors = [] } = model
  const further = regressors.some((name) => name !== "stimulus" && name !== "bias")
  const column = (k: number) => logit.map((_, t) => weights[t * regressors.length + k]!)
  return Object.freeze({
    animal: animal.animal,
    weightStimulus,
    weightBias,
    probabilityRight: logit.map(probabilityRight),
    ...(further && { weights: Object.freeze(Object.fromEntries(regressors.map((name, k) => [name, column(k)]))) }),
  })
}

/** Standard errors from the inverse of minus the second derivatives, over the parameters that are not held at a bound. */
function namedParameters(form: Parametrisation, { parameters, curvature, pinned, atEdge }: End): FittedParameter[] {
  const size = form.free.length
  const loose = [...parameters.keys()].filter((index) => !pinned.includes(index))
  const errors = new Map<number, number>()
  if (curvature !== null && !atEdge) {
    const block = Float64Array.from(loose.flatMap((row) => loose.map((column) => curvature[row * size + column]!)))
    const factor = cholesky(block, loose.length)
    const variances = factor && choleskyInverseDiagonal(factor, loose.length)
    if (variances) for (const [i, index] of loose.entries()) errors.set(index, Math.sqrt(variances[i]!))
  }
  return form.free.map(({ name }, index) => {
    const standardError = errors.get(index)
    return Object.freeze({ name, value: parameters[index]!, ...(standardError !== undefined && { standardError }) })
  })
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
  { form, label }: ParametricLearner,
  value: FittedLearner,
  optimum: End,
): { status: Status; message: string } {
  const { status, steps, pinned, atEdge } = optimum
  if (status === "stopped") {
    return {
      status,
      message: `${label}: stopped on request after ${steps} steps; these are the best parameters so far.`,
    }
  }
  if (value.natsPerTrial > -1e-6) {
    return {
      status: "failed",
      message: `${label}: the model predicts every choice, so its parameters have no finite best value; look at the choices.`,
    }
  }
  if (atEdge) {
    const found = status === "converged" ? "converged at the edge of stability" : "failed at the edge of stability"
    return {
      status,
      message: `${label}: ${found}, beyond which weights run away from any start. These choices do not fix all parameters; given are the best stable ones found, without standard errors. More trials or a learner with fewer parameters may help.`,
    }
  }
  if (status === "failed") {
    return {
      status,
      message: `${label}: no top was reached in ${steps} steps; the parameters are the best found, without standard errors. More trials or a learner with fewer parameters may help.`,
    }
  }
  const held = pinned.map((index) => form.free[index]!.name)
  const note = held.length > 0 ? `; held at their bound: ${held.join(", ")}` : ""
  return { status, message: `${label}: converged in ${steps} steps${note}.` }
}
