// A product and what a layer of a network does with it, in one call: on matrices this small the call itself is a good part of the cost.
import { relu, reluBackward } from "./elementwise"
import { product } from "./products"

/** C = max(start + A B, 0): a dense layer with ReLU; arguments as in `product`. */
export function productRelu<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  product<T>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
  const step = <usize>cRow * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    relu<T>(c, c, columns)
    c += step
  }
}

/** C = (A B) where H > 0, else 0: the signal sent back through B to a layer with ReLU activations H (rows x columns). */
export function productReluBackward<T>(
  c: usize, cRow: i32, h: usize, hRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  product<T>(c, cRow, 0, 0, a, aRow, aInner, b, bRow, rows, columns, inner)
  const cStep = <usize>cRow * sizeof<T>()
  const hStep = <usize>hRow * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    reluBackward<T>(c, c, h, columns)
    c += cStep
    h += hStep
  }
}
