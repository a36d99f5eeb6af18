import { exp } from "../numerics/elementary.ts"
import type { LogitModel, Parametrisation } from "./logit-model.ts"

/**
 * Static weights plus an exponential kernel over the animal's own choices: logit = w_stim s + w_bias + kernel h, where h = 0
 * at each session's first trial and h' = e^-rate h + (1 - e^-rate)(2 y - 1). Its bias weight is w_bias + kernel h.
 */
export const choiceKernelModel: LogitModel = {
  slots: ["w_stim", "w_bias", "kernel", "rate"],
  trace: (animal, [weightStimulus, weightBias, kernel, rate], trace) => {
    const keep = exp(-rate!)
    let h = 0
    let slope = 0 // dh / d rate
    trace.weightStimulus.fill(weightStimulus!)
    for (let t = 0; t < animal.choice.length; t += 1) {
      if (animal.sessionStart[t] === 1) {
        h = 0
        slope = 0
      }
      trace.weightBias[t] = weightBias! + kernel! * h
      trace.jacobian[4 * t] = animal.stimulus[t]!
      trace.jacobian[4 * t + 1] = 1
      trace.jacobian[4 * t + 2] = h
      trace.jacobian[4 * t + 3] = kernel! * slope
      const chosen = 2 * animal.choice[t]! - 1
      slope = keep * (slope - h + chosen)
      h = keep * h + (1 - keep) * chosen
    }
    return 1
  },
  memory([weightStimulus, weightBias, kernel, rate]) {
    const keep = exp(-rate!)
    return {
      weightStimulus: weightStimulus!,
      weightBias: (h) => weightBias! + kernel! * h,
      remember: (h, choice) => keep * h + (1 - keep) * (2 * choice - 1),
    }
  },
}

const glmAndKernel = [
  { name: "w_stim", slots: [0] },
  { name: "w_bias", slots: [1] },
  { name: "kernel", slots: [2] },
] as const

/** The kernel's rate a trial is given. */
export function fixedRateForm(rate: number): Parametrisation {
  return { free: glmAndKernel, fixed: { 3: rate }, starts: [[0, 0, 0]] }
}

/** The kernel's rate is fitted; several starts, as slow and fast kernels can both be tops. */
export const fittedRateForm: Parametrisation = {
  free: [...glmAndKernel, { name: "rate", slots: [3], lower: 1e-4 }],
  starts: [0.02, 0.2, 1.5].map((rate) => [0.5, 0, 1, rate]),
}

/** Static weights plus the previous choice (2 y - 1) alone, nothing at a session's first trial: plain perseveration. */
export const previousChoiceModel: LogitModel = {
  slots: ["w_stim", "w_bias", "previous_choice"],
  trace: (animal, [weightStimulus, weightBias, previous], trace) => {
    trace.weightStimulus.fill(weightStimulus!)
    for (let t = 0; t < animal.choice.length; t += 1) {
      const last = animal.sessionStart[t] === 1 || t === 0 ? 0 : 2 * animal.choice[t - 1]! - 1
      trace.weightBias[t] = weightBias! + previous! * last
      trace.jacobian[3 * t] = animal.stimulus[t]!
      trace.jacobian[3 * t + 1] = 1
      trace.jacobian[3 * t + 2] = last
    }
    return 1
  },
  memory: ([weightStimulus, weightBias, previous]) => ({
    weightStimulus: weightStimulus!,
    weightBias: (last) => weightBias! + previous! * last,
    remember: (_, choice) => 2 * choice - 1,
  }),
}

/** All three weights free. */
export const previousChoiceForm: Parametrisation = {
  free: [
    { name: "w_stim", slots: [0] },
    { name: "w_bias", slots: [1] },
    { name: "previous_choice", slots: [2] },
  ],
  starts: [[0, 0, 0]],
}
