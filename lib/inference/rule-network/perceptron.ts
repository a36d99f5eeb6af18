import type { Arena, Matrix } from "../../engine/arena.ts"
import type { Precision } from "../../engine/primitives.ts"
import type { DenseLayer } from "../../networks/mlp.ts"

/** Where the perceptron that rule networks end in, Linear(., H) ReLU Linear(H, H) ReLU Linear(H, d), and its factors g lie in theta. */
export interface UpdatePerceptron {
  readonly hiddenUnits: number
  /** Number of weights d that it changes. */
  readonly weights: number
  readonly layers: readonly [DenseLayer, DenseLayer, DenseLayer]
  /** Index of the first factor g. */
  readonly scale: number
}

/** What is derived from the perceptron's parameters once a pass, in the forms the loops over trials want. */
export interface Derived {
  /** Transpose of the second layer's weights (H x H). */
  readonly secondTransposed: Matrix
  /** The last layer with g multiplied in, transposed: g_j W3_ij at [j, i] (d x H). */
  readonly head: Matrix
  /** g_j b3_j. */
  readonly headBias: Matrix
}

/** Room for what is derived from the parameters. */
export function roomForDerived(
  arena: Arena,
  { hiddenUnits, weights }: UpdatePerceptron,
  precision: Precision,
): Derived {
  return {
    secondTransposed: arena.matrix(hiddenUnits, hiddenUnits, precision),
    head: arena.matrix(weights, hiddenUnits, precision),
    headBias: arena.matrix(1, weights, precision),
  }
}

/** Derives the transposed and scaled copies from the parameters. */
export function derive(network: UpdatePerceptron, parameters: Matrix, derived: Derived): void {
  const { layers, hiddenUnits: units, weights: d, scale } = network
  const [, second, third] = layers
  const theta = parameters.values
  const { secondTransposed, head, headBias } = derived
  for (let i = 0; i < units; i++)
    for (let j = 0; j < units; j++) secondTransposed.values[j * units + i] = theta[second.weights + i * units + j]!
  for (let j = 0; j < d; j++) {
    const g = theta[scale + j]!
    headBias.values[j] = g * theta[third.biases + j]!
    for (let i = 0; i < units; i++) head.values[j * units + i] = g * theta[third.weights + i * d + j]!
  }
}

/** Sums over trials from which the head's gradient is made: lambda_j h2_i (d x H) and lambda_j. */
export interface HeadSums {
  readonly products: Matrix
  readonly sums: Matrix
}

/** Room for the head's sums. */
export function roomForHeadSums(
  arena: Arena,
  { hiddenUnits, weights }: UpdatePerceptron,
  precision: Precision,
): HeadSums {
  return {
    products: arena.matrix(weights, hiddenUnits, precision),
    sums: arena.matrix(1, weights, precision),
  }
}

/**
 * Turns the gradient with respect to the scaled head, G_ji = sum_t lambda_j h2_i and s_j = sum_t lambda_j, into that of its factors:
 * dL/dW3_ij = g_j G_ji, dL/db3_j = g_j s_j, dL/dg_j = sum_i W3_ij G_ji + b3_j s_j.
 */
export function headGradient(
  network: UpdatePerceptron,
  parameters: Matrix,
  { products, sums }: HeadSums,
  gradient: Matrix,
): void {
  const { layers, hiddenUnits: units, weights: d, scale } = network
  const { weights, biases } = layers[2]
  const theta = parameters.values
  for (let j = 0; j < d; j++) {
    const g = theta[scale + j]!
    const sum = sums.values[j]!
    let factor = theta[biases + j]! * sum
    for (let i = 0; i < units; i++) {
      const at = weights + i * d + j
      const product = products.values[j * units + i]!
      factor += theta[at]! * product
      gradient.values[at] = g * product
    }
    gradient.values[biases + j] = g * sum
    gradient.values[scale + j] = factor
  }
}
