import { exp } from "./elementary.ts"

const twoOverRootPi = 2 / Math.sqrt(Math.PI)

/**
 * The error function, 2 / sqrt(pi) times the integral of e^(-u^2) from 0 to x, to about 1e-15.
 * @see Abramowitz & Stegun 1964, 7.1.6 (series of positive terms) and 7.1.14 (continued fraction).
 */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size > 6) return Math.sign(x)
  return Math.sign(x) * (size < 2.5 ? series(size) : 1 - tail(size))
}

/** Slope of the error function. */
export function erfSlope(x: number): number {
  return twoOverRootPi * exp(-x * x)
}

function series(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return erfSlope(x) * sum
}

/** 1 - erf(x) for x well above 0, the fraction evaluated from its far end. */
function tail(x: number): number {
  let fraction = x
  for (let n = 60; n >= 1; n -= 1) fraction = x + n / 2 / fraction
  return erfSlope(x) / 2 / fraction
}
