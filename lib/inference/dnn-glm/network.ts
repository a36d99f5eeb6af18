import { initialMlp, type Mlp, mlp } from "../../networks/mlp.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { UpdatePerceptron } from "../rule-network/perceptron.ts"
import { inputColumns, weightColumns } from "../rule-network/trials.ts"

/**
 * The update network, dw_t = g (.) NN(u_t), with NN: Linear(d + 6, H) ReLU Linear(H, H) ReLU Linear(H, d).
 * Its flat vector holds the three layers, then the d factors g. Liu, Geadah and Pillow 2025, section 2.2.
 */
export interface UpdateNetwork extends UpdatePerceptron {
  readonly mlp: Mlp
  /** Number of parameters, the factors included. */
  readonly parameterCount: number
}

/** The layout of an update network; with 32 hidden units, and the usual inputs and weights, it has 1,412 parameters. */
export function updateNetwork(hiddenUnits: number, inputs = inputColumns, weights = weightColumns): UpdateNetwork {
  const network = mlp([inputs, hiddenUnits, hiddenUnits, weights])
  const [first, second, third] = network.layers
  return Object.freeze({
    mlp: network,
    hiddenUnits,
    weights,
    layers: [first!, second!, third!] as const,
    scale: network.parameterCount,
    parameterCount: network.parameterCount + weights,
  })
}

/** Starting parameters: the perceptron's own, and every factor g at `initialScale`. */
export function initialParameters(network: UpdateNetwork, key: Key, initialScale: number): Float64Array {
  const parameters = new Float64Array(network.parameterCount).fill(initialScale)
  parameters.set(initialMlp(network.mlp, key))
  return parameters
}
