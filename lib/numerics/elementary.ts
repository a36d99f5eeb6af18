// Exponential and logarithm made of additions, multiplications and divisions alone, in a fixed order: ECMAScript leaves the
// last bits of Math.exp and Math.log to the engine, and they have changed between versions of Node.

const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10
const bits = new DataView(new ArrayBuffer(8))

/** e^x for a double, within 1 unit in the last place or so, with the same bits on every machine. */
export function exp(x: number): number {
  if (!(x > -745.2)) return Number.isNaN(x) ? x : 0
  if (x > 709.79) return Number.POSITIVE_INFINITY
  const k = Math.floor(x / Math.LN2 + 0.5)
  const high = x - k * ln2High
  const low = k * ln2Low
  const r = high - low
  // Taylor's series of e^r - 1 - r, |r| <= ln(2) / 2: the term left out is below 1e-18.
  let series = 1 / 87178291200
  for (let n = 0; n < inverseFactorials.length; n++) series = series * r + inverseFactorials[n]!
  const value = 1 + (high - (low - r * r * series))
  // Two steps, as 2^k alone may be too large or too small for a double while the product is not.
  const half = k >> 1
  return value * powerOfTwo(half) * powerOfTwo(k - half)
}

/** Natural logarithm of a double, within 1 unit in the last place or so, with the same bits on every machine. */
export function log(x: number): number {
  if (x < 0 || Number.isNaN(x)) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY) return x
  let k = 0
  let m = x
  if (m < 2.2250738585072014e-308) {
    m *= 2 ** 54
    k = -54
  }
  bits.setFloat64(0, m)
  const word = bits.getUint32(0)
  k += (word >>> 20) - 1023
  bits.setUint32(0, (word & 0xfffff) | 0x3ff00000)
  m = bits.getFloat64(0)
  if (m > Math.SQRT2) {
    m /= 2
    k += 1
  }
  // log(1 + f) = f - s (f - R) with s = f / (2 + f), R = 2 s^2/3 + 2 s^4/5 + ...; the term left out is below 1e-18.
  const f = m - 1
  const s = f / (2 + f)
  const square = s * s
  let series = 0
  for (let n = 23; n >= 3; n -= 2) series = (series + 2 / n) * square
  return k * ln2High + (f - (s * (f - series) - k * ln2Low))
}

/** log(1 + x), accurate for small x, with the same bits on every machine. */
export function log1p(x: number): number {
  const u = 1 + x
  if (u === 1 || u === Number.POSITIVE_INFINITY) return x
  if (u <= 0) return log(u)
  // Kahan: what rounding took from 1 + x is put back to first order.
  return log(u) + (x - (u - 1)) / u
}

/** 1 / (1 + e^-x), never overflowing, with the same bits on every machine. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x))
  const e = exp(x)
  return e / (1 + e)
}

/** log(1 + e^x), never overflowing, with the same bits on every machine. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)))
}

/** sin(2 pi x) of a number of turns, within a few units in the last place, with the same bits on every machine. */
export function sineOfTurns(turns: number): number {
  const quarter = Math.round(4 * turns)
  // What is left of a turn is exact, and at most an eighth.
  const angle = 2 * Math.PI * (turns - quarter / 4)
  const quadrant = ((quarter % 4) + 4) % 4
  const value = taylor(angle, quadrant % 2 === 0 ? 1 : 0)
  return quadrant < 2 ? value : -value
}

/** Angle whose tangent is x, in radians from -pi / 2 to pi / 2, within a few units in the last place, with the same bits on every machine. */
export function arctangent(x: number): number {
  if (Math.abs(x) > 1) return (Math.sign(x) * Math.PI) / 2 - arctangent(1 / x)
  // Halved twice, the angle has a tangent below 0.2.
  const half = x / (1 + Math.sqrt(1 + x * x))
  const quarter = half / (1 + Math.sqrt(1 + half * half))
  const square = quarter * quarter
  let series = 0
  for (let n = 25; n >= 1; n -= 2) series = 1 / n - square * series
  return 4 * quarter * series
}

/** sin x (`odd` 1) or cos x (`odd` 0) for |x| up to pi / 4, by Taylor's series: the term left out is below 1e-20. */
function taylor(x: number, odd: 0 | 1): number {
  const square = x * x
  let nested = 1
  for (let order = 20 + odd; order >= 2; order -= 2) nested = 1 - (square / (order * (order - 1))) * nested
  return odd ? x * nested : nested
}

const inverseFactorials = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => {
  let factorial = 1
  for (let i = 2; i <= n; i++) factorial *= i
  return 1 / factorial
})

function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}
