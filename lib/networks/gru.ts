import { uniform } from "../numerics/distributions.ts"
import { sigmoid } from "../numerics/elementary.ts"
import { type Key, split } from "../numerics/random-key.ts"

/**
 * Where a layer of gated recurrent units lies in a flat vector: input weights (inputs x 3H), recurrent weights (H x 3H), input biases and
 * recurrent biases (3H each), columns in the order reset, update, candidate.
 */
export interface GruLayer {
  readonly inputs: number
  readonly units: number
  /** Index of the first input weight. */
  readonly inputWeights: number
  readonly recurrentWeights: number
  readonly inputBiases: number
  readonly recurrentBiases: number
  /** Number of parameters. */
  readonly parameterCount: number
}

/** The layout of a layer of gated recurrent units whose first parameter has index `first`. */
export function gruLayer(inputs: number, units: number, first = 0): GruLayer {
  const sums = 3 * units
  const recurrentWeights = first + inputs * sums
  const inputBiases = recurrentWeights + units * sums
  return Object.freeze({
    inputs,
    units,
    inputWeights: first,
    recurrentWeights,
    inputBiases,
    recurrentBiases: inputBiases + sums,
    parameterCount: (inputs + units + 2) * sums,
  })
}

/** Starting parameters in f64, from the first of the layer's own on: all of them uniform in ± 1 / sqrt(H). */
export function initialGru({ inputs, units }: GruLayer, key: Key): Float64Array {
  const bound = 1 / Math.sqrt(units)
  const sizes = [inputs * units, units * units, units, units].map((size) => 3 * size)
  const keys = split(key, sizes.length)
  const draws = sizes.flatMap((size, index) => Array.from(uniform(keys[index]!, size)))
  return Float64Array.from(draws, (u) => (2 * u - 1) * bound)
}

/**
 * The layer's next state for one input, in f64: h' = (1 - z) n + z h with r = sigmoid(W_ir u + b_ir + W_hr h + b_hr), z the same with its own
 * weights, and n = tanh(W_in u + b_in + r (W_hn h + b_hn)). Cho et al. 2014, the reset gate applied as in PyTorch.
 */
export function evaluateGru(
  layer: GruLayer,
  parameters: ArrayLike<number>,
  input: ArrayLike<number>,
  h: ArrayLike<number>,
): Float64Array {
  const { units, inputWeights, recurrentWeights, inputBiases, recurrentBiases } = layer
  const i = sums(parameters, inputWeights, inputBiases, input, 3 * units)
  const r = sums(parameters, recurrentWeights, recurrentBiases, h, 3 * units)
  return Float64Array.from({ length: units }, (_, k) => {
    const reset = sigmoid(i[k]! + r[k]!)
    const update = sigmoid(i[k + units]! + r[k + units]!)
    const candidate = tanh(i[k + 2 * units]! + reset * r[k + 2 * units]!)
    return (1 - update) * candidate + update * h[k]!
  })
}

function sums(
  parameters: ArrayLike<number>,
  weights: number,
  biases: number,
  x: ArrayLike<number>,
  columns: number,
): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => {
    let sum = parameters[biases + j]!
    for (let i = 0; i < x.length; i++) sum += x[i]! * parameters[weights + i * columns + j]!
    return sum
  })
}

/** tanh with an absolute error of some 1e-16, which is what a state between -1 and 1 needs. */
function tanh(x: number): number {
  return 2 * sigmoid(2 * x) - 1
}
