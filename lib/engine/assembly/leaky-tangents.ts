// The derivative of a time step of leaky units, and of what comes back through them, along a direction (Pearlmutter 1994, "Fast exact
// multiplication by the Hessian": the R-operator). R v, R r and so on stand beside v and r; r = f(v) for tanh has f'' R v = -2 r R r.
import { flushVector } from "./elementwise"
import { TANH, throughDerivative } from "./leaky-units"
import { multiplyAdd } from "./multiply-add"
import { bring, place } from "./partial-vector"

// @ts-ignore: decorator
@inline
function advance<T>(activation: i32, tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: v128): void {
  const rv = flushVector<T>(multiplyAdd<T>(leak, v128.load(before), v128.load(drive)))
  v128.store(tangentState, rv)
  v128.store(tangentRate, throughDerivative<T>(activation, v128.load(rate), rv))
}

/** R state = leak before + drive, R rate = f'(state) R state, with `before` and `drive` the derivatives of what they are in `leakyUnits`. */
// @ts-ignore: decorator
@inline
export function leakyTangent<T>(
  activation: i32, tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: T, n: i32
): void {
  const factor = v128.splat<T>(leak)
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16)
    advance<T>(activation, tangentState + i, tangentRate + i, before + i, drive + i, rate + i, factor)
  if (whole == end) return
  const rest = end - whole
  advance<T>(
    activation, place(0), place(1), bring(2, before + whole, rest), bring(3, drive + whole, rest), bring(4, rate + whole, rest), factor
  )
  memory.copy(tangentState + whole, place(0), rest)
  memory.copy(tangentRate + whole, place(1), rest)
}

// @ts-ignore: decorator
@inline
function sendBack<T>(
  activation: i32, out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: v128
): void {
  const r = v128.load(rate)
  let local = throughDerivative<T>(activation, r, v128.load(tangentSignal))
  if (activation == TANH) {
    const bend = v128.mul<T>(v128.splat<T>(<T>-2), v128.mul<T>(r, v128.load(tangentRate)))
    local = multiplyAdd<T>(bend, v128.load(signal), local)
  }
  v128.store(out, flushVector<T>(multiplyAdd<T>(leak, v128.load(next), local)))
}

/** out = f'(v) R signal + f''(v) R v signal + leak next: the derivative of `leakyUnitsBackward`. */
// @ts-ignore: decorator
@inline
export function leakyTangentBackward<T>(
  activation: i32, out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: T, n: i32
): void {
  const factor = v128.splat<T>(leak)
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16)
    sendBack<T>(activation, out + i, tangentSignal + i, next + i, rate + i, tangentRate + i, signal + i, factor)
  if (whole == end) return
  const rest = end - whole
  sendBack<T>(
    activation, place(0), bring(1, tangentSignal + whole, rest), bring(2, next + whole, rest), bring(3, rate + whole, rest),
    bring(4, tangentRate + whole, rest), bring(5, signal + whole, rest), factor
  )
  memory.copy(out + whole, place(0), rest)
}
