// The innermost loops of a product: a few rows of A by two vectors of B, all sums in registers. Strides in bytes, `start` null means zeros.
import { multiplyAdd } from "./multiply-add"

/** Six rows by two vectors: twelve sums keep both multipliers of a core busy. */
export function sixRowTile<T>(
  c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize, inner: i32
): void {
  let s00 = v128.splat<T>(<T>0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00
  if (start) {
    s00 = v128.load(start); s01 = v128.load(start, 16); start += startStep
    s10 = v128.load(start); s11 = v128.load(start, 16); start += startStep
    s20 = v128.load(start); s21 = v128.load(start, 16); start += startStep
    s30 = v128.load(start); s31 = v128.load(start, 16); start += startStep
    s40 = v128.load(start); s41 = v128.load(start, 16); start += startStep
    s50 = v128.load(start); s51 = v128.load(start, 16)
  }
  let a1 = a + aStep, a2 = a1 + aStep, a3 = a2 + aStep, a4 = a3 + aStep, a5 = a4 + aStep
  for (const end = b + <usize>inner * bStep; b != end; b += bStep) {
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    let x = v128.splat<T>(load<T>(a))
    s00 = multiplyAdd<T>(x, b0, s00); s01 = multiplyAdd<T>(x, b1, s01)
    x = v128.splat<T>(load<T>(a1))
    s10 = multiplyAdd<T>(x, b0, s10); s11 = multiplyAdd<T>(x, b1, s11)
    x = v128.splat<T>(load<T>(a2))
    s20 = multiplyAdd<T>(x, b0, s20); s21 = multiplyAdd<T>(x, b1, s21)
    x = v128.splat<T>(load<T>(a3))
    s30 = multiplyAdd<T>(x, b0, s30); s31 = multiplyAdd<T>(x, b1, s31)
    x = v128.splat<T>(load<T>(a4))
    s40 = multiplyAdd<T>(x, b0, s40); s41 = multiplyAdd<T>(x, b1, s41)
    x = v128.splat<T>(load<T>(a5))
    s50 = multiplyAdd<T>(x, b0, s50); s51 = multiplyAdd<T>(x, b1, s51)
    a += aNext; a1 += aNext; a2 += aNext; a3 += aNext; a4 += aNext; a5 += aNext
  }
  v128.store(c, s00); v128.store(c, s01, 16); c += cStep
  v128.store(c, s10); v128.store(c, s11, 16); c += cStep
  v128.store(c, s20); v128.store(c, s21, 16); c += cStep
  v128.store(c, s30); v128.store(c, s31, 16); c += cStep
  v128.store(c, s40); v128.store(c, s41, 16); c += cStep
  v128.store(c, s50); v128.store(c, s51, 16)
}

/** Four rows by two vectors. */
export function fourRowTile<T>(
  c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize, inner: i32
): void {
  let s00 = v128.splat<T>(<T>0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  if (start) {
    s00 = v128.load(start); s01 = v128.load(start, 16); start += startStep
    s10 = v128.load(start); s11 = v128.load(start, 16); start += startStep
    s20 = v128.load(start); s21 = v128.load(start, 16); start += startStep
    s30 = v128.load(start); s31 = v128.load(start, 16)
  }
  let a1 = a + aStep, a2 = a1 + aStep, a3 = a2 + aStep
  for (const end = b + <usize>inner * bStep; b != end; b += bStep) {
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    let x = v128.splat<T>(load<T>(a))
    s00 = multiplyAdd<T>(x, b0, s00); s01 = multiplyAdd<T>(x, b1, s01)
    x = v128.splat<T>(load<T>(a1))
    s10 = multiplyAdd<T>(x, b0, s10); s11 = multiplyAdd<T>(x, b1, s11)
    x = v128.splat<T>(load<T>(a2))
    s20 = multiplyAdd<T>(x, b0, s20); s21 = multiplyAdd<T>(x, b1, s21)
    x = v128.splat<T>(load<T>(a3))
    s30 = multiplyAdd<T>(x, b0, s30); s31 = multiplyAdd<T>(x, b1, s31)
    a += aNext; a1 += aNext; a2 += aNext; a3 += aNext
  }
  v128.store(c, s00); v128.store(c, s01, 16); c += cStep
  v128.store(c, s10); v128.store(c, s11, 16); c += cStep
  v128.store(c, s20); v128.store(c, s21, 16); c += cStep
  v128.store(c, s30); v128.store(c, s31, 16)
}
