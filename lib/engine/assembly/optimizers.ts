import { flushScalar, flushVector } from "./elementwise"
import { multiplyAdd } from "./multiply-add"

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
    const mean = flushVector<T>(v128.add<T>(v128.mul<T>(b1, v128.load(m + i)), v128.mul<T>(r1, g)))
    const square = flushVector<T>(v128.add<T>(v128.mul<T>(b2, v128.load(v + i)), v128.mul<T>(r2, v128.mul<T>(g, g))))
    v128.store(m + i, mean)
    v128.store(v + i, square)
    const denominator = v128.add<T>(v128.sqrt<T>(v128.div<T>(square, c2)), tiny)
    const change = v128.div<T>(v128.mul<T>(step, v128.div<T>(mean, c1)), denominator)
    v128.store(parameters + i, v128.sub<T>(v128.load(parameters + i), change))
  }
  for (; i < end; i += sizeof<T>()) {
    const g = load<T>(gradient + i)
    const mean = flushScalar<T>(beta1 * load<T>(m + i) + (<T>1 - beta1) * g)
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
    const moment = flushVector<T>(multiplyAdd<T>(keep, v128.load(m + i), multiplyAdd<T>(shrink, p, v128.load(gradient + i))))
    v128.store(m + i, moment)
    v128.store(parameters + i, multiplyAdd<T>(down, moment, p))
  }
  for (; i < end; i += sizeof<T>()) {
    const p = load<T>(parameters + i)
    const moment = flushScalar<T>(mu * load<T>(m + i) + (load<T>(gradient + i) + decay * p))
    store<T>(m + i, moment)
    store<T>(parameters + i, p - rate * moment)
  }
}
