// @ts-ignore: decorator
@inline
function vectorBytes<T>(n: i32): usize {
  return (<usize>n * sizeof<T>()) & ~15
}

/** out (length columns) = out + sum of the rows of A, from the first row down. */
export function columnSums<T>(out: usize, a: usize, aRow: i32, rows: i32, columns: i32): void {
  const step = <usize>aRow * sizeof<T>()
  const whole = vectorBytes<T>(columns)
  const end = <usize>columns * sizeof<T>()
  let j: usize = 0
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
