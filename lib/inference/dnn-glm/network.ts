import { initialMlp, type Mlp, mlp } from "../../networks/mlp.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { UpdatePerceptron } from "../rule-network/perceptron.ts"
import { inputColumns, weightColumns } from "../rule-network/trials.ts"

/**
 * The update network, dw_t = g (.) NN(u_t), with NN: Linear(8, H) ReLU Linear(H, H) ReLU Linear(H, 2).
 * Its flat vector holds the three layers, then the two factors g. Liu, Geadah and Pillow 2025, section 2.2.
 */
export interface UpdateNetwork extends UpdatePerceptron {
  readonly mlp: Mlp
  /** Number of parameters, the factors included. */
  readonly parameterCount: number
}

/** The layout of an update network; with 32 hidden units it has 1,412 parameters. */
export function updateNetwork(hiddenUnits: number): UpdateNetwork {
  const network = mlp([inputColumns, hiddenUnits, hiddenUnits, weightColumns])
  const [first, second, third] = network.layers
  return Object.freeze({
    mlp: network,
    hiddenUnits,
    layers: [first!, second!, third!] as const,
    scale: network.parameterCount,
    parameterCount: network.parameterCount + weightColumns,
  })
}

/** Starting parameters: the perceptron's own, and every factor g at `initialScale`. */
export function initialParameters(network: UpdateNetwork, key: Key, initialScale: number): Float64Array {
  const parameters = new Float64Array(network.parameterCount).fill(initialScale)
  parameters.set(initialMlp(network.mlp, key))
  return parameters
}
