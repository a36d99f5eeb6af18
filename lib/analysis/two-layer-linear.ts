import { integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"

/** A two-layer linear network y = W_2 W_1 x on whitened inputs: W_1 is N x d, row by row, W_2 has N entries. */
export interface TwoLayerWeights {
  readonly first: Float64Array
  readonly second: Float64Array
}

/**
 * Tangent kernel of a two-layer linear network in input space, K = W_1^T W_1 + |W_2|^2 I, d x d.
 * @see Liu et al. 2024, arXiv 2310.08513, section on linear networks.
 */
export function linearTangentKernel({ first, second }: TwoLayerWeights, inputs: number): Float64Array {
  const kernel = new Float64Array(inputs * inputs)
  const readout = second.reduce((sum, weight) => sum + weight * weight, 0)
  for (let row = 0; row < second.length; row++)
    for (let i = 0; i < inputs; i++)
      for (let j = 0; j < inputs; j++) kernel[i * inputs + j]! += first[row * inputs + i]! * first[row * inputs + j]!
  for (let i = 0; i < inputs; i++) kernel[i * inputs + i]! += readout
  return kernel
}

/** Options of `trainTwoLayerLinear`. */
export interface LinearTrainingOptions {
  /** Step of gradient descent; small steps follow the flow. */
  readonly rate: number
  /** It ends where the loss is below this, 1e-16 unless told. */
  readonly tolerance?: number
  /** The most steps; 10^6 unless told. */
  readonly steps?: number
}

/**
 * Trains a two-layer linear network to y = beta^T x on the population loss |W_2 W_1 - beta^T|^2 / 2 by gradient descent:
 * dW_1 = -W_2^T e, dW_2 = -e W_1^T with e = W_2 W_1 - beta^T.
 * @throws on an unknown option or an impossible value.
 */
export function trainTwoLayerLinear(
  start: TwoLayerWeights,
  beta: Float64Array,
  options: LinearTrainingOptions,
): TwoLayerWeights {
  refuseUnknownKeys("trainTwoLayerLinear", options, ["rate", "tolerance", "steps"])
  const rate = numberOption("trainTwoLayerLinear: rate", options.rate, 0)
  const steps = integerOption("trainTwoLayerLinear: steps", options.steps ?? 1e6, 1)
  const tolerance = numberOption("trainTwoLayerLinear: tolerance", options.tolerance ?? 1e-16, 0)
  const [first, second, inputs] = [start.first.slice(), start.second.slice(), beta.length]
  const [error, slope] = [new Float64Array(inputs), new Float64Array(second.length)]
  for (let step = 0; step < steps; step++) {
    let loss = 0
    for (let i = 0; i < inputs; i++) {
      let sum = -beta[i]!
      for (let n = 0; n < second.length; n++) sum += second[n]! * first[n * inputs + i]!
      error[i] = sum
      loss += (sum * sum) / 2
    }
    if (loss < tolerance) break
    for (let n = 0; n < second.length; n++) {
      slope[n] = 0
      for (let i = 0; i < inputs; i++) slope[n]! += error[i]! * first[n * inputs + i]!
    }
    for (let n = 0; n < second.length; n++) {
      for (let i = 0; i < inputs; i++) first[n * inputs + i]! -= rate * second[n]! * error[i]!
      second[n]! -= rate * slope[n]!
    }
  }
  return { first, second }
}

/**
 * Alignment of the start's kernel K_0 with that of training from small weights, KA = (tr K_0 + b^T K_0 b) / (sqrt(d + 3) |K_0|), b = beta / |beta|.
 * @param kernel K_0, d x d.
 */
export function linearKernelAlignment(kernel: Float64Array, beta: Float64Array): number {
  const d = beta.length
  const length = Math.sqrt(beta.reduce((sum, value) => sum + value * value, 0))
  let [trace, along, power] = [0, 0, 0]
  for (let i = 0; i < d; i++) {
    trace += kernel[i * d + i]!
    for (let j = 0; j < d; j++) {
      const value = kernel[i * d + j]!
      along += (beta[i]! / length) * value * (beta[j]! / length)
      power += value * value
    }
  }
  return (trace + along) / (Math.sqrt(d + 3) * Math.sqrt(power))
}

/**
 * Mean of that alignment over isotropic tasks, for a start of rank r with equal singular values:
 * E[KA] = (1 + 1/d)(1 + s d) / sqrt((d + 3)(1/r + 2 s + d s^2)), rising with r (Theorem 1).
 * @param inputs d.
 * @param readoutShare s = |W_2(0)|^2 / |W_1(0)|^2.
 */
export function expectedLinearAlignment(rank: number, inputs: number, readoutShare: number): number {
  const [d, s] = [inputs, readoutShare]
  return ((1 + 1 / d) * (1 + s * d)) / Math.sqrt((d + 3) * (1 / rank + 2 * s + d * s * s))
}

/**
 * Alignment for a start of rank 1 whose direction v overlaps with the task by c = (v . b)^2: (1 + c + s (d + 1)) / sqrt((d + 3)(1 + 2 s + d s^2)); 1 for c = 1
 * and layers of equal norm (Proposition 1).
 */
export function rankOneLinearAlignment(overlap: number, inputs: number, readoutShare: number): number {
  const [d, s] = [inputs, readoutShare]
  return (1 + overlap + s * (d + 1)) / Math.sqrt((d + 3) * (1 + 2 * s + d * s * s))
}
