import { exp } from "../numerics/elementary.ts"

/**
 * A contrast as models see it, f(c) = tanh(5 c) / tanh(5): odd, monotone, f(1) = 1.
 * With the exponential of numerics, so that it has the same bits on every machine.
 * Source: Ashwood et al. 2020, NeurIPS 33:3442.
 * @param contrast signed or unsigned, in [-1, 1]
 */
export function transformContrast(contrast: number): number {
  return hyperbolicTangent(5 * contrast) / hyperbolicTangent(5)
}

function hyperbolicTangent(x: number): number {
  const e = exp(-2 * Math.abs(x))
  return (Math.sign(x) * (1 - e)) / (1 + e)
}
