// e^x and log(1 + x) of two f64 numbers at once, in the ranges that a logistic loss needs: operation for operation those of elementary.ts,
// so that a lane has the bits of the scalar function.

const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10
const LN2: f64 = 0.6931471805599453
const SQRT2: f64 = 1.4142135623730951

// @ts-ignore: decorator
@inline
function next(series: v128, by: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(series, by), f64x2.splat(coefficient))
}

/** 2^k for the two i32 in the low half. */
// @ts-ignore: decorator
@inline
function powersOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.add(k, i32x4.splat(1023))), 52)
}

/** e^x for x <= 0; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expNegativeVector(x: v128): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.div(x, f64x2.splat(LN2)), f64x2.splat(0.5)))
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)))
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW))
  const r = f64x2.sub(high, low)
  let series = next(f64x2.splat(1.0 / 87178291200.0), r, 1.0 / 6227020800.0)
  series = next(series, r, 1.0 / 479001600.0)
  series = next(series, r, 1.0 / 39916800.0)
  series = next(series, r, 1.0 / 3628800.0)
  series = next(series, r, 1.0 / 362880.0)
  series = next(series, r, 1.0 / 40320.0)
  series = next(series, r, 1.0 / 5040.0)
  series = next(series, r, 1.0 / 720.0)
  series = next(series, r, 1.0 / 120.0)
  series = next(series, r, 1.0 / 24.0)
  series = next(series, r, 1.0 / 6.0)
  series = next(series, r, 1.0 / 2.0)
  const rest = f64x2.sub(high, f64x2.sub(low, f64x2.mul(f64x2.mul(r, r), series)))
  const whole = i32x4.trunc_sat_f64x2_s_zero(k)
  const half = i32x4.shr_s(whole, 1)
  const value = f64x2.mul(f64x2.mul(f64x2.add(f64x2.splat(1), rest), powersOfTwo(half)), powersOfTwo(i32x4.sub(whole, half)))
  return v128.andnot(value, f64x2.le(x, f64x2.splat(-745.2)))
}

/** log(1 + x) for 0 <= x <= 1 and u = 1 + x; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function log1pVector(x: v128, u: v128): v128 {
  const one = f64x2.splat(1)
  const large = f64x2.gt(u, f64x2.splat(SQRT2))
  const k = v128.and(large, one)
  const f = f64x2.sub(v128.bitselect(f64x2.mul(u, f64x2.splat(0.5)), u, large), one)
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f))
  const square = f64x2.mul(s, s)
  let series = f64x2.splat(2.0 / 23.0)
  series = next(series, square, 2.0 / 21.0)
  series = next(series, square, 2.0 / 19.0)
  series = next(series, square, 2.0 / 17.0)
  series = next(series, square, 2.0 / 15.0)
  series = next(series, square, 2.0 / 13.0)
  series = next(series, square, 2.0 / 11.0)
  series = next(series, square, 2.0 / 9.0)
  series = next(series, square, 2.0 / 7.0)
  series = next(series, square, 2.0 / 5.0)
  series = next(series, square, 2.0 / 3.0)
  series = f64x2.mul(series, square)
  const low = f64x2.sub(f64x2.mul(s, f64x2.sub(f, series)), f64x2.mul(k, f64x2.splat(LN2_LOW)))
  const log = f64x2.add(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(f, low))
  // Kahan: what rounding took from 1 + x is put back to first order.
  const value = f64x2.add(log, f64x2.div(f64x2.sub(x, f64x2.sub(u, one)), u))
  return v128.bitselect(x, value, f64x2.eq(u, one))
}
