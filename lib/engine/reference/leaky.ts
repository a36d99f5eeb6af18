// Leaky units and their derivatives again, as plain loops with the bits of the compiled ones: see reference.ts. Of f itself
// ReLU is `relu` there; tanh has no twin, as it is an approximation.
import { type Entries, flush, type Rounding } from "./basic.ts"

/** f of a unit. */
export type UnitActivation = "tanh" | "relu"

/** How a twin computes: its rounding, and the smallest normal number, below which results become 0. */
export interface LeakyArithmetic {
  readonly round: Rounding
  readonly smallest: number
}

/** state = leak before + drive. */
export function leakyState(arithmetic: LeakyArithmetic, before: Entries, drive: Entries, leak: number): Float64Array {
  return mix(arithmetic, leak, before, 1, drive)
}

/** f'(state) x with f' from the rate, not flushed; a ReLU whose rate is NaN lets x pass. */
export function throughDerivative(
  activation: UnitActivation,
  { round }: LeakyArithmetic,
  rate: Entries,
  x: Entries,
): Float64Array {
  return Float64Array.from(x, (value, i) => {
    const r = rate[i]!
    if (activation === "relu") return r <= 0 ? 0 : value
    return round(round(1 - round(r * r)) * value)
  })
}

/** f'(state) signal + leak next. */
export function leakyBackward(
  activation: UnitActivation,
  arithmetic: LeakyArithmetic,
  signal: Entries,
  next: Entries,
  rate: Entries,
  leak: number,
): Float64Array {
  return mix(arithmetic, leak, next, 1, throughDerivative(activation, arithmetic, rate, signal))
}

/** f'(state) signal. */
export function unitsBackward(
  activation: UnitActivation,
  arithmetic: LeakyArithmetic,
  signal: Entries,
  rate: Entries,
): Float64Array {
  return flush(throughDerivative(activation, arithmetic, rate, signal), arithmetic.smallest)
}

/** f'(state) tangentSignal + f''(state) R state signal + leak next, with f'' R state = -2 rate R rate for tanh and 0 for ReLU. */
export function leakyTangentBackward(
  activation: UnitActivation,
  arithmetic: LeakyArithmetic,
  tangents: { readonly signal: Entries; readonly rate: Entries },
  next: Entries,
  rate: Entries,
  signal: Entries,
  leak: number,
): Float64Array {
  const { round } = arithmetic
  const straight = throughDerivative(activation, arithmetic, rate, tangents.signal)
  const bent = straight.map((value, i) => {
    const bend = round(-2 * round(rate[i]! * tangents.rate[i]!))
    return round(round(bend * signal[i]!) + value)
  })
  return mix(arithmetic, leak, next, 1, activation === "tanh" ? bent : straight)
}

/** alpha x + beta y. */
export function mix(
  { round, smallest }: LeakyArithmetic,
  alpha: number,
  x: Entries,
  beta: number,
  y: Entries,
): Float64Array {
  return flush(
    Float64Array.from(x, (value, i) => round(round(alpha * value) + round(beta * y[i]!))),
    smallest,
  )
}

/** Derivatives of activations from the activation y itself, times x: y' and y'' of a sigmoid, y'' of tanh. */
export type ActivationSlope = "sigmoidBackward" | "sigmoidCurvature" | "tanhCurvature"

/** The derivative of an activation with value y, times x. */
export function throughSlope(
  which: ActivationSlope,
  { round, smallest }: LeakyArithmetic,
  x: Entries,
  y: Entries,
): Float64Array {
  const slope = (value: number) => {
    if (which === "tanhCurvature") return round(round(-2 * value) * round(1 - round(value * value)))
    const first = round(value * round(1 - value))
    return which === "sigmoidBackward" ? first : round(first * round(1 - round(value + value)))
  }
  return flush(
    Float64Array.from(x, (value, i) => round(slope(y[i]!) * value)),
    smallest,
  )
}
