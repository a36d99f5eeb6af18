// Matrix products. Each entry of C is one sum over the inner index in ascending order, started from `start`; every path below
// (four rows, one row, eight vectors, one, a single column) adds the same terms in the same order, so that an entry does not
// depend on the shape around it, and the scalar twin has the same bits.

// @ts-ignore: decorator
@inline
function lanes<T>(): i32 {
  return 16 / sizeof<T>()
}

/**
 * C = start + A B, with C (rows x columns), A (rows x inner), B (inner x columns).
 * Strides count elements. A is read at a[i * aRow + p * aInner], so that a transposed A is a choice of strides; rows of B, C and
 * start are contiguous. `start` null means zeros, start = c accumulates, startRow = 0 repeats one row (a bias).
 */
export function product<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  const cStep = <usize>cRow * sizeof<T>()
  const startStep = <usize>startRow * sizeof<T>()
  const aStep = <usize>aRow * sizeof<T>()
  const aNext = <usize>aInner * sizeof<T>()
  const bStep = <usize>bRow * sizeof<T>()
  let i: i32 = 0
  for (; i + 4 <= rows; i += 4) {
    fourRows<T>(c, cStep, start, startStep, a, aStep, aNext, b, bStep, columns, inner)
    c += 4 * cStep
    if (start) start += 4 * startStep
    a += 4 * aStep
  }
  for (; i < rows; i++) {
    oneRow<T>(c, start, a, aNext, b, bStep, columns, inner)
    c += cStep
    if (start) start += startStep
    a += aStep
  }
}

function fourRows<T>(
  c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize,
  columns: i32, inner: i32
): void {
  let j: i32 = 0
  for (; j + 2 * lanes<T>() <= columns; j += 2 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    tile<T>(c + at, cStep, start ? start + at : 0, startStep, a, aStep, aNext, b + at, bStep, inner)
  }
  if (j == columns) return
  const at = <usize>j * sizeof<T>()
  for (let i: usize = 0; i < 4; i++)
    oneRow<T>(c + at + i * cStep, start ? start + at + i * startStep : 0, a + i * aStep, aNext, b + at, bStep, columns - j, inner)
}

/** Four rows by two vectors, eight sums in registers. */
function tile<T>(
  c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize, inner: i32
): void {
  let s00 = v128.splat<T>(<T>0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  if (start) {
    s00 = v128.load(start); s01 = v128.load(start, 16); start += startStep
    s10 = v128.load(start); s11 = v128.load(start, 16); start += startStep
    s20 = v128.load(start); s21 = v128.load(start, 16); start += startStep
    s30 = v128.load(start); s31 = v128.load(start, 16)
  }
  const a1 = aStep, a2 = 2 * aStep, a3 = 3 * aStep
  for (let p: i32 = 0; p < inner; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    let x = v128.splat<T>(load<T>(a))
    s00 = v128.add<T>(s00, v128.mul<T>(x, b0)); s01 = v128.add<T>(s01, v128.mul<T>(x, b1))
    x = v128.splat<T>(load<T>(a + a1))
    s10 = v128.add<T>(s10, v128.mul<T>(x, b0)); s11 = v128.add<T>(s11, v128.mul<T>(x, b1))
    x = v128.splat<T>(load<T>(a + a2))
    s20 = v128.add<T>(s20, v128.mul<T>(x, b0)); s21 = v128.add<T>(s21, v128.mul<T>(x, b1))
    x = v128.splat<T>(load<T>(a + a3))
    s30 = v128.add<T>(s30, v128.mul<T>(x, b0)); s31 = v128.add<T>(s31, v128.mul<T>(x, b1))
    a += aNext
    b += bStep
  }
  v128.store(c, s00); v128.store(c, s01, 16); c += cStep
  v128.store(c, s10); v128.store(c, s11, 16); c += cStep
  v128.store(c, s20); v128.store(c, s21, 16); c += cStep
  v128.store(c, s30); v128.store(c, s31, 16)
}

function oneRow<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, columns: i32, inner: i32): void {
  let j: i32 = 0
  for (; j + 8 * lanes<T>() <= columns; j += 8 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    eightVectors<T>(c + at, start ? start + at : 0, a, aNext, b + at, bStep, inner)
  }
  for (; j + 4 * lanes<T>() <= columns; j += 4 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    fourVectors<T>(c + at, start ? start + at : 0, a, aNext, b + at, bStep, inner)
  }
  for (; j + lanes<T>() <= columns; j += lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    oneVector<T>(c + at, start ? start + at : 0, a, aNext, b + at, bStep, inner)
  }
  for (; j < columns; j++) {
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

function eightVectors<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s0 = v128.splat<T>(<T>0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
  if (start) {
    s0 = v128.load(start); s1 = v128.load(start, 16); s2 = v128.load(start, 32); s3 = v128.load(start, 48)
    s4 = v128.load(start, 64); s5 = v128.load(start, 80); s6 = v128.load(start, 96); s7 = v128.load(start, 112)
  }
  for (let p: i32 = 0; p < inner; p++) {
    const x = v128.splat<T>(load<T>(a))
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b)))
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(b, 16)))
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(b, 32)))
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(b, 48)))
    s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(b, 64)))
    s5 = v128.add<T>(s5, v128.mul<T>(x, v128.load(b, 80)))
    s6 = v128.add<T>(s6, v128.mul<T>(x, v128.load(b, 96)))
    s7 = v128.add<T>(s7, v128.mul<T>(x, v128.load(b, 112)))
    a += aNext
    b += bStep
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48)
  v128.store(c, s4, 64); v128.store(c, s5, 80); v128.store(c, s6, 96); v128.store(c, s7, 112)
}

function fourVectors<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s0 = v128.splat<T>(<T>0), s1 = s0, s2 = s0, s3 = s0
  if (start) {
    s0 = v128.load(start); s1 = v128.load(start, 16); s2 = v128.load(start, 32); s3 = v128.load(start, 48)
  }
  for (let p: i32 = 0; p < inner; p++) {
    const x = v128.splat<T>(load<T>(a))
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b)))
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(b, 16)))
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(b, 32)))
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(b, 48)))
    a += aNext
    b += bStep
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48)
}

function oneVector<T>(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  let s = start ? v128.load(start) : v128.splat<T>(<T>0)
  for (let p: i32 = 0; p < inner; p++) {
    s = v128.add<T>(s, v128.mul<T>(v128.splat<T>(load<T>(a)), v128.load(b)))
    a += aNext
    b += bStep
  }
  v128.store(c, s)
}
