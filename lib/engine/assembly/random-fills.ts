// Random fills, bit for bit those of lib/numerics (distributions.ts, random-key.ts), in f32 rounded once: element i is made of block
// `first` + i of the key, so that a long fill may be cut anywhere.
import { normalQuantiles } from "./normal-quantiles"

/** Draws that are made at a time, in f64, before they are rounded to where they belong: a multiple of 8. */
const CHUNK: i32 = 64
const draws: usize = memory.data(CHUNK * 8, 16)
const PARITY: i32 = 0x1bd11bda

/** n numbers, uniform on [0, 1), from the blocks of a key (two words) from `first` on. */
export function uniformFill<T>(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  for (; n > 0; n -= CHUNK, first += CHUNK, out += CHUNK * sizeof<T>()) {
    const count = min(n, CHUNK)
    uniforms(key0, key1, first, count, 0)
    deliver<T>(out, count)
  }
}

/** n standard normal numbers from the blocks of a key (two words) from `first` on. */
export function normalFill<T>(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  for (; n > 0; n -= CHUNK, first += CHUNK, out += CHUNK * sizeof<T>()) {
    const count = min(n, CHUNK)
    // The midpoints of 2^53 equal cells: 0 and 1, whose quantiles are infinite, cannot be drawn.
    uniforms(key0, key1, first, count, 5.551115123125783e-17)
    normalQuantiles(draws, count)
    deliver<T>(out, count)
  }
}

// @ts-ignore: decorator
@inline
function deliver<T>(out: usize, count: i32): void {
  if (sizeof<T>() == 8) memory.copy(out, draws, <usize>count * 8)
  else for (let i: usize = 0; i < <usize>count; i++) store<T>(out + i * sizeof<T>(), <T>load<f64>(draws + i * 8))
}

/**
 * Fills `draws` with at least `count` numbers: Threefry-2x32 with 20 rounds (Salmon et al. 2011), eight counters at a time, as the
 * rounds of four are one chain and leave room for four more.
 */
function uniforms(key0: i32, key1: i32, first: i32, count: i32, offset: f64): void {
  const k0 = i32x4.splat(key0), k1 = i32x4.splat(key1), k2 = i32x4.splat(key0 ^ key1 ^ PARITY)
  const shift = f64x2.splat(offset)
  for (let i: i32 = 0; i < count; i += 8) {
    const counter = i32x4.add(i32x4.splat(first + i), i32x4(0, 1, 2, 3))
    let x = i32x4.add(counter, k0), y = k1, u = i32x4.add(i32x4.add(counter, i32x4.splat(4)), k0), v = k1
    x = i32x4.add(x, y); y = turned(y, 13, x); u = i32x4.add(u, v); v = turned(v, 13, u)
    x = i32x4.add(x, y); y = turned(y, 15, x); u = i32x4.add(u, v); v = turned(v, 15, u)
    x = i32x4.add(x, y); y = turned(y, 26, x); u = i32x4.add(u, v); v = turned(v, 26, u)
    x = i32x4.add(x, y); y = turned(y, 6, x); u = i32x4.add(u, v); v = turned(v, 6, u)
    x = i32x4.add(x, k1); y = injected(y, k2, 1); u = i32x4.add(u, k1); v = injected(v, k2, 1)
    x = i32x4.add(x, y); y = turned(y, 17, x); u = i32x4.add(u, v); v = turned(v, 17, u)
    x = i32x4.add(x, y); y = turned(y, 29, x); u = i32x4.add(u, v); v = turned(v, 29, u)
    x = i32x4.add(x, y); y = turned(y, 16, x); u = i32x4.add(u, v); v = turned(v, 16, u)
    x = i32x4.add(x, y); y = turned(y, 24, x); u = i32x4.add(u, v); v = turned(v, 24, u)
    x = i32x4.add(x, k2); y = injected(y, k0, 2); u = i32x4.add(u, k2); v = injected(v, k0, 2)
    x = i32x4.add(x, y); y = turned(y, 13, x); u = i32x4.add(u, v); v = turned(v, 13, u)
    x = i32x4.add(x, y); y = turned(y, 15, x); u = i32x4.add(u, v); v = turned(v, 15, u)
    x = i32x4.add(x, y); y = turned(y, 26, x); u = i32x4.add(u, v); v = turned(v, 26, u)
    x = i32x4.add(x, y); y = turned(y, 6, x); u = i32x4.add(u, v); v = turned(v, 6, u)
    x = i32x4.add(x, k0); y = injected(y, k1, 3); u = i32x4.add(u, k0); v = injected(v, k1, 3)
    x = i32x4.add(x, y); y = turned(y, 17, x); u = i32x4.add(u, v); v = turned(v, 17, u)
    x = i32x4.add(x, y); y = turned(y, 29, x); u = i32x4.add(u, v); v = turned(v, 29, u)
    x = i32x4.add(x, y); y = turned(y, 16, x); u = i32x4.add(u, v); v = turned(v, 16, u)
    x = i32x4.add(x, y); y = turned(y, 24, x); u = i32x4.add(u, v); v = turned(v, 24, u)
    x = i32x4.add(x, k1); y = injected(y, k2, 4); u = i32x4.add(u, k1); v = injected(v, k2, 4)
    x = i32x4.add(x, y); y = turned(y, 13, x); u = i32x4.add(u, v); v = turned(v, 13, u)
    x = i32x4.add(x, y); y = turned(y, 15, x); u = i32x4.add(u, v); v = turned(v, 15, u)
    x = i32x4.add(x, y); y = turned(y, 26, x); u = i32x4.add(u, v); v = turned(v, 26, u)
    x = i32x4.add(x, y); y = turned(y, 6, x); u = i32x4.add(u, v); v = turned(v, 6, u)
    x = i32x4.add(x, k2); y = injected(y, k0, 5); u = i32x4.add(u, k2); v = injected(v, k0, 5)
    const at = draws + <usize>i * 8
    v128.store(at, f64x2.add(fractions(x, y), shift))
    v128.store(at, f64x2.add(fractions(swapped(x), swapped(y)), shift), 16)
    v128.store(at, f64x2.add(fractions(u, v), shift), 32)
    v128.store(at, f64x2.add(fractions(swapped(u), swapped(v)), shift), 48)
  }
}

/** The second half of a round: y turned left by so many bits, and mixed with x. */
// @ts-ignore: decorator
@inline
function turned(y: v128, by: i32, x: v128): v128 {
  return v128.xor(v128.or(i32x4.shl(y, by), i32x4.shr_u(y, 32 - by)), x)
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

/** Multiples of 2^-53 on [0, 1) made of 27 bits of the lower two words of x and 26 of those of y. */
// @ts-ignore: decorator
@inline
function fractions(x: v128, y: v128): v128 {
  const high = f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.shr_u(x, 5)), f64x2.splat(67108864))
  const low = f64x2.convert_low_i32x4_u(i32x4.shr_u(y, 6))
  return f64x2.mul(f64x2.add(high, low), f64x2.splat(1.1102230246251565e-16))
}
