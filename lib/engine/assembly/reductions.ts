// @ts-ignore: decorator
@inline
function vectorBytes<T>(n: i32): usize {
  return (<usize>n * sizeof<T>()) & ~15
}

function eightColumnSums<T>(out: usize, a: usize, step: usize, rows: i32): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16), s2 = v128.load(out, 32), s3 = v128.load(out, 48)
  let s4 = v128.load(out, 64), s5 = v128.load(out, 80), s6 = v128.load(out, 96), s7 = v128.load(out, 112)
  for (let i: i32 = 0; i < rows; i++) {
    s0 = v128.add<T>(s0, v128.load(a)); s1 = v128.add<T>(s1, v128.load(a, 16))
    s2 = v128.add<T>(s2, v128.load(a, 32)); s3 = v128.add<T>(s3, v128.load(a, 48))
    s4 = v128.add<T>(s4, v128.load(a, 64)); s5 = v128.add<T>(s5, v128.load(a, 80))
    s6 = v128.add<T>(s6, v128.load(a, 96)); s7 = v128.add<T>(s7, v128.load(a, 112))
    a += step
  }
  v128.store(out, s0); v128.store(out, s1, 16); v128.store(out, s2, 32); v128.store(out, s3, 48)
  v128.store(out, s4, 64); v128.store(out, s5, 80); v128.store(out, s6, 96); v128.store(out, s7, 112)
}

/** out (length columns) = out + sum of the rows of A, from the first row down. */
export function columnSums<T>(out: usize, a: usize, aRow: i32, rows: i32, columns: i32): void {
  const step = <usize>aRow * sizeof<T>()
  const whole = vectorBytes<T>(columns)
  const end = <usize>columns * sizeof<T>()
  let j: usize = 0
  // Eight vectors at once: one alone would wait for each of its additions.
  for (; j + 128 <= whole; j += 128) eightColumnSums<T>(out + j, a + j, step, rows)
  for (; j < whole; j += 16) {
    let s = v128.load(out + j)
    let at = a + j
    for (let i: i32 = 0; i < rows; i++) {
      s = v128.add<T>(s, v128.load(at))
      at += step
    }
    v128.store(out + j, s)
  }
  for (; j < end; j += sizeof<T>()) {
    let s = load<T>(out + j)
    let at = a + j
    for (let i: i32 = 0; i < rows; i++) {
      s += load<T>(at)
      at += step
    }
    store<T>(out + j, s)
  }
}

/** What rounding took from sum = a + b: the two together are a + b exactly (Knuth, "The Art of Computer Programming" 2, 4.2.2). */
// @ts-ignore: decorator
@inline
function rounding(a: f64, b: f64, sum: f64): f64 {
  const second = sum - a
  return (a - (sum - second)) + (b - second)
}

// @ts-ignore: decorator
@inline
function roundings(a: v128, b: v128, sum: v128): v128 {
  const second = f64x2.sub(sum, a)
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, second)), f64x2.sub(b, second))
}

/** Elements 0 and 1, or 2 and 3, from x on, in f64. */
// @ts-ignore: decorator
@inline
function pair<T>(x: usize, second: bool): v128 {
  if (sizeof<T>() == 8) return second ? v128.load(x, 16) : v128.load(x)
  return f64x2.promote_low_f32x4(second ? v128.load64_zero(x, 8) : v128.load64_zero(x))
}

/**
 * Sum of x_i y_i (or of x_i, where `y` is 0) in f64. Products are rounded once (in f32 not at all), their sum is compensated: beside each
 * of four partial sums, by index modulo 4, runs the sum of what rounding took from it, so that the error does not grow with n.
 */
