import type { GruPrimitives } from "./gru-primitives.ts"
import type { LeakyPrimitives } from "./leaky-primitives.ts"
import type { RulePrimitives } from "./rule-primitives.ts"

/** Precision of network arithmetic: the unit every primitive exists for. */
export type Precision = "f32" | "f64"

/**
 * The compiled primitives for one precision. Pointers are byte addresses in the engine's memory (0 where null is allowed); strides,
 * named `…Row` and `…Inner`, count elements. NaN and infinity propagate. In mode `exact` every result has a fixed order of operations,
 * the same bits on every machine and for any number of rows; `fast` may fuse a product with a sum.
 * `lib/engine/reference/basic.ts` and the files beside it say in plain TypeScript what each one computes.
 */
export interface Primitives extends GruPrimitives, LeakyPrimitives, RulePrimitives {
  /** C = start + A B; A is read at a[i aRow + p aInner], so that its transpose is a choice of strides; `start` 0 means zeros. */
  product: Product
  /** C = start + A B^T, with B (columns x inner) row by row. */
  productTransposed: Product
  /** C = max(start + A B, 0). */
  productRelu: Product
  /** C = A B where H > 0, else 0, subnormal results flushed; `h`, `hRow` in the place of `start`, `startRow`. */
  productReluBackward: Product
  /** C = X + (Y + A B^T), the form for few columns; `x` and `y` 0 mean zeros, a row stride of 0 repeats one row. */
  rowProduct(
    c: number,
    cRow: number,
    x: number,
    xRow: number,
    y: number,
    yRow: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    rows: number,
    columns: number,
    inner: number,
  ): void
  /** out (columns x rows) = A^T. */
  transpose(out: number, outRow: number, a: number, aRow: number, rows: number, columns: number): void
  /** out = out + sum of the rows of A. */
  columnSums(out: number, a: number, aRow: number, rows: number, columns: number): void
  /** Sum of n elements, in f64, compensated. */
  sum(x: number, n: number): number
  /** Sum of squares of n elements, in f64, compensated. */
  sumOfSquares(x: number, n: number): number
  /** out = max(x, 0). */
  relu(out: number, x: number, n: number): void
  /** out = delta where activation > 0, else 0, subnormal results flushed. */
  reluBackward(out: number, delta: number, activation: number, n: number): void
  /** Sets subnormal elements to 0. */
  flush(x: number, n: number): void
  /** y = y + alpha x. */
  axpy(y: number, alpha: number, x: number, n: number): void
  /** x = alpha x. */
  scale(x: number, alpha: number, n: number): void
  /** out = a b, element by element. */
  hadamard(out: number, a: number, b: number, n: number): void
  /** out = e^x. */
  expAll(out: number, x: number, n: number): void
  /** out = log x. */
  logAll(out: number, x: number, n: number): void
  /** out = log(1 + x). */
  log1pAll(out: number, x: number, n: number): void
  /** out = 1 / (1 + e^-x). */
  sigmoidAll(out: number, x: number, n: number): void
  /** out = tanh x. */
  tanhAll(out: number, x: number, n: number): void
  /**
   * Bernoulli observations y with logits a_i = w_i . x_i, in f64: returns total + sum of log(1 + e^a) - y a and writes
   * errors_i = factor (sigmoid(a_i) - y_i) x_i.
   */
  logisticLoss(
    errors: number,
    errorsRow: number,
    w: number,
    wRow: number,
    x: number,
    xRow: number,
    y: number,
    yRow: number,
    rows: number,
    weights: number,
    factor: number,
    total: number,
  ): number
  /** One step of Adam on n parameters with moments m and v; the corrections are 1 - beta^t. */
  adam(
    parameters: number,
    gradient: number,
    m: number,
    v: number,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
  ): void
}

/** A product of A (rows x inner) and B (inner x columns) into C. */
export type Product = (
  c: number,
  cRow: number,
  start: number,
  startRow: number,
  a: number,
  aRow: number,
  aInner: number,
  b: number,
  bRow: number,
  rows: number,
  columns: number,
  inner: number,
) => void
