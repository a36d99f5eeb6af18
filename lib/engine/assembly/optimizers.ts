import { flushScalar, flushVector } from "./elementwise"
import { multiplyAdd } from "./multiply-add"

/**
 * Moments of gradients below this size become 0: well above the smallest normal number, since what a step makes of them, a product with
 * its rate, must not be subnormal either. No parameter notices a change so small.
 */
// @ts-ignore: decorator
@inline
function smallestMoment<T>(): T {
  return sizeof<T>() == 4 ? <T>7.888609052210118e-31 : <T>1.0261342003245941e-289
}

// @ts-ignore: decorator
@inline
function flushMoment<T>(x: v128): v128 {
  return v128.andnot(x, v128.lt<T>(v128.abs<T>(x), v128.splat<T>(smallestMoment<T>())))
}

// @ts-ignore: decorator
@inline
function flushMomentScalar<T>(x: T): T {
  return abs<T>(x) < smallestMoment<T>() ? <T>0 : x
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) on n parameters: first and second moment m and v are updated in place,
 * correction1 = 1 - beta1^t and correction2 = 1 - beta2^t. The moments decay, so they are flushed.
 */
export function adam<T>(
  parameters: usize, gradient: usize, m: usize, v: usize, n: i32,
  rate: T, beta1: T, beta2: T, epsilon: T, correction1: T, correction2: T
): void {
  const whole = (<usize>n * sizeof<T>()) & ~15
  const end = <usize>n * sizeof<T>()
  const b1 = v128.splat<T>(beta1), b2 = v128.splat<T>(beta2)
  const r1 = v128.splat<T>(<T>1 - beta1), r2 = v128.splat<T>(<T>1 - beta2)
  const c1 = v128.splat<T>(correction1), c2 = v128.splat<T>(correction2)
  const step = v128.splat<T>(rate), tiny = v128.splat<T>(epsilon)
  let i: usize = 0
  for (; i < whole; i += 16) {
    const g = v128.load(gradient + i)
    const mean = flushMoment<T>(v128.add<T>(v128.mul<T>(b1, v128.load(m + i)), v128.mul<T>(r1, g)))
    const square = flushVector<T>(v128.add<T>(v128.mul<T>(b2, v128.load(v + i)), v128.mul<T>(r2, v128.mul<T>(g, g))))
    v128.store(m + i, mean)
    v128.store(v + i, square)
    const denominator = v128.add<T>(v128.sqrt<T>(v128.div<T>(square, c2)), tiny)
    const change = v128.div<T>(v128.mul<T>(step, v128.div<T>(mean, c1)), denominator)
    v128.store(parameters + i, v128.sub<T>(v128.load(parameters + i), change))
  }
  for (; i < end; i += sizeof<T>()) {
    const g = load<T>(gradient + i)
    const mean = flushMomentScalar<T>(beta1 * load<T>(m + i) + (<T>1 - beta1) * g)
    const square = flushScalar<T>(beta2 * load<T>(v + i) + (<T>1 - beta2) * (g * g))
    store<T>(m + i, mean)
    store<T>(v + i, square)
    const change = (rate * (mean / correction1)) / (sqrt<T>(square / correction2) + epsilon)
    store<T>(parameters + i, load<T>(parameters + i) - change)
  }
}

/** One step of gradient descent with weight decay on n parameters: p = p - rate (g + decay p). */
export function sgd<T>(parameters: usize, gradient: usize, n: i32, rate: T, decay: T): void {
  const whole = (<usize>n * sizeof<T>()) & ~15
  const end = <usize>n * sizeof<T>()
  const down = v128.splat<T>(-rate), shrink = v128.splat<T>(decay)
  let i: usize = 0
  for (; i < whole; i += 16) {
    const p = v128.load(parameters + i)
    v128.store(parameters + i, multiplyAdd<T>(down, multiplyAdd<T>(shrink, p, v128.load(gradient + i)), p))
  }
  for (; i < end; i += sizeof<T>()) {
    const p = load<T>(parameters + i)
    store<T>(parameters + i, p - rate * (load<T>(gradient + i) + decay * p))
  }
}

/**
 * One step of gradient descent with momentum (heavy ball, as PyTorch has it) and weight decay on n parameters:
 * m = mu m + (g + decay p), p = p - rate m. The moment decays, so it is flushed.
 */
export function momentum<T>(parameters: usize, gradient: usize, m: usize, n: i32, rate: T, mu: T, decay: T): void {
  const whole = (<usize>n * sizeof<T>()) & ~15
  const end = <usize>n * sizeof<T>()
  const down = v128.splat<T>(-rate), keep = v128.splat<T>(mu), shrink = v128.splat<T>(decay)
  let i: usize = 0
  for (; i < whole; i += 16) {
    const p = v128.load(parameters + i)
    const moment = flushMoment<T>(multiplyAdd<T>(keep, v128.load(m + i), multiplyAdd<T>(shrink, p, v128.load(gradient + i))))
    v128.store(m + i, moment)
    v128.store(parameters + i, multiplyAdd<T>(down, moment, p))
  }
  for (; i < end; i += sizeof<T>()) {
    const p = load<T>(parameters + i)
    const moment = flushMomentScalar<T>(mu * load<T>(m + i) + (load<T>(gradient + i) + decay * p))
    store<T>(m + i, moment)
    store<T>(parameters + i, p - rate * moment)
  }
}
