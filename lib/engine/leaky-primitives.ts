/**
 * A time step of leaky rate units, forward: state = leak before + drive, rate = f(state), over n elements. `before` is the state of the
 * step before, or its rate where the rate itself leaks.
 */
export type LeakyStep = (state: number, rate: number, before: number, drive: number, leak: number, n: number) => void

/** The signal behind a step: out = f'(state) signal + leak next, f' taken from the rate, subnormal results flushed. */
export type LeakyBackward = (out: number, signal: number, next: number, rate: number, leak: number, n: number) => void

/** The derivative of a step along a direction: R state = leak before + drive, R rate = f'(state) R state. */
export type LeakyTangent = (
  tangentState: number,
  tangentRate: number,
  before: number,
  drive: number,
  rate: number,
  leak: number,
  n: number,
) => void

/** The derivative of the signal: out = f'(state) tangentSignal + f''(state) R state signal + leak next. */
export type LeakyTangentBackward = (
  out: number,
  tangentSignal: number,
  next: number,
  rate: number,
  tangentRate: number,
  signal: number,
  leak: number,
  n: number,
) => void

/** The compiled primitives of leaky rate networks; pointers are byte addresses, n counts elements. */
export interface LeakyPrimitives {
  leakyTanh: LeakyStep
  leakyRelu: LeakyStep
  leakyTanhBackward: LeakyBackward
  leakyReluBackward: LeakyBackward
  leakyTanhTangent: LeakyTangent
  leakyReluTangent: LeakyTangent
  leakyTanhTangentBackward: LeakyTangentBackward
  leakyReluTangentBackward: LeakyTangentBackward
  /** out = (1 - rate^2) signal, subnormal results flushed. */
  tanhBackward(out: number, signal: number, rate: number, n: number): void
  /** out = y (1 - y) x, with y a sigmoid: x sent back through it. */
  sigmoidBackward(out: number, x: number, y: number, n: number): void
  /** out = y (1 - y) (1 - 2 y) x, the second derivative of a sigmoid y times x. */
  sigmoidCurvature(out: number, x: number, y: number, n: number): void
  /** out = -2 y (1 - y^2) x, the second derivative of a tanh y times x. */
  tanhCurvature(out: number, x: number, y: number, n: number): void
  /** out = alpha x + beta y, subnormal results flushed: a decaying trace. */
  mix(out: number, alpha: number, x: number, beta: number, y: number, n: number): void
}
