import { evaluateGru, type GruLayer, gruLayer, initialGru } from "../../networks/gru.ts"
import { type DenseLayer, initialMlp, type Mlp, mlp } from "../../networks/mlp.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"

/**
 * A choice model without weights: h_t = GRU(u_t, h_{t-1}) from 0, (logit left, logit right) = W h_t + b, choices by softmax.
 * Its flat vector holds the recurrent layer, then the read-out. Ji-An, Benna and Mattar 2025, Nature 644:993, with what the mouse task has.
 */
export interface TinyNetwork {
  readonly gru: GruLayer
  readonly mlp: Mlp
  readonly readOut: DenseLayer
  readonly parameterCount: number
}

/** The layout of a tiny network; with 8 units and 3 inputs it has 330 parameters. */
export function tinyNetwork(units: number, inputs: number): TinyNetwork {
  const gru = gruLayer(inputs, units)
  const perceptron = mlp([units, 2], gru.parameterCount)
  return Object.freeze({
    gru,
    mlp: perceptron,
    readOut: perceptron.layers[0]!,
    parameterCount: gru.parameterCount + perceptron.parameterCount,
  })
}

/** Starting parameters, all uniform in ± 1 / sqrt(units). */
export function initialParameters({ gru, mlp: perceptron, parameterCount }: TinyNetwork, key: Key): Float64Array {
  const parameters = new Float64Array(parameterCount)
  parameters.set(initialGru(gru, foldIn(key, 0)))
  parameters.set(initialMlp(perceptron, foldIn(key, 1)), gru.parameterCount)
  return parameters
}

/** The log odds of a choice to the right on every trial, in f64, from its inputs (trials x inputs). */
export function logitsOf(network: TinyNetwork, parameters: Float64Array, inputs: Float64Array): Float64Array {
  const { units, inputs: width } = network.gru
  const logits = new Float64Array(inputs.length / width)
  let h: Float64Array = new Float64Array(units)
  for (let t = 0; t < logits.length; t++) {
    const { hidden, logit } = stepTiny(network, parameters, inputs.subarray(t * width, (t + 1) * width), h)
    h = hidden
    logits[t] = logit
  }
  return logits
}

/** One trial of the network: its units after it was told its inputs, and the log odds of a choice to the right. */
export function stepTiny(
  { gru, readOut }: TinyNetwork,
  parameters: Float64Array,
  input: Float64Array,
  before: Float64Array,
): { readonly hidden: Float64Array; readonly logit: number } {
  const hidden = evaluateGru(gru, parameters, input, before)
  let logit = parameters[readOut.biases + 1]! - parameters[readOut.biases]!
  for (let i = 0; i < gru.units; i++) {
    const at = readOut.weights + 2 * i
    logit += hidden[i]! * (parameters[at + 1]! - parameters[at]!)
  }
  return { hidden, logit }
}
