import type { ChoiceSequence } from "../data/choices.ts"
import { probabilityRight } from "../networks/glm-policy.ts"
import { reinforce } from "../rules/reinforce.ts"
import type { LogitModel, Trace } from "./logit-model.ts"

const slots = ["alpha_stim", "alpha_bias", "adder_stim", "adder_bias", "w_stim(0)", "w_bias(0)"]
const count = slots.length

/**
 * The REINFORCE family, rolled out on an animal's own trials:
 * w_{t+1,k} = w_{t,k} + (alpha_k r_t - adder_k)(y_t - q_t) x_{t,k}, q_t = sigmoid(w_t . x_t), never reset at sessions.
 *
 * The sensitivities are carried forward beside the weights: with u_k = alpha_k r - adder_k and J = d logit / d slot,
 * d w_k' = d w_k + (d u_k)(y - q) x_k - u_k q (1 - q) J x_k.
 */
export const reinforceModel: LogitModel = {
  slots,
  trace: rollOut,
  rule: ([rateStimulus, rateBias, adderStimulus, adderBias]) =>
    reinforce({ rate: [rateStimulus!, rateBias!], adder: [adderStimulus!, adderBias!] }),
}

function rollOut(animal: ChoiceSequence, constants: Float64Array, trace: Trace): number {
  const [rateStimulus, rateBias, adderStimulus, adderBias, firstStimulus, firstBias] = constants
  const slopeStimulus = new Float64Array(count)
  const slopeBias = new Float64Array(count)
  slopeStimulus[4] = 1
  slopeBias[5] = 1
  let weightStimulus = firstStimulus!
  let weightBias = firstBias!
  let growth = 1 // Slots 4 and 5 are the starting weights: their slopes are d w_t / d w_0.
  for (let t = 0; t < animal.choice.length; t += 1) {
    const s = animal.stimulus[t]!
    const reward = animal.reward[t]!
    trace.weightStimulus[t] = weightStimulus
    trace.weightBias[t] = weightBias
    for (let i = 4; i < count; i += 1) growth = Math.max(growth, Math.abs(slopeStimulus[i]!), Math.abs(slopeBias[i]!))
    const q = probabilityRight(weightStimulus * s + weightBias)
    const surprise = animal.choice[t]! - q
    const gainStimulus = rateStimulus! * reward - adderStimulus!
    const gainBias = rateBias! * reward - adderBias!
    const pull = q * (1 - q)
    for (let i = 0; i < count; i += 1) {
      const slope = s * slopeStimulus[i]! + slopeBias[i]!
      trace.jacobian[count * t + i] = slope
      slopeStimulus[i]! -= gainStimulus * pull * slope * s
      slopeBias[i]! -= gainBias * pull * slope
    }
    slopeStimulus[0]! += reward * surprise * s
    slopeBias[1]! += reward * surprise
    slopeStimulus[2]! -= surprise * s
    slopeBias[3]! -= surprise
    weightStimulus += gainStimulus * surprise * s
    weightBias += gainBias * surprise
  }
  return growth
}
