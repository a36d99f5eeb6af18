// What the units of a leaky rate network do in one time step, and what comes back through them: f is tanh or ReLU, and the derivative
// is taken from the rate r = f(v), for tanh 1 - r^2, for ReLU 1 where r > 0. Whatever decays is flushed.
import { flushVector } from "./elementwise"
import { multiplyAdd } from "./multiply-add"
import { bring, place } from "./partial-vector"
import { tanhVector } from "./vector-functions"

/** Values of the activation arguments below. */
export const TANH: i32 = 0
export const RELU: i32 = 1

// @ts-ignore: decorator
@inline
function activate<T>(activation: i32, v: v128): v128 {
  return activation == TANH ? tanhVector<T>(v) : v128.pmax<T>(v, v128.splat<T>(<T>0))
}

/** f'(v) x, with r = f(v); for ReLU a NaN rate lets x pass, so that it shows. */
// @ts-ignore: decorator
@inline
export function throughDerivative<T>(activation: i32, r: v128, x: v128): v128 {
  if (activation == TANH) return v128.mul<T>(v128.sub<T>(v128.splat<T>(<T>1), v128.mul<T>(r, r)), x)
  return v128.andnot(x, v128.le<T>(r, v128.splat<T>(<T>0)))
}

// @ts-ignore: decorator
@inline
function advance<T>(activation: i32, state: usize, rate: usize, before: usize, drive: usize, leak: v128): void {
  const v = flushVector<T>(multiplyAdd<T>(leak, v128.load(before), v128.load(drive)))
  v128.store(state, v)
  v128.store(rate, activate<T>(activation, v))
}

/** state = leak before + drive, rate = f(state), over n elements. */
// @ts-ignore: decorator
@inline
export function leakyUnits<T>(activation: i32, state: usize, rate: usize, before: usize, drive: usize, leak: T, n: i32): void {
  const factor = v128.splat<T>(leak)
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16) advance<T>(activation, state + i, rate + i, before + i, drive + i, factor)
  if (whole == end) return
  const rest = end - whole
  advance<T>(activation, place(0), place(1), bring(2, before + whole, rest), bring(3, drive + whole, rest), factor)
  memory.copy(state + whole, place(0), rest)
  memory.copy(rate + whole, place(1), rest)
}

// @ts-ignore: decorator
@inline
function sendBack<T>(activation: i32, out: usize, signal: usize, next: usize, rate: usize, leak: v128): void {
  const local = throughDerivative<T>(activation, v128.load(rate), v128.load(signal))
  v128.store(out, flushVector<T>(multiplyAdd<T>(leak, v128.load(next), local)))
}

/** out = f'(v) signal + leak next: the signal behind leaky units whose leak bypasses f. */
// @ts-ignore: decorator
@inline
export function leakyUnitsBackward<T>(activation: i32, out: usize, signal: usize, next: usize, rate: usize, leak: T, n: i32): void {
  const factor = v128.splat<T>(leak)
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16) sendBack<T>(activation, out + i, signal + i, next + i, rate + i, factor)
  if (whole == end) return
  const rest = end - whole
  sendBack<T>(activation, place(0), bring(1, signal + whole, rest), bring(2, next + whole, rest), bring(3, rate + whole, rest), factor)
  memory.copy(out + whole, place(0), rest)
}

// @ts-ignore: decorator
@inline
function derivativeBlock<T>(activation: i32, out: usize, signal: usize, rate: usize): void {
  v128.store(out, flushVector<T>(throughDerivative<T>(activation, v128.load(rate), v128.load(signal))))
}

/** out = f'(v) signal. */
// @ts-ignore: decorator
@inline
export function unitsBackward<T>(activation: i32, out: usize, signal: usize, rate: usize, n: i32): void {
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16) derivativeBlock<T>(activation, out + i, signal + i, rate + i)
  if (whole == end) return
  const rest = end - whole
  derivativeBlock<T>(activation, place(0), bring(1, signal + whole, rest), bring(2, rate + whole, rest))
  memory.copy(out + whole, place(0), rest)
}

// @ts-ignore: decorator
@inline
function mixBlock<T>(out: usize, alpha: v128, x: usize, beta: v128, y: usize): void {
  v128.store(out, flushVector<T>(multiplyAdd<T>(alpha, v128.load(x), v128.mul<T>(beta, v128.load(y)))))
}

/** out = alpha x + beta y: a decaying trace. */
export function mix<T>(out: usize, alpha: T, x: usize, beta: T, y: usize, n: i32): void {
  const a = v128.splat<T>(alpha), b = v128.splat<T>(beta)
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16) mixBlock<T>(out + i, a, x + i, b, y + i)
  if (whole == end) return
  const rest = end - whole
  mixBlock<T>(place(0), a, bring(1, x + whole, rest), b, bring(2, y + whole, rest))
  memory.copy(out + whole, place(0), rest)
}
