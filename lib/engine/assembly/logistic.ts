import { expNegativeVector, log1pVector } from "./elementary-vector"

/**
 * Bernoulli observations with logit a_i = sum_k w_ik x_ik, in f64 whatever T is: returns total + sum_i [log(1 + e^a_i) - y_i a_i] and
 * writes the gradient of factor times that sum with respect to w, errors_ik = factor (sigmoid(a_i) - y_i) x_ik. Two rows at a time; where
 * one is left, it stands for both.
 */
export function logisticLoss<T>(
  errors: usize, errorsRow: i32, w: usize, wRow: i32, x: usize, xRow: i32, y: usize, yRow: i32,
  rows: i32, weights: i32, factor: f64, total: f64
): f64 {
  const end = <usize>weights * sizeof<T>()
  const zero = f64x2.splat(0), one = f64x2.splat(1)
  for (let i: i32 = 0; i < rows; i += 2) {
    const second = i + 1 < rows
    const errors1 = second ? errors + <usize>errorsRow * sizeof<T>() : errors
    const w1 = second ? w + <usize>wRow * sizeof<T>() : w
    const x1 = second ? x + <usize>xRow * sizeof<T>() : x
    const y1 = second ? y + <usize>yRow * sizeof<T>() : y
    const a = pair(logit<T>(w, x, end), logit<T>(w1, x1, end))
    const choice = pair(<f64>load<T>(y), <f64>load<T>(y1))
    const e = expNegativeVector(f64x2.neg(f64x2.abs(a)))
    const u = f64x2.add(one, e)
    const q = f64x2.div(v128.bitselect(one, e, f64x2.ge(a, zero)), u)
    const loss = f64x2.add(f64x2.sub(f64x2.max(a, zero), f64x2.mul(choice, a)), log1pVector(e, u))
    const slope = f64x2.mul(f64x2.splat(factor), f64x2.sub(q, choice))
    total += f64x2.extract_lane(loss, 0)
    putErrors<T>(errors, x, end, f64x2.extract_lane(slope, 0))
    if (second) {
      total += f64x2.extract_lane(loss, 1)
      putErrors<T>(errors1, x1, end, f64x2.extract_lane(slope, 1))
    }
    errors = errors1 + <usize>errorsRow * sizeof<T>()
    w = w1 + <usize>wRow * sizeof<T>()
    x = x1 + <usize>xRow * sizeof<T>()
    y = y1 + <usize>yRow * sizeof<T>()
  }
  return total
}

// @ts-ignore: decorator
@inline
function pair(low: f64, high: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(low), 1, high)
}

// @ts-ignore: decorator
@inline
function logit<T>(w: usize, x: usize, end: usize): f64 {
  let a: f64 = 0
  for (let k: usize = 0; k < end; k += sizeof<T>()) a += <f64>load<T>(w + k) * <f64>load<T>(x + k)
  return a
}

// @ts-ignore: decorator
@inline
function putErrors<T>(errors: usize, x: usize, end: usize, slope: f64): void {
  for (let k: usize = 0; k < end; k += sizeof<T>()) store<T>(errors + k, <T>(slope * <f64>load<T>(x + k)))
}
