// Exponential and logarithm in f64 from additions, multiplications and divisions alone, step for step as in lib/numerics/elementary.ts,
// so that the two have the same bits. In f32 they are computed in f64 and rounded once.

const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10
const LN2: f64 = 0.6931471805599453
const SQRT2: f64 = 1.4142135623730951

// @ts-ignore: decorator
@inline
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<i64>(k + 1023) << 52)
}

export function exp64(x: f64): f64 {
  if (!(x > -745.2)) return x != x ? x : 0
  if (x > 709.79) return Infinity
  const k = floor<f64>(x / LN2 + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  let series: f64 = 1.0 / 87178291200.0
  series = series * r + 1.0 / 6227020800.0
  series = series * r + 1.0 / 479001600.0
  series = series * r + 1.0 / 39916800.0
  series = series * r + 1.0 / 3628800.0
  series = series * r + 1.0 / 362880.0
  series = series * r + 1.0 / 40320.0
  series = series * r + 1.0 / 5040.0
  series = series * r + 1.0 / 720.0
  series = series * r + 1.0 / 120.0
  series = series * r + 1.0 / 24.0
  series = series * r + 1.0 / 6.0
  series = series * r + 1.0 / 2.0
  const value = 1.0 + (high - (low - r * r * series))
  const half = <i32>k >> 1
  return value * powerOfTwo(half) * powerOfTwo(<i32>k - half)
}

export function log64(x: f64): f64 {
  if (x < 0 || x != x) return NaN
  if (x == 0) return -Infinity
  if (x == Infinity) return x
  let k: i32 = 0
  let m = x
  if (m < 2.2250738585072014e-308) {
    m *= 18014398509481984.0
    k = -54
  }
  const bits = reinterpret<u64>(m)
  k += <i32>(bits >> 52) - 1023
  m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
  if (m > SQRT2) {
    m /= 2
    k += 1
  }
  const f = m - 1
  const s = f / (2 + f)
  const square = s * s
  let series: f64 = 0
  for (let n: i32 = 23; n >= 3; n -= 2) series = (series + 2.0 / <f64>n) * square
  return <f64>k * LN2_HIGH + (f - (s * (f - series) - <f64>k * LN2_LOW))
}

export function log1p64(x: f64): f64 {
  const u = 1.0 + x
  if (u == 1.0 || u == Infinity) return x
  if (u <= 0) return log64(u)
  return log64(u) + (x - (u - 1.0)) / u
}

export function sigmoid64(x: f64): f64 {
  if (x >= 0) return 1.0 / (1.0 + exp64(-x))
  const e = exp64(x)
  return e / (1.0 + e)
}

/** tanh; near 0 by its odd Taylor series, where 1 - 2 / (e^2x + 1) would cancel. */
export function tanh64(x: f64): f64 {
  const size = abs<f64>(x)
  if (size < 0.125) {
    const q = x * x
    let series: f64 = 6404582.0 / 10854718875.0
    series = 929569.0 / 638512875.0 - q * series
    series = 21844.0 / 6081075.0 - q * series
    series = 1382.0 / 155925.0 - q * series
    series = 62.0 / 2835.0 - q * series
    series = 17.0 / 315.0 - q * series
    series = 2.0 / 15.0 - q * series
    series = 1.0 / 3.0 - q * series
    return x - x * q * series
  }
  const value = 1.0 - 2.0 / (exp64(2.0 * size) + 1.0)
  return x < 0 ? -value : value
}

/** log(1 + e^x) without overflow. */
export function softplus64(x: f64): f64 {
  return max<f64>(x, 0) + log1p64(exp64(-abs<f64>(x)))
}
