import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences } from "../../data/subjects.ts"
import { sigmoid } from "../../numerics/elementary.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { FitOptions, Learner, Trajectory } from "../learner.ts"
import { designMatrix, type RegressorName } from "../regressors.ts"
import { fitNetwork, type NetworkFit, type NetworkSpec } from "../rule-network/fit.ts"
import type { EncodedTrials } from "../rule-network/form.ts"
import { networkLearner } from "../rule-network/learner.ts"
import type { NetworkModel } from "../rule-network/model.ts"
import { packEncoded } from "../rule-network/trials.ts"
import { createAdjoint } from "./adjoint.ts"
import { initialParameters, logitsOf, tinyNetwork } from "./network.ts"
import { type TinyRnnOptions, type TinyRnnSettings, tinyRnnSettings, usualTinyInputs } from "./options.ts"
import { createWorkspace } from "./rollout.ts"

/**
 * The tiny network with these options, as a fit takes it.
 * @throws on an unknown option or an impossible value.
 */
export function tinyRnnModel(options: TinyRnnOptions = {}): NetworkModel {
  const settings = tinyRnnSettings(options)
  const { units, inputs, chunkTrials, precision, scoreFrom } = settings
  const network = tinyNetwork(units, inputs.length)
  const variant = variantOf(settings)
  return Object.freeze({
    kind: "tinyRnn",
    name: variant.length === 0 ? "tinyRnn" : `tinyRnn(${variant.map(({ name }) => name).join(", ")})`,
    label: ["tinyRNN", ...variant.map(({ label }) => label)].join(", "),
    settings,
    prepare(arena, primitives, animals, most, key) {
      const encoded = animals.map((animal) => encode(animal, inputs))
      const [columns, choiceColumn] = [inputs.length + 1, inputs.length]
      const packing = { columns, weights: 0, choiceColumn, regressorColumn: 0, most, scoreFrom }
      const trials = packEncoded(arena, encoded, precision, packing)
      const work = createWorkspace(arena, primitives, network, trials, chunkTrials, precision)
      work.parameters.values.set(initialParameters(network, key))
      return { work, adjoint: createAdjoint(arena, work), frozen: [] }
    },
    fitted(animals, { parameters, weights }) {
      const theta = Float64Array.from(parameters)
      return {
        parameterCount: network.parameterCount,
        trajectories: Object.freeze(animals.map((animal, index) => trajectoryOf(animal, weights[index]!))),
        predict: (others) =>
          others.map((animal) => trajectoryOf(animal, logitsOf(network, theta, designMatrix(animal, inputs)))),
      }
    },
    info: (_, { parameters }) => ({ weights: parameters }),
  } satisfies NetworkModel)
}

/**
 * A choice model without a rule or weights: gated recurrent units, told of the stimulus and of what was chosen and rewarded before, put out
 * the logits of both choices. What it does not say of learning it may make up in likelihood. After Ji-An, Benna and Mattar 2025, Nature
 * 644:993, with 8 units as in the comparison of Liu, Geadah and Pillow 2025.
 * @throws on an unknown option or an impossible value.
 */
export function tinyRnn(options: TinyRnnOptions = {}): Learner {
  return networkLearner(tinyRnnModel(options), options.resume)
}

/**
 * The fit of `tinyRnn` as a lane of a larger run, such as a seed or a fold: numbers in, numbers out.
 * @throws on an unknown option, an impossible value, no animals or an animal without trials.
 */
export async function fitTinyRnn(
  { animals, options = {} }: NetworkSpec<TinyRnnOptions>,
  key: Key,
  { onProgress }: Pick<FitOptions, "onProgress"> = {},
): Promise<NetworkFit> {
  return fitNetwork(tinyRnnModel(options), choiceSequences("fitTinyRnn", animals), key, options.resume, onProgress)
}

/** What tells a variant from the usual network, in names and in labels. */
function variantOf({ units, inputs }: TinyRnnSettings): readonly { readonly name: string; readonly label: string }[] {
  const usualInputs = String(inputs) === String(usualTinyInputs)
  return [
    ...(units === 8 ? [] : [{ name: `${units}`, label: `${units} units` }]),
    ...(usualInputs ? [] : [{ name: inputs.join(" "), label: inputs.join(" + ") }]),
  ]
}

/** Inputs of each trial, then its choice. */
function encode(animal: ChoiceSequence, inputs: readonly RegressorName[]): EncodedTrials {
  const trials = animal.choice.length
  const design = designMatrix(animal, inputs)
  const width = inputs.length + 1
  const told = Float64Array.from({ length: trials * width }, (_, i) => {
    const [t, k] = [Math.floor(i / width), i % width]
    return k < inputs.length ? design[t * inputs.length + k]! : animal.choice[t]!
  })
  return { trials, told, regressors: null }
}

/** Predictions from the log odds of each trial; there are no weights, so these are 0. */
function trajectoryOf({ animal }: ChoiceSequence, logits: Float64Array): Trajectory {
  const none = new Float64Array(logits.length)
  return Object.freeze({
    animal,
    weightStimulus: none,
    weightBias: none.slice(),
    probabilityRight: logits.map(sigmoid),
  })
}