// @ts-ignore: decorator
@inline
function compensated<T>(x: usize, y: usize, n: i32, products: bool): f64 {
  let s0 = f64x2.splat(0), s1 = s0, lost0 = s0, lost1 = s0
  let i: i32 = 0
  for (; i + 4 <= n; i += 4) {
    let term0 = pair<T>(x, false), term1 = pair<T>(x, true)
    if (products) {
      term0 = f64x2.mul(term0, pair<T>(y, false))
      term1 = f64x2.mul(term1, pair<T>(y, true))
      y += 4 * sizeof<T>()
    }
    x += 4 * sizeof<T>()
    const t0 = f64x2.add(s0, term0), t1 = f64x2.add(s1, term1)
    lost0 = f64x2.add(lost0, roundings(s0, term0, t0))
    lost1 = f64x2.add(lost1, roundings(s1, term1, t1))
    s0 = t0
    s1 = t1
  }
  let s = f64x2.extract_lane(s0, 0)
  let lost = (f64x2.extract_lane(lost0, 0) + f64x2.extract_lane(lost0, 1)) + (f64x2.extract_lane(lost1, 0) + f64x2.extract_lane(lost1, 1))
  let t = s + f64x2.extract_lane(s0, 1)
  lost += rounding(s, f64x2.extract_lane(s0, 1), t)
  s = t
  t = s + f64x2.extract_lane(s1, 0)
  lost += rounding(s, f64x2.extract_lane(s1, 0), t)
  s = t
  t = s + f64x2.extract_lane(s1, 1)
  lost += rounding(s, f64x2.extract_lane(s1, 1), t)
  s = t
  for (; i < n; i++) {
    let term = <f64>load<T>(x)
    if (products) {
      term *= <f64>load<T>(y)
      y += sizeof<T>()
    }
    x += sizeof<T>()
    t = s + term
    lost += rounding(s, term, t)
    s = t
  }
  // Where the sum is infinite, what rounding took is not a number.
  return lost == lost ? s + lost : s
}

/** Sum of n elements in f64, compensated. */
export function sum<T>(x: usize, n: i32): f64 {
  return compensated<T>(x, 0, n, false)
}

/** Sum of squares of n elements in f64, compensated. */
export function sumOfSquares<T>(x: usize, n: i32): f64 {
  return compensated<T>(x, x, n, true)
}

/** Sum of products of the elements of two vectors in f64, compensated. */
export function dotProduct<T>(x: usize, y: usize, n: i32): f64 {
  return compensated<T>(x, y, n, true)
}

/** Largest size of n elements; 0 where there are none, NaN where one is. */
export function maxAbs<T>(x: usize, n: i32): f64 {
  const whole = vectorBytes<T>(n)
  const end = <usize>n * sizeof<T>()
  // pmax, a single instruction, passes over a NaN that stands second: what is unequal to itself is noted beside.
  let mosts = v128.splat<T>(<T>0), odd = mosts
  let i: usize = 0
  for (; i < whole; i += 16) {
    const values = v128.load(x + i)
    mosts = v128.pmax<T>(mosts, v128.abs<T>(values))
    odd = v128.or(odd, v128.ne<T>(values, values))
  }
  let most = max<f64>(<f64>v128.extract_lane<T>(mosts, 0), <f64>v128.extract_lane<T>(mosts, 1))
  if (sizeof<T>() == 4)
    most = max<f64>(most, max<f64>(<f64>v128.extract_lane<T>(mosts, 2), <f64>v128.extract_lane<T>(mosts, 3)))
  if (v128.any_true(odd)) most = NaN
  for (; i < end; i += sizeof<T>()) most = max<f64>(most, abs<f64>(<f64>load<T>(x + i)))
  return most
}

/** out (columns x rows) = transpose of A (rows x columns). */
export function transpose<T>(out: usize, outRow: i32, a: usize, aRow: i32, rows: i32, columns: i32): void {
  for (let i: i32 = 0; i < rows; i++)
    for (let j: i32 = 0; j < columns; j++)
      store<T>(out + <usize>(j * outRow + i) * sizeof<T>(), load<T>(a + <usize>(i * aRow + j) * sizeof<T>()))
}
