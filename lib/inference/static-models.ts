import type { LogitModel, Parametrisation } from "./logit-model.ts"

/** Constant weights (w_stim, w_bias): logistic regression on the stimulus. */
export const staticModel: LogitModel = {
  slots: ["w_stim", "w_bias"],
  trace: (animal, [weightStimulus, weightBias], trace) => {
    trace.weightStimulus.fill(weightStimulus!)
    trace.weightBias.fill(weightBias!)
    for (let t = 0; t < animal.choice.length; t += 1) {
      trace.jacobian[2 * t] = animal.stimulus[t]!
      trace.jacobian[2 * t + 1] = 1
    }
    return 1
  },
  memory: ([weightStimulus, weightBias]) => ({
    weightStimulus: weightStimulus!,
    weightBias: () => weightBias!,
    remember: () => 0,
  }),
}

/** Nothing is free: P(right) = 1/2. */
export const chanceForm: Parametrisation = { free: [], starts: [[]] }

/** One constant preference for a side. */
export const biasOnlyForm: Parametrisation = { free: [{ name: "w_bias", slots: [1] }], starts: [[0]] }

/** Both weights free. */
export const staticForm: Parametrisation = {
  free: [
    { name: "w_stim", slots: [0] },
    { name: "w_bias", slots: [1] },
  ],
  starts: [[0, 0]],
}
