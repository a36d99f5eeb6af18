// One row of a product: sums over the inner index in ascending order, as many vectors side by side as there are columns for.
import { multiplyAdd } from "./multiply-add"

/** What a product without a start begins from. */
const zeros: usize = memory.data(128, 16)

// @ts-ignore: decorator
@inline
function lanes<T>(): i32 {
  return 16 / sizeof<T>()
}

/** C = start + A B for one row of A, read at a[p * aNext]; steps in bytes. */
export function oneRow<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, columns: i32, inner: i32): void {
  let j: i32 = 0
  for (; j + 8 * lanes<T>() <= columns; j += 8 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    eightVectors<T>(c + at, start ? start + at : zeros, a, aNext, b + at, bStep, inner)
  }
  for (; j + 4 * lanes<T>() <= columns; j += 4 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    fourVectors<T>(c + at, start ? start + at : zeros, a, aNext, b + at, bStep, inner)
  }
  for (; j + lanes<T>() <= columns; j += lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    oneVector<T>(c + at, start ? start + at : 0, a, aNext, b + at, bStep, inner)
  }
  if (j < columns) {
    const at = <usize>j * sizeof<T>()
    scalarTail<T>(c + at, start ? start + at : 0, a, aNext, b + at, bStep, columns - j, inner)
  }
}

/** Eight vectors of one row of C; `start` must be readable. */
export function eightVectors<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16), s2 = v128.load(start, 32), s3 = v128.load(start, 48)
  let s4 = v128.load(start, 64), s5 = v128.load(start, 80), s6 = v128.load(start, 96), s7 = v128.load(start, 112)
  for (const end = b + <usize>inner * bStep; b != end; b += bStep) {
    const x = v128.splat<T>(load<T>(a))
    s0 = multiplyAdd<T>(x, v128.load(b), s0)
    s1 = multiplyAdd<T>(x, v128.load(b, 16), s1)
    s2 = multiplyAdd<T>(x, v128.load(b, 32), s2)
    s3 = multiplyAdd<T>(x, v128.load(b, 48), s3)
    s4 = multiplyAdd<T>(x, v128.load(b, 64), s4)
    s5 = multiplyAdd<T>(x, v128.load(b, 80), s5)
    s6 = multiplyAdd<T>(x, v128.load(b, 96), s6)
    s7 = multiplyAdd<T>(x, v128.load(b, 112), s7)
    a += aNext
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48)
  v128.store(c, s4, 64); v128.store(c, s5, 80); v128.store(c, s6, 96); v128.store(c, s7, 112)
}

/** Four vectors of one row of C. */
export function fourVectors<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16), s2 = v128.load(start, 32), s3 = v128.load(start, 48)
  for (const end = b + <usize>inner * bStep; b != end; b += bStep) {
    const x = v128.splat<T>(load<T>(a))
    s0 = multiplyAdd<T>(x, v128.load(b), s0)
    s1 = multiplyAdd<T>(x, v128.load(b, 16), s1)
    s2 = multiplyAdd<T>(x, v128.load(b, 32), s2)
    s3 = multiplyAdd<T>(x, v128.load(b, 48), s3)
    a += aNext
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48)
}

function oneVector<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s = start ? v128.load(start) : v128.splat<T>(<T>0)
  for (const end = b + <usize>inner * bStep; b != end; b += bStep) {
    s = multiplyAdd<T>(v128.splat<T>(load<T>(a)), v128.load(b), s)
    a += aNext
  }
  v128.store(c, s)
}

/** Fewer columns than a vector has lanes, one by one. In the fast module their products are not fused. */
function scalarTail<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, columns: i32, inner: i32): void {
  for (let j: i32 = 0; j < columns; j++) {
    const at = <usize>j * sizeof<T>()
    let s: T = start ? load<T>(start + at) : <T>0
    let x = a
    let y = b + at
    for (let p: i32 = 0; p < inner; p++) {
      s += load<T>(x) * load<T>(y)
      x += aNext
      y += bStep
    }
    store<T>(c + at, s)
  }
}
