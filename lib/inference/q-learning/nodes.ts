import { exp } from "../../numerics/elementary.ts"
import { erf } from "../../numerics/error-function.ts"

// Gauss and Hermite's 16 nodes and weights for the standard normal law: roots of He_16, weights 15! / (16 He_15(z)^2), the upper half.
const upperNodes = [
  0.3867606045005574, 1.1638291005549648, 1.9519803457163334, 2.7602450476307014, 3.6008736241715487, 4.492955302520011,
  5.472225705949343, 6.630878198393129,
]
const upperWeights = [
  0.286568521238012, 0.1583383727509497, 0.04728475235401406, 0.007266937601184749, 0.0005259849265739087,
  1.530003216248732e-5, 1.309473216286817e-7, 1.4978147231618412e-10,
]

/** Nodes of the 16-point rule for the mean of a function of a standard normal variable (Abramowitz & Stegun 1964, 25.4.46). */
export const nodes: Float64Array = Float64Array.from([...upperNodes.map((z) => -z).reverse(), ...upperNodes])

/** Weights of `nodes`; they sum to 1. */
export const nodeWeights: Float64Array = Float64Array.from([...[...upperWeights].reverse(), ...upperWeights])

/** The standard normal distribution function. */
export function normalCdf(x: number): number {
  return (1 + erf(x * Math.SQRT1_2)) / 2
}

/** Its density. */
export function normalDensity(x: number): number {
  return exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}
