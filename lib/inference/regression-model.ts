import type { ChoiceSequence } from "../data/choices.ts"
import type { LogitModel, Parametrisation, Trace } from "./logit-model.ts"
import { designMatrix, type RegressorName } from "./regressors.ts"

/** What a regressor's parameters are called: w_stim, w_bias, alpha_previousChoice. */
export function shortName(regressor: RegressorName): string {
  return regressor === "stimulus" ? "stim" : regressor
}

/** Where the weights of stimulus and bias stand among regressors, for a trace's `weightStimulus` and `weightBias`. */
export interface PolicyColumns {
  /** Columns whose mean weight is that of the stimulus: its own, or those of both sides; none where there is none. */
  readonly stimulus: readonly number[]
  /** -1 where there is no bias. */
  readonly bias: number
}

/** The columns of stimulus and bias among regressors. */
export function policyColumns(regressors: readonly RegressorName[]): PolicyColumns {
  const own = regressors.indexOf("stimulus")
  const sides = [regressors.indexOf("left"), regressors.indexOf("right")].filter((column) => column >= 0)
  return { stimulus: own >= 0 ? [own] : sides, bias: regressors.indexOf("bias") }
}

/** Enters the weights before trial t into a trace. */
export function traceWeights(trace: Trace, { stimulus, bias }: PolicyColumns, weights: Float64Array, t: number): void {
  trace.weights.set(weights, t * weights.length)
  let sum = 0
  for (const column of stimulus) sum += weights[column]!
  trace.weightStimulus[t] = stimulus.length > 1 ? sum / stimulus.length : sum
  trace.weightBias[t] = bias >= 0 ? weights[bias]! : 0
}

/** The regressors of animals, made once for each: a search asks for them at every step. */
export function designs(regressors: readonly RegressorName[]): (animal: ChoiceSequence) => Float64Array {
  const made = new WeakMap<ChoiceSequence, Float64Array>()
  return (animal) => {
    const design = made.get(animal) ?? designMatrix(animal, regressors)
    made.set(animal, design)
    return design
  }
}

/** Constant weights of named regressors: logistic regression. */
export function regressionModel(regressors: readonly RegressorName[]): LogitModel {
  const designOf = designs(regressors)
  const columns = policyColumns(regressors)
  const count = regressors.length
  return {
    slots: regressors.map((name) => `w_${shortName(name)}`),
    regressors,
    trace: (animal, weights, trace) => {
      const design = designOf(animal)
      trace.jacobian.set(design)
      for (let t = 0; t < trace.logit.length; t += 1) {
        let logit = 0
        for (let k = 0; k < count; k += 1) logit += weights[k]! * design[t * count + k]!
        trace.logit[t] = logit
        traceWeights(trace, columns, weights, t)
      }
      return 1
    },
  }
}

/** All weights of a regression free. */
export function regressionForm(regressors: readonly RegressorName[]): Parametrisation {
  return {
    free: regressors.map((name, slot) => ({ name: `w_${shortName(name)}`, slots: [slot] })),
    starts: [regressors.map(() => 0)],
  }
}
