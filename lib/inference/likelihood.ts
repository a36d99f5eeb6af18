import type { ChoiceSequence } from "../data/choices.ts"
import { choiceLogLikelihood, probabilityRight } from "../networks/glm-policy.ts"
import type { Evaluation } from "../numerics/maximise.ts"
import { constantsOf, type LogitModel, type Parametrisation, traced } from "./logit-model.ts"

/**
 * Weights that depend on their start more than so many times over are out of bounds. Rules that flee the animal's choices
 * (positive adders above the rates) amplify every difference between weights; there the likelihood of a few thousand choices
 * is chaotic and finds 5 to 10 nats of chance, as seen in fits to simulated learners whose adders were negative.
 */
const largestGrowth = 10

/**
 * Log likelihood of one animal's choices in nats, summed over all trials including the first, with its exact gradient and
 * Fisher information in the free parameters; minus infinity where the rule is unstable on these trials.
 */
export function logLikelihood(
  model: LogitModel,
  how: Parametrisation,
  animal: ChoiceSequence,
  parameters: Float64Array,
): Evaluation {
  const slots = model.slots.length
  const trials = animal.choice.length
  const trace = traced(model, constantsOf(model, how, parameters), animal)
  const size = how.free.length
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  const slope = new Float64Array(size)
  let value = 0
  for (let t = 0; t < trials; t += 1) {
    const choice = animal.choice[t]!
    const logit = trace.logit[t]!
    const q = probabilityRight(logit)
    value += choiceLogLikelihood(logit, choice)
    for (let i = 0; i < size; i += 1) {
      let sum = 0
      for (const slot of how.free[i]!.slots) sum += trace.jacobian[t * slots + slot]!
      slope[i] = sum
      gradient[i]! += (choice - q) * sum
      for (let j = 0; j <= i; j += 1) information[i * size + j]! += q * (1 - q) * sum * slope[j]!
    }
  }
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j < i; j += 1) information[j * size + i] = information[i * size + j]!
  return { value: trace.growth > largestGrowth ? Number.NEGATIVE_INFINITY : value, gradient, information }
}

/** Adds up the evaluations of several animals: the pooled likelihood. */
export function pooled(evaluations: readonly Evaluation[], size: number): Evaluation {
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  let value = 0
  for (const each of evaluations) {
    value += each.value
    for (let i = 0; i < gradient.length; i += 1) gradient[i]! += each.gradient[i]!
    for (let i = 0; i < information.length; i += 1) information[i]! += each.information[i]!
  }
  return { value, gradient, information }
}
