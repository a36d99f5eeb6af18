// Products with a transposed right side, whose sums run along contiguous memory: the form for few columns.

/**
 * C = X + (Y + A B^T), with C (rows x columns), A (rows x inner), B (columns x inner); X and Y null mean zeros, a row stride of 0
 * repeats one row. Strides count elements; rows are contiguous.
 */
export function rowProduct<T>(
  c: usize, cRow: i32, x: usize, xRow: i32, y: usize, yRow: i32, a: usize, aRow: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  for (let i: i32 = 0; i < rows; i++) {
    for (let j: i32 = 0; j < columns; j++) {
      let s = dot<T>(a + <usize>(i * aRow) * sizeof<T>(), b + <usize>(j * bRow) * sizeof<T>(), inner)
      if (y) s = load<T>(y + <usize>(i * yRow + j) * sizeof<T>()) + s
      if (x) s = load<T>(x + <usize>(i * xRow + j) * sizeof<T>()) + s
      store<T>(c + <usize>(i * cRow + j) * sizeof<T>(), s)
    }
  }
}

/**
 * Sum of products of two vectors in a fixed order, the same for f32 and f64: eight partial sums by index modulo 8 over whole groups of
 * eight, added as ((0+4)+(2+6)) + ((1+5)+(3+7)), then the rest one by one.
 */
// @ts-ignore: decorator
@inline
export function dot<T>(a: usize, b: usize, n: i32): T {
  const zero = v128.splat<T>(<T>0)
  let s: T = <T>0
  let i: i32 = 0
  if (sizeof<T>() == 4) {
    let s0 = zero, s1 = zero
    for (; i + 8 <= n; i += 8) {
      s0 = v128.add<T>(s0, v128.mul<T>(v128.load(a), v128.load(b)))
      s1 = v128.add<T>(s1, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)))
      a += 32
      b += 32
    }
    s0 = v128.add<T>(s0, s1)
    s = (v128.extract_lane<T>(s0, 0) + v128.extract_lane<T>(s0, 2)) + (v128.extract_lane<T>(s0, 1) + v128.extract_lane<T>(s0, 3))
  } else {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero
    for (; i + 8 <= n; i += 8) {
      s0 = v128.add<T>(s0, v128.mul<T>(v128.load(a), v128.load(b)))
      s1 = v128.add<T>(s1, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)))
      s2 = v128.add<T>(s2, v128.mul<T>(v128.load(a, 32), v128.load(b, 32)))
      s3 = v128.add<T>(s3, v128.mul<T>(v128.load(a, 48), v128.load(b, 48)))
      a += 64
      b += 64
    }
    s0 = v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3))
    s = v128.extract_lane<T>(s0, 0) + v128.extract_lane<T>(s0, 1)
  }
  for (; i < n; i++) {
    s += load<T>(a) * load<T>(b)
    a += sizeof<T>()
    b += sizeof<T>()
  }
  return s
}
