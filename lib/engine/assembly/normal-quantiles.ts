// Quantiles of the standard normal distribution (Wichura 1988, algorithm AS 241), step for step as in lib/numerics/normal-quantile.ts, so
// that the two have the same bits. The centre is worked on in whole vectors; the tails are then gathered, and so neither waits for
// branches that nobody can predict.

/** Numbers at a time, at most. */
const MOST: i32 = 64
const tails: usize = memory.data(MOST * 8, 16)
const tailPlaces: usize = memory.data((MOST + 1) * 4, 16)

/** Replaces `count` (at most 64) probabilities in (0, 1) by their quantiles; what lies up to the next whole vector changes too. */
export function normalQuantiles(p: usize, count: i32): void {
  const found = gatherTails(p, count)
  for (let i: usize = 0; i < <usize>count * 8; i += 16) v128.store(p + i, central(v128.load(p + i)))
  // An odd one out at the end is a pair with what an earlier call left.
  for (let i: i32 = 0; i < found; i += 2) {
    const quantiles = tailPair(v128.load(tails + <usize>i * 8))
    store<f64>(load<u32>(tailPlaces + <usize>i * 4), f64x2.extract_lane(quantiles, 0))
    if (i + 1 < found) store<f64>(load<u32>(tailPlaces + <usize>i * 4, 4), f64x2.extract_lane(quantiles, 1))
  }
}

/** Copies the probabilities outside [0.075, 0.925], and where they lie; returns how many there are. */
function gatherTails(p: usize, count: i32): i32 {
  let found: i32 = 0
  for (let i: i32 = 0; i < count; i++, p += 8) {
    // 1 cannot be drawn: it is what the largest midpoint is rounded to.
    const value = min<f64>(load<f64>(p), 0.9999999999999999)
    store<f64>(tails + <usize>found * 8, value)
    store<u32>(tailPlaces + <usize>found * 4, <u32>p)
    found += <i32>(abs<f64>(value - 0.5) > 0.425)
  }
  return found
}

function central(p: v128): v128 {
  const q = f64x2.sub(p, f64x2.splat(0.5))
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q))
  let above = next(f64x2.splat(2509.0809287301227), r, 33430.57558358813)
  above = next(above, r, 67265.7709270087)
  above = next(above, r, 45921.95393154987)
  above = next(above, r, 13731.69376550946)
  above = next(above, r, 1971.5909503065513)
  above = next(above, r, 133.14166789178438)
  above = next(above, r, 3.3871328727963665)
  let below = next(f64x2.splat(5226.495278852854), r, 28729.085735721943)
  below = next(below, r, 39307.89580009271)
  below = next(below, r, 21213.794301586597)
  below = next(below, r, 5394.196021424751)
  below = next(below, r, 687.1870074920579)
  below = next(below, r, 42.31333070160091)
  below = next(below, r, 1)
  return f64x2.mul(q, f64x2.div(above, below))
}

function tailPair(p: v128): v128 {
  const isUpper = f64x2.ge(p, f64x2.splat(0.5))
  const root = f64x2.sqrt(f64x2.neg(logs(v128.bitselect(f64x2.sub(f64x2.splat(1), p), p, isUpper))))
  const r = f64x2.sub(root, f64x2.splat(1.6))
  let above = next(f64x2.splat(0.0007745450142783414), r, 0.022723844989269184)
  above = next(above, r, 0.2417807251774506)
  above = next(above, r, 1.2704582524523684)
  above = next(above, r, 3.6478483247632045)
  above = next(above, r, 5.769497221460691)
  above = next(above, r, 4.630337846156546)
  above = next(above, r, 1.4234371107496835)
  let below = next(f64x2.splat(1.0507500716444169e-9), r, 0.0005475938084995345)
  below = next(below, r, 0.015198666563616457)
  below = next(below, r, 0.14810397642748008)
  below = next(below, r, 0.6897673349851)
  below = next(below, r, 1.6763848301838038)
  below = next(below, r, 2.053191626637759)
  below = next(below, r, 1)
  let size = f64x2.div(above, below)
  const isFar = f64x2.gt(root, f64x2.splat(5))
  if (v128.any_true(isFar)) size = v128.bitselect(far(f64x2.sub(root, f64x2.splat(5))), size, isFar)
  return v128.bitselect(size, f64x2.neg(size), isUpper)
}

/** Once in 3.6e10 draws: beyond 6.6 standard deviations. */
function far(r: v128): v128 {
  let above = next(f64x2.splat(2.0103343992922881e-7), r, 2.7115555687434876e-5)
  above = next(above, r, 0.0012426609473880784)
  above = next(above, r, 0.026532189526576124)
  above = next(above, r, 0.29656057182850487)
  above = next(above, r, 1.7848265399172913)
  above = next(above, r, 5.463784911164114)
  above = next(above, r, 6.657904643501103)
  let below = next(f64x2.splat(2.0442631033899397e-15), r, 1.421511758316446e-7)
  below = next(below, r, 1.8463183175100548e-5)
  below = next(below, r, 0.0007868691311456133)
  below = next(below, r, 0.014875361290850615)
  below = next(below, r, 0.1369298809227358)
  below = next(below, r, 0.599832206555888)
  below = next(below, r, 1)
  return f64x2.div(above, below)
}

/** One step of Horner's scheme, never fused: these are the bits of numerics in both modules. */
// @ts-ignore: decorator
@inline
function next(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(coefficient))
}

/** log64 of two normal numbers in (0, 1), step for step. */
// @ts-ignore: decorator
@inline
function logs(x: v128): v128 {
  const exponents = i64x2.shr_u(x, 52)
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000))
  const isLarge = f64x2.gt(m, f64x2.splat(1.4142135623730951))
  m = f64x2.mul(m, v128.bitselect(f64x2.splat(0.5), f64x2.splat(1), isLarge))
  // An integer below 2^52 as a double: its bits in the significand of 2^52, less 2^52; and with the bias of the exponent, less 1023.
  let k = f64x2.sub(v128.or(exponents, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627371519))
  k = f64x2.add(k, v128.and(f64x2.splat(1), isLarge))
  const f = f64x2.sub(m, f64x2.splat(1))
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f))
  const square = f64x2.mul(s, s)
  let series = f64x2.splat(0)
  series = term(series, 2.0 / 23.0, square)
  series = term(series, 2.0 / 21.0, square)
  series = term(series, 2.0 / 19.0, square)
  series = term(series, 2.0 / 17.0, square)
  series = term(series, 2.0 / 15.0, square)
  series = term(series, 2.0 / 13.0, square)
  series = term(series, 2.0 / 11.0, square)
  series = term(series, 2.0 / 9.0, square)
  series = term(series, 2.0 / 7.0, square)
  series = term(series, 2.0 / 5.0, square)
  series = term(series, 2.0 / 3.0, square)
  const low = f64x2.sub(f64x2.mul(s, f64x2.sub(f, series)), f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)))
  return f64x2.add(f64x2.mul(k, f64x2.splat(0.6931471803691238)), f64x2.sub(f, low))
}

// @ts-ignore: decorator
@inline
function term(series: v128, coefficient: f64, square: v128): v128 {
  return f64x2.mul(f64x2.add(series, f64x2.splat(coefficient)), square)
}
