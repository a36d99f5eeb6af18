import { type GruLayer, gruLayer, initialGru } from "../../networks/gru.ts"
import { initialMlp, type Mlp, mlp } from "../../networks/mlp.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { UpdatePerceptron } from "../rule-network/perceptron.ts"
import { inputColumns, weightColumns } from "../rule-network/trials.ts"

/**
 * The recurrent update network, h_t = GRU(u_t, h_{t-1}), dw_t = g (.) NN(h_t), with NN: Linear(H, H) ReLU Linear(H, H) ReLU Linear(H, d).
 * Its flat vector holds the recurrent layer, the three layers of the perceptron, then the d factors g. Liu, Geadah and Pillow 2025,
 * section 2.2.
 */
export interface RecurrentUpdateNetwork extends UpdatePerceptron {
  readonly gru: GruLayer
  readonly mlp: Mlp
  /** Whether w_{t+1} = g (.) NN(h_t) itself rather than its change. */
  readonly direct: boolean
  /** Number of parameters, the factors included. */
  readonly parameterCount: number
}

/** The layout of a recurrent update network; with 32 hidden units, and the usual inputs and weights, it has 6,212 parameters. */
export function recurrentUpdateNetwork(
  hiddenUnits: number,
  inputs = inputColumns,
  weights = weightColumns,
  direct = false,
): RecurrentUpdateNetwork {
  const gru = gruLayer(inputs, hiddenUnits)
  const perceptron = mlp([hiddenUnits, hiddenUnits, hiddenUnits, weights], gru.parameterCount)
  const [first, second, third] = perceptron.layers
  const scale = gru.parameterCount + perceptron.parameterCount
  return Object.freeze({
    gru,
    mlp: perceptron,
    hiddenUnits,
    weights,
    direct,
    layers: [first!, second!, third!] as const,
    scale,
    parameterCount: scale + weights,
  })
}

/** Starting parameters: those of the recurrent layer and of the perceptron, and every factor g at `initialScale`. */
export function initialParameters(network: RecurrentUpdateNetwork, key: Key, initialScale: number): Float64Array {
  const { gru, mlp: perceptron, parameterCount } = network
  const parameters = new Float64Array(parameterCount).fill(initialScale)
  parameters.set(initialGru(gru, foldIn(key, 0)))
  parameters.set(initialMlp(perceptron, foldIn(key, 1)), gru.parameterCount)
  return parameters
}
