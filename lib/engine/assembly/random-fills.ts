// Random fills, bit for bit those of lib/numerics (distributions.ts, random-key.ts, normal-quantile.ts), in f32 rounded once: element i is
// made of block `first` + i of the key, so that a long fill may be cut anywhere.
import { log64 } from "./elementary"

const PARITY: i32 = 0x1bd11bda

/** n numbers, uniform on [0, 1), from the blocks of a key (two words) from `first` on. */
export function uniformFill<T>(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  fill<T>(out, n, key0, key1, first, false)
}

/** n standard normal numbers from the blocks of a key (two words) from `first` on. */
export function normalFill<T>(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  fill<T>(out, n, key0, key1, first, true)
}

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011) on four counters at a time, of which the last group may need fewer. */
// @ts-ignore: decorator
@inline
function fill<T>(out: usize, n: i32, key0: i32, key1: i32, first: i32, isNormal: bool): void {
  const k0 = i32x4.splat(key0), k1 = i32x4.splat(key1), k2 = i32x4.splat(key0 ^ key1 ^ PARITY)
  const end = out + <usize>n * sizeof<T>()
  let counter = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3))
  for (; out < end; out += 4 * sizeof<T>()) {
    let x = i32x4.add(counter, k0)
    let y = k1
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 13), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 15), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 26), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 6), x)
    x = i32x4.add(x, k1); y = injected(y, k2, 1)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 17), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 29), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 16), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 24), x)
    x = i32x4.add(x, k2); y = injected(y, k0, 2)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 13), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 15), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 26), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 6), x)
    x = i32x4.add(x, k0); y = injected(y, k1, 3)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 17), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 29), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 16), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 24), x)
    x = i32x4.add(x, k1); y = injected(y, k2, 4)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 13), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 15), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 26), x)
    x = i32x4.add(x, y); y = v128.xor(rotated(y, 6), x)
    x = i32x4.add(x, k2); y = injected(y, k0, 5)
    store2<T>(out, end, drawn(x, y, isNormal))
    store2<T>(out + 2 * sizeof<T>(), end, drawn(swapped(x), swapped(y), isNormal))
    counter = i32x4.add(counter, i32x4.splat(4))
  }
}

// @ts-ignore: decorator
@inline
function rotated(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by))
}

// @ts-ignore: decorator
@inline
function injected(y: v128, key: v128, round: i32): v128 {
  return i32x4.add(y, i32x4.add(key, i32x4.splat(round)))
}

// @ts-ignore: decorator
@inline
function swapped(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 0)
}

/** Two numbers of the lower two words of x and y: multiples of 2^-53, or the quantiles of the midpoints between them. */
// @ts-ignore: decorator
@inline
function drawn(x: v128, y: v128, isNormal: bool): v128 {
  const high = f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.shr_u(x, 5)), f64x2.splat(67108864))
  const low = f64x2.convert_low_i32x4_u(i32x4.shr_u(y, 6))
  const u = f64x2.mul(f64x2.add(high, low), f64x2.splat(1.1102230246251565e-16))
  if (!isNormal) return u
  return quantiles(f64x2.pmin(f64x2.add(u, f64x2.splat(5.551115123125783e-17)), f64x2.splat(0.9999999999999999)))
}

/** Stores the numbers that lie before `end`. */
// @ts-ignore: decorator
@inline
function store2<T>(out: usize, end: usize, draws: v128): void {
  if (out < end) store<T>(out, <T>f64x2.extract_lane(draws, 0))
  if (out + sizeof<T>() < end) store<T>(out + sizeof<T>(), <T>f64x2.extract_lane(draws, 1))
}

/** Standard normal quantiles, Wichura 1988, algorithm AS 241. */
function quantiles(p: v128): v128 {
  const q = f64x2.sub(p, f64x2.splat(0.5))
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q))
  let above = f64x2.splat(2509.0809287301227)
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(33430.57558358813))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(67265.7709270087))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(45921.95393154987))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(13731.69376550946))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(1971.5909503065513))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(133.14166789178438))
  above = f64x2.add(f64x2.mul(above, r), f64x2.splat(3.3871328727963665))
  let below = f64x2.splat(5226.495278852854)
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(28729.085735721943))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(39307.89580009271))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(21213.794301586597))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(5394.196021424751))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(687.1870074920579))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(42.31333070160091))
  below = f64x2.add(f64x2.mul(below, r), f64x2.splat(1))
  let quantile = f64x2.mul(q, f64x2.div(above, below))
  const central = f64x2.le(f64x2.abs(q), f64x2.splat(0.425))
  if (i64x2.all_true(central)) return quantile
  if (i64x2.extract_lane(central, 0) == 0) quantile = f64x2.replace_lane(quantile, 0, tail(f64x2.extract_lane(p, 0)))
  if (i64x2.extract_lane(central, 1) == 0) quantile = f64x2.replace_lane(quantile, 1, tail(f64x2.extract_lane(p, 1)))
  return quantile
}

/** The quantile of p in (0, 1) with |p - 0.5| > 0.425. */
function tail(p: f64): f64 {
  const q = p - 0.5
  const root = sqrt<f64>(-log64(q < 0 ? p : 1.0 - p))
  const size = root <= 5 ? middle(root - 1.6) : far(root - 5.0)
  return q < 0 ? -size : size
}

function middle(r: f64): f64 {
  let above: f64 = 0.0007745450142783414
  above = above * r + 0.022723844989269184
  above = above * r + 0.2417807251774506
  above = above * r + 1.2704582524523684
  above = above * r + 3.6478483247632045
  above = above * r + 5.769497221460691
  above = above * r + 4.630337846156546
  above = above * r + 1.4234371107496835
  let below: f64 = 1.0507500716444169e-9
  below = below * r + 0.0005475938084995345
  below = below * r + 0.015198666563616457
  below = below * r + 0.14810397642748008
  below = below * r + 0.6897673349851
  below = below * r + 1.6763848301838038
  below = below * r + 2.053191626637759
  below = below * r + 1.0
  return above / below
}

function far(r: f64): f64 {
  let above: f64 = 2.0103343992922881e-7
  above = above * r + 2.7115555687434876e-5
  above = above * r + 0.0012426609473880784
  above = above * r + 0.026532189526576124
  above = above * r + 0.29656057182850487
  above = above * r + 1.7848265399172913
  above = above * r + 5.463784911164114
  above = above * r + 6.657904643501103
  let below: f64 = 2.0442631033899397e-15
  below = below * r + 1.421511758316446e-7
  below = below * r + 1.8463183175100548e-5
  below = below * r + 0.0007868691311456133
  below = below * r + 0.014875361290850615
  below = below * r + 0.1369298809227358
  below = below * r + 0.599832206555888
  below = below * r + 1.0
  return above / below
}
