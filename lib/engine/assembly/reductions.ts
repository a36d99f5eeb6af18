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

/** Sum of n elements in f64, from the first on. */
export function sum<T>(x: usize, n: i32): f64 {
  let s: f64 = 0
  for (let i: i32 = 0; i < n; i++) s += <f64>load<T>(x + <usize>i * sizeof<T>())
  return s
}

/** Sum of squares of n elements in f64, from the first on. */
export function sumOfSquares<T>(x: usize, n: i32): f64 {
  let s: f64 = 0
  for (let i: i32 = 0; i < n; i++) {
    const value = <f64>load<T>(x + <usize>i * sizeof<T>())
    s += value * value
  }
  return s
}

/** out (columns x rows) = transpose of A (rows x columns). */
export function transpose<T>(out: usize, outRow: i32, a: usize, aRow: i32, rows: i32, columns: i32): void {
  for (let i: i32 = 0; i < rows; i++)
    for (let j: i32 = 0; j < columns; j++)
      store<T>(out + <usize>(j * outRow + i) * sizeof<T>(), load<T>(a + <usize>(i * aRow + j) * sizeof<T>()))
}
