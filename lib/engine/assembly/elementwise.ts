import { exp64, log1p64, log64, sigmoid64, tanh64 } from "./elementary"

/** Smallest normal number: below it arithmetic is 4 to 20 times slower. */
// @ts-ignore: decorator
@inline
function smallest<T>(): T {
  return sizeof<T>() == 4 ? <T>1.1754943508222875e-38 : <T>2.2250738585072014e-308
}

/** A vector with its subnormal numbers set to 0; NaN and infinity pass. */
// @ts-ignore: decorator
@inline
export function flushVector<T>(x: v128): v128 {
  return v128.andnot(x, v128.lt<T>(v128.abs<T>(x), v128.splat<T>(smallest<T>())))
}

// @ts-ignore: decorator
@inline
export function flushScalar<T>(x: T): T {
  return abs<T>(x) < smallest<T>() ? <T>0 : x
}

// @ts-ignore: decorator
@inline
function vectorBytes<T>(n: i32): usize {
  return (<usize>n * sizeof<T>()) & ~15
}

/** out = max(x, 0) over n elements; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function relu<T>(out: usize, x: usize, n: i32): void {
  const zero = v128.splat<T>(<T>0)
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16) v128.store(out + i, v128.max<T>(v128.load(x + i), zero))
  for (; i < end; i += sizeof<T>()) store<T>(out + i, max<T>(load<T>(x + i), <T>0))
}

/** out = delta where activation > 0 (or NaN), else 0, subnormal results flushed: the signal behind a ReLU. */
// @ts-ignore: decorator
@inline
export function reluBackward<T>(out: usize, delta: usize, activation: usize, n: i32): void {
  const zero = v128.splat<T>(<T>0)
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16)
    v128.store(out + i, flushVector<T>(v128.andnot(v128.load(delta + i), v128.le<T>(v128.load(activation + i), zero))))
  for (; i < end; i += sizeof<T>())
    store<T>(out + i, load<T>(activation + i) <= <T>0 ? <T>0 : flushScalar<T>(load<T>(delta + i)))
}

export function flush<T>(x: usize, n: i32): void {
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16) v128.store(x + i, flushVector<T>(v128.load(x + i)))
  for (; i < end; i += sizeof<T>()) store<T>(x + i, flushScalar<T>(load<T>(x + i)))
}

/** y = y + alpha x. */
export function axpy<T>(y: usize, alpha: T, x: usize, n: i32): void {
  const factor = v128.splat<T>(alpha)
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16) v128.store(y + i, v128.add<T>(v128.load(y + i), v128.mul<T>(factor, v128.load(x + i))))
  for (; i < end; i += sizeof<T>()) store<T>(y + i, load<T>(y + i) + alpha * load<T>(x + i))
}

/** x = alpha x. */
export function scale<T>(x: usize, alpha: T, n: i32): void {
  const factor = v128.splat<T>(alpha)
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16) v128.store(x + i, v128.mul<T>(factor, v128.load(x + i)))
  for (; i < end; i += sizeof<T>()) store<T>(x + i, alpha * load<T>(x + i))
}

/** out = a b, element by element. */
export function hadamard<T>(out: usize, a: usize, b: usize, n: i32): void {
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  let i: usize = 0
  for (; i < whole; i += 16) v128.store(out + i, v128.mul<T>(v128.load(a + i), v128.load(b + i)))
  for (; i < end; i += sizeof<T>()) store<T>(out + i, load<T>(a + i) * load<T>(b + i))
}

export function expAll<T>(out: usize, x: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n * sizeof<T>(); i < end; i += sizeof<T>()) store<T>(out + i, <T>exp64(<f64>load<T>(x + i)))
}

export function logAll<T>(out: usize, x: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n * sizeof<T>(); i < end; i += sizeof<T>()) store<T>(out + i, <T>log64(<f64>load<T>(x + i)))
}

export function log1pAll<T>(out: usize, x: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n * sizeof<T>(); i < end; i += sizeof<T>()) store<T>(out + i, <T>log1p64(<f64>load<T>(x + i)))
}

export function sigmoidAll<T>(out: usize, x: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n * sizeof<T>(); i < end; i += sizeof<T>()) store<T>(out + i, <T>sigmoid64(<f64>load<T>(x + i)))
}

export function tanhAll<T>(out: usize, x: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n * sizeof<T>(); i < end; i += sizeof<T>()) store<T>(out + i, <T>tanh64(<f64>load<T>(x + i)))
}
