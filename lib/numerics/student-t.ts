import { exp, log } from "./elementary.ts"

/**
 * Two-sided tail of Student's t, P(|T| >= |t|), for a whole number of degrees of freedom: never one minus a number near one, so that
 * small values keep their digits.
 * @throws RangeError where the degrees of freedom are no whole number from 1.
 * @see Abramowitz & Stegun 1964, 26.7.1 and 26.5.27: I_x(n / 2, 1 / 2) with x = n / (n + t^2).
 */
export function studentTwoSided(t: number, degrees: number): number {
  requireDegrees(degrees)
  if (Number.isNaN(t)) return t
  if (!Number.isFinite(t)) return 0
  const square = t * t
  return incompleteBeta(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5)
}

/**
 * The t whose two-sided tail is 1 - `level`: half the width of a confidence interval in standard errors.
 * @throws RangeError where the level is not within (0, 1) or the degrees of freedom are no whole number from 1.
 */
export function studentHalfWidth(level: number, degrees: number): number {
  requireDegrees(degrees)
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies between 0 and 1, got ${String(level)}`)
  let low = 0
  let high = 1
  while (studentTwoSided(high, degrees) > 1 - level) {
    low = high
    high *= 2
  }
  // Bisection down to neighbouring doubles: the tail falls monotonically.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTwoSided(middle, degrees) > 1 - level) low = middle
    else high = middle
  }
  return high
}

/** I_x(a, b) with y = 1 - x given beside it, so that neither loses digits; 2 a and 2 b whole numbers, one of b, a being 1/2. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x === 0) return 0
  if (y === 0) return 1
  // The fraction converges fast below the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a)
  return exp(a * log(x) + b * log(y) - logBeta(Math.max(a, b))) / a / fraction(x, a, b)
}

/** log B(a, 1/2) of a whole or half a: B(1/2, 1/2) = pi, B(1, 1/2) = 2, B(a + 1, 1/2) = B(a, 1/2) a / (a + 1/2). */
function logBeta(a: number): number {
  const whole = Number.isInteger(a)
  let sum = log(whole ? 2 : Math.PI)
  for (let step = whole ? 1 : 0.5; step < a; step += 1) sum += log(step / (step + 0.5))
  return sum
}

/** The continued fraction of the incomplete beta function by Lentz's method (Abramowitz & Stegun 26.5.8). */
function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = 1 / d
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    const before = value
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      value /= c * d
    }
    if (Math.abs(value / before - 1) < 1e-15) break
  }
  return value
}

/** Keeps a divisor off zero. */
function away(divisor: number): number {
  return Math.abs(divisor) < 1e-300 ? 1e-300 : divisor
}

function requireDegrees(degrees: number): void {
  if (Number.isSafeInteger(degrees) && degrees >= 1) return
  throw new RangeError(`degrees of freedom are a whole number of at least 1, got ${String(degrees)}`)
}
