import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import type { LogitModel, Trace } from "./logit-model.ts"
import { designs, type PolicyColumns, policyColumns, shortName, traceWeights } from "./regression-model.ts"
import { answerOf, type RegressorName } from "./regressors.ts"

/**
 * What teaches a rule of learning: the reward of the choice made (R1 and R2 of the field's rules), the answer (R3, ascent on
 * log P(correct)), or the answer in proportion to q (1 - q) (R4, ascent on P(correct)).
 */
export type Teacher = "reward" | "answer" | "expectedReward"

/** A rule of learning over named regressors. */
export interface RuleModelOptions {
  readonly regressors: readonly RegressorName[]
  readonly teacher: Teacher
  /** Whether weights begin where an animal's are known to (else at 0), or at the slots of w(0). */
  readonly start: "known" | "fitted"
  /** The rule as a function, where it is one of stimulus and bias. */
  readonly rule?: LogitModel["rule"]
}

/**
 * Deterministic rules of learning, rolled out on an animal's own trials:
 * w_{t+1,k} = w_{t,k} + (alpha_k r_t - adder_k) e_t x_{t,k}, q_t = sigmoid(w_t . x_t), never reset at sessions, with e = y - q for the
 * teacher "reward"; r = 1, adder 0 and e = z - q for "answer", e = (2 z - 1) q (1 - q) for "expectedReward".
 * Slots: alpha of each regressor, then the adders, then w(0).
 *
 * The sensitivities are carried forward beside the weights: with u_k = alpha_k r - adder_k and J = d logit / d slot,
 * d w_k' = d w_k + (d u_k) e x_k + u_k (de / d logit) J x_k.
 */
export function ruleModel({ regressors, teacher, start, rule }: RuleModelOptions): LogitModel {
  const designOf = designs(regressors)
  const columns = policyColumns(regressors)
  const names = regressors.map(shortName)
  return {
    slots: [
      ...names.map((name) => `alpha_${name}`),
      ...names.map((name) => `adder_${name}`),
      ...names.map((name) => `w_${name}(0)`),
    ],
    regressors,
    trace: (animal, constants, trace) =>
      rollOut(animal, designOf(animal), teacher, constants, firstWeights(animal, columns, constants, start), {
        trace,
        columns,
      }),
    ...(rule && { rule }),
  }
}

/** Weights before the first trial: the last slots, or what is known of a simulated animal. */
export function firstWeights(
  { initialWeights = [0, 0] }: ChoiceSequence,
  { stimulus, bias }: PolicyColumns,
  constants: Float64Array,
  start: "known" | "fitted",
): Float64Array {
  const count = constants.length / 3
  const weights = constants.slice(2 * count)
  if (start === "fitted") return weights
  for (const column of stimulus) weights[column]! += initialWeights[0]
  if (bias >= 0) weights[bias]! += initialWeights[1]
  return weights
}

function rollOut(
  animal: ChoiceSequence,
  design: Float64Array,
  teacher: Teacher,
  constants: Float64Array,
  weights: Float64Array,
  { trace, columns }: { readonly trace: Trace; readonly columns: PolicyColumns },
): number {
  const count = weights.length
  const slots = 3 * count
  const slopes = new Float64Array(count * slots) // d w_k / d slot
  for (let k = 0; k < count; k += 1) slopes[k * slots + 2 * count + k] = 1
  const rewarded = teacher === "reward"
  let growth = 1 // The last slots are the starting weights: their slopes are d w_t / d w_0.
  for (let t = 0; t < trace.logit.length; t += 1) {
    traceWeights(trace, columns, weights, t)
    const at = t * count
    let logit = 0
    for (let k = 0; k < count; k += 1) logit += weights[k]! * design[at + k]!
    trace.logit[t] = logit
    const q = probabilityRight(logit)
    const pull = q * (1 - q)
    const target = rewarded ? animal.choice[t]! : answerOf(animal, t)
    const expected = teacher === "expectedReward"
    const error = expected ? (2 * target - 1) * pull : target - q
    const bend = expected ? error * (1 - 2 * q) : -pull
    const reward = rewarded ? animal.reward[t]! : 1
    for (let i = 0; i < slots; i += 1) {
      let slope = 0
      for (let k = 0; k < count; k += 1) slope += design[at + k]! * slopes[k * slots + i]!
      trace.jacobian[t * slots + i] = slope
    }
    for (let k = 0; k < count; k += 1) {
      const x = design[at + k]!
      const row = k * slots
      for (let i = 2 * count; i < slots; i += 1) growth = Math.max(growth, Math.abs(slopes[row + i]!))
      const gain = (constants[k]! * reward - constants[count + k]!) * x
      const steep = gain * bend
      for (let i = 0; i < slots; i += 1) slopes[row + i]! += steep * trace.jacobian[t * slots + i]!
      slopes[row + k]! += reward * error * x
      slopes[row + count + k]! -= error * x
      weights[k]! += gain * error
    }
  }
  return growth
}
