import { flushScalar, flushVector } from "./elementwise"

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
