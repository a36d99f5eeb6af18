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
export function logitsOf({ gru, readOut }: TinyNetwork, parameters: Float64Array, inputs: Float64Array): Float64Array {
  const { units } = gru
  const trials = inputs.length / gru.inputs
  const logits = new Float64Array(trials)
  let h: Float64Array = new Float64Array(units)
  for (let t = 0; t < trials; t++) {
    h = evaluateGru(gru, parameters, inputs.subarray(t * gru.inputs, (t + 1) * gru.inputs), h)
    let logit = parameters[readOut.biases + 1]! - parameters[readOut.biases]!
    for (let i = 0; i < units; i++) {
      const at = readOut.weights + 2 * i
      logit += h[i]! * (parameters[at + 1]! - parameters[at]!)
    }
    logits[t] = logit
  }
  return logits
}
