// tanh and sigmoid of a whole vector. In f32 tanh is a rational minimax approximation, x P(x^2) / Q(x^2) on [-9, 9], where tanh 9 is 1
// to within half a unit in the last place: relative error below 6 units in the last place, in exact mode the same bits everywhere.
// In f64 each lane goes through the scalar function.
import { tanh64 } from "./elementary"
import { multiplyAdd } from "./multiply-add"

// @ts-ignore: decorator
@inline
function coefficient(value: f32): v128 {
  return v128.splat<f32>(value)
}

/** tanh of every lane; NaN stays NaN, and no result exceeds 1. */
// @ts-ignore: decorator
@inline
export function tanhVector<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    const low = tanh64(v128.extract_lane<f64>(x, 0)), high = tanh64(v128.extract_lane<f64>(x, 1))
    return v128.replace_lane<f64>(v128.splat<f64>(low), 1, high)
  }
  // pmin and pmax are single instructions and keep a NaN that stands first.
  const bounded = v128.pmax<f32>(v128.pmin<f32>(x, coefficient(9)), coefficient(-9))
  const square = v128.mul<f32>(bounded, bounded)
  let p = multiplyAdd<f32>(square, coefficient(1.335451038642077e-8), coefficient(2.0609051716746762e-5))
  let q = multiplyAdd<f32>(square, coefficient(7.776519055369135e-7), coefficient(3.2856353209353983e-4))
  p = multiplyAdd<f32>(p, square, coefficient(0.0034955902956426144))
  q = multiplyAdd<f32>(q, square, coefficient(0.02587699517607689))
  p = multiplyAdd<f32>(p, square, coefficient(0.13381028175354004))
  q = multiplyAdd<f32>(q, square, coefficient(0.4671434462070465))
  p = multiplyAdd<f32>(p, square, coefficient(1))
  q = multiplyAdd<f32>(q, square, coefficient(1))
  const ratio = v128.div<f32>(v128.mul<f32>(bounded, p), q)
  return v128.pmax<f32>(v128.pmin<f32>(ratio, coefficient(1)), coefficient(-1))
}

/** 1 / (1 + e^-x) = 1/2 + tanh(x / 2) / 2 of every lane, with an absolute error below 2 units in the last place of 1. */
// @ts-ignore: decorator
@inline
export function sigmoidVector<T>(x: v128): v128 {
  const half = v128.splat<T>(<T>0.5)
  return multiplyAdd<T>(half, tanhVector<T>(v128.mul<T>(half, x)), half)
}
