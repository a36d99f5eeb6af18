import { uniform } from "../numerics/distributions.ts"
import { type Key, split } from "../numerics/random-key.ts"

/** Where a dense layer lies in a flat vector of parameters: weights (inputs x outputs, row-major), then biases (outputs). */
export interface DenseLayer {
  readonly inputs: number
  readonly outputs: number
  /** Index of the first weight. */
  readonly weights: number
  /** Index of the first bias. */
  readonly biases: number
}

/** A multi-layer perceptron with ReLU between its layers, laid out in a flat vector. */
export interface Mlp {
  readonly layers: readonly DenseLayer[]
  /** Number of parameters. */
  readonly parameterCount: number
}

/**
 * The layout of a perceptron with these layer sizes, inputs first; [8, 32, 32, 2] has three dense layers.
 * @param first index of its first parameter in a vector that holds other things too.
 */
export function mlp(sizes: readonly number[], first = 0): Mlp {
  let at = first
  const layers = sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index]!
    const layer = { inputs, outputs, weights: at, biases: at + inputs * outputs }
    at += (inputs + 1) * outputs
    return Object.freeze(layer)
  })
  return Object.freeze({ layers: Object.freeze(layers), parameterCount: at - first })
}

/** Starting parameters in f64, from the first of the perceptron's own on: weights and biases of a layer uniform in ± 1 / sqrt(inputs). */
export function initialMlp({ layers, parameterCount }: Mlp, key: Key): Float64Array {
  const parameters = new Float64Array(parameterCount)
  const keys = split(key, layers.length)
  for (const [index, { inputs, outputs, weights }] of layers.entries()) {
    const bound = 1 / Math.sqrt(inputs)
    const draws = uniform(keys[index]!, (inputs + 1) * outputs)
    parameters.set(
      draws.map((u) => (2 * u - 1) * bound),
      weights - layers[0]!.weights,
    )
  }
  return parameters
}

/** The perceptron's output for one input, in f64. */
export function evaluateMlp(
  { layers }: Mlp,
  parameters: ArrayLike<number>,
  input: ArrayLike<number>,
): ArrayLike<number> {
  return layers.reduce((x: ArrayLike<number>, layer, index) => {
    const y = denseLayer(layer, parameters, x)
    return index < layers.length - 1 ? y.map((value) => Math.max(value, 0)) : y
  }, input)
}

function denseLayer(
  { inputs, outputs, weights, biases }: DenseLayer,
  parameters: ArrayLike<number>,
  x: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: outputs }, (_, j) => {
    let sum = parameters[biases + j]!
    for (let i = 0; i < inputs; i++) sum += x[i]! * parameters[weights + i * outputs + j]!
    return sum
  })
}
