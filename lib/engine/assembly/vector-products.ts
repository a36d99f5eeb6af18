// Products of a matrix and a vector, of two vectors, and of many small matrices.
import { multiplyAdd } from "./multiply-add"
import { product } from "./products"
import { rowProduct } from "./row-products"

/** A (rows x columns) = A + (alpha x) y^T. */
export function rankOne<T>(a: usize, aRow: i32, alpha: T, x: usize, y: usize, rows: i32, columns: i32): void {
  const whole = (<usize>columns * sizeof<T>()) & ~15
  const end = <usize>columns * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    const factor = alpha * load<T>(x + <usize>i * sizeof<T>())
    const factors = v128.splat<T>(factor)
    let j: usize = 0
    for (; j < whole; j += 16) v128.store(a + j, multiplyAdd<T>(factors, v128.load(y + j), v128.load(a + j)))
    for (; j < end; j += sizeof<T>()) store<T>(a + j, load<T>(a + j) + factor * load<T>(y + j))
    a += <usize>aRow * sizeof<T>()
  }
}

/** y (length rows) = start + A x, with A (rows x columns); `start` null means zeros. Sums run in the order of `dot`. */
export function matrixVector<T>(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  rowProduct<T>(y, 1, start, 1, 0, 0, a, aRow, x, 0, rows, 1, columns)
}

/** y (length columns) = start + A^T x, with A (rows x columns); `start` null means zeros. Rows are added from the first down. */
export function transposedMatrixVector<T>(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  product<T>(y, 0, start, 0, x, 0, 1, a, aRow, 1, columns, rows)
}

/**
 * `count` products C = start + A B of one shape: arguments as in `product`, and how many elements lie from each matrix to the next; a step
 * of 0 uses one matrix for all.
 */
export function productBatch<T>(
  count: i32, c: usize, cRow: i32, cStep: i32, start: usize, startRow: i32, startStep: i32,
  a: usize, aRow: i32, aInner: i32, aStep: i32, b: usize, bRow: i32, bStep: i32, rows: i32, columns: i32, inner: i32
): void {
  for (let i: i32 = 0; i < count; i++) {
    product<T>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
    c += <usize>cStep * sizeof<T>()
    if (start) start += <usize>startStep * sizeof<T>()
    a += <usize>aStep * sizeof<T>()
    b += <usize>bStep * sizeof<T>()
  }
}
