import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import type { FittedLearner, TrialState } from "./learner.ts"
import type { LogitModel, Trace } from "./logit-model.ts"
import { designs, type PolicyColumns, policyColumns, shortName, traceWeights } from "./regression-model.ts"
import type { RegressorName } from "./regressors.ts"
import { firstWeights } from "./rule-rollout.ts"

/** A rule whose reward reaches back over trials. */
export interface EligibilityModelOptions {
  readonly regressors: readonly RegressorName[]
  /** S: how many trials before the present one a reward reaches. */
  readonly trials: number
  readonly start: "known" | "fitted"
}

/**
 * An eligibility-like rule (R5; Liu, Geadah & Pillow 2025, arXiv 2509.04661, section 4.1): after trial t,
 * w_k' = w_k + alpha_k R_t sum_j (y_j - sigmoid(w . x_j)) x_{j,k} over the trials j = max(0, t - S) .. t, all with the present w,
 * and R_t = 1 where at least half of them were rewarded, else 0. Never reset at sessions.
 * Slots: alpha of each regressor, an unused block in the place of adders, then w(0).
 */
export function eligibilityModel({ regressors, trials, start }: EligibilityModelOptions): LogitModel {
  const designOf = designs(regressors)
  const columns = policyColumns(regressors)
  const names = regressors.map(shortName)
  const plain = regressors.length === 2 && regressors[0] === "stimulus" && regressors[1] === "bias"
  return {
    slots: [...names.map((name) => `alpha_${name}`), ...names.map(() => "unused"), ...names.map((n) => `w_${n}(0)`)],
    regressors,
    trace: (animal, constants, trace) => {
      const weights = firstWeights(animal, columns, constants, start)
      return rollOut(animal, designOf(animal), trials, constants, weights, { trace, columns })
    },
    ...(plain && { recurrentRule: (constants) => eligibilityRule([constants[0]!, constants[1]!], trials) }),
  }
}

function rollOut(
  animal: ChoiceSequence,
  design: Float64Array,
  reach: number,
  constants: Float64Array,
  weights: Float64Array,
  { trace, columns }: { readonly trace: Trace; readonly columns: PolicyColumns },
): number {
  const count = weights.length
  const slots = 3 * count
  const slopes = new Float64Array(count * slots) // d w_k / d slot
  for (let k = 0; k < count; k += 1) slopes[k * slots + 2 * count + k] = 1
  const pulled = new Float64Array(count) // Sum of e_j x_j, and its slopes below.
  const bent = new Float64Array(count * slots)
  let growth = 1
  let rewards = 0
  for (let t = 0; t < trace.logit.length; t += 1) {
    traceWeights(trace, columns, weights, t)
    trace.logit[t] = dot(weights, design, t)
    for (let i = 0; i < slots; i += 1) trace.jacobian[t * slots + i] = slopeOf(slopes, design, t, i, count)
    const first = Math.max(0, t - reach)
    rewards += animal.reward[t]! - (t > reach ? animal.reward[first - 1]! : 0)
    if (2 * rewards < t - first + 1) continue
    pulled.fill(0)
    bent.fill(0)
    for (let j = first; j <= t; j += 1) {
      const q = probabilityRight(dot(weights, design, j))
      for (let k = 0; k < count; k += 1) pulled[k]! += (animal.choice[j]! - q) * design[j * count + k]!
      for (let i = 0; i < slots; i += 1) {
        const steep = q * (1 - q) * slopeOf(slopes, design, j, i, count)
        for (let k = 0; k < count; k += 1) bent[k * slots + i]! -= steep * design[j * count + k]!
      }
    }
    for (let k = 0; k < count; k += 1) {
      for (let i = 0; i < slots; i += 1) slopes[k * slots + i]! += constants[k]! * bent[k * slots + i]!
      slopes[k * slots + k]! += pulled[k]!
      weights[k]! += constants[k]! * pulled[k]!
      for (let i = 2 * count; i < slots; i += 1) growth = Math.max(growth, Math.abs(slopes[k * slots + i]!))
    }
  }
  return growth
}

function dot(weights: Float64Array, design: Float64Array, t: number): number {
  let sum = 0
  for (let k = 0; k < weights.length; k += 1) sum += weights[k]! * design[t * weights.length + k]!
  return sum
}

function slopeOf(slopes: Float64Array, design: Float64Array, t: number, slot: number, count: number): number {
  let sum = 0
  for (let k = 0; k < count; k += 1) sum += design[t * count + k]! * slopes[(k * slopes.length) / count + slot]!
  return sum
}

/** The rule as functions: what it carries is (s, 2 y - 1, r) of the S trials before, 0 where there were none, the latest last. */
function eligibilityRule(
  [rateStimulus, rateBias]: readonly [number, number],
  reach: number,
): Pick<FittedLearner, "update" | "nextHidden"> {
  const recent = ({ stimulus, choice, reward, hidden = [] }: TrialState): Float64Array => {
    const all = new Float64Array(3 * (reach + 1))
    all.set(hidden)
    all.set([stimulus, 2 * choice - 1, reward], 3 * reach)
    return all
  }
  return {
    update: (state) => {
      const all = recent(state)
      let [trials, rewards, pullStimulus, pullBias] = [0, 0, 0, 0]
      for (let at = 0; at < all.length; at += 3) {
        if (all[at + 1] === 0) continue
        trials += 1
        rewards += all[at + 2]!
        const q = probabilityRight(state.weightStimulus * all[at]! + state.weightBias)
        const error = (all[at + 1]! + 1) / 2 - q
        pullStimulus += error * all[at]!
        pullBias += error
      }
      return 2 * rewards >= trials ? [rateStimulus * pullStimulus, rateBias * pullBias] : [0, 0]
    },
    nextHidden: (state) => recent(state).slice(3),
  }
}
