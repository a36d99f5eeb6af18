import type { LeakyPrimitives } from "./leaky-primitives.ts"
import type { RulePrimitives } from "./rule-primitives.ts"

/** Precision of network arithmetic: the unit every primitive exists for. */
export type Precision = "f32" | "f64"

/**
 * The compiled primitives for one precision. Pointers are byte addresses in the engine's memory (0 where null is allowed); strides,
 * named `…Row` and `…Inner`, count elements. NaN and infinity propagate. In mode `exact` every result has a fixed order of operations,
 * the same bits on every machine and for any number of rows; `fast` may fuse a product with a sum.
 * `lib/engine/reference.ts` and the files beside it say in plain TypeScript what each one computes.
 */
export interface Primitives extends LeakyPrimitives, RulePrimitives {
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
  /**
   * The elementwise half of a step of gated recurrent units: h' = n + z (h - n) with n = tanh(i_n + r own), r = sigmoid(i_r + s_r),
   * z = sigmoid(i_z + s_z), where `input` (rows x 3H) holds i and `recurrent` s in the order reset, update, candidate, biases included,
   * and own is s_n. Writes h' (subnormals flushed) and the `gates` (rows x 4H) in the order own, r, z, n; `input` may be the last three.
   */
  gruForward(
    next: number,
    nextRow: number,
    gates: number,
    gatesRow: number,
    input: number,
    inputRow: number,
    recurrent: number,
    recurrentRow: number,
    h: number,
    hRow: number,
    rows: number,
    units: number,
  ): void
  /**
   * The way back through `gruForward` from dL/dh' in `signal`: `delta` (rows x 4H), which may be `gates`, becomes the gradients of own, of both
   * sums of r, of both sums of z, and of i_n; `signal` becomes z dL/dh', the direct part of dL/dh. Subnormals are flushed.
   */
  gruBackward(
    signal: number,
    signalRow: number,
    delta: number,
    deltaRow: number,
    gates: number,
    gatesRow: number,
    h: number,
    hRow: number,
    rows: number,
    units: number,
  ): void
  /**
   * A whole step: the input sums b_i + x W_i are made in the last three blocks of `gates`, the recurrent sums b_h + h W_h in `scratch`
   * (rows x 3H); then `gruForward`. W_i is inputs x 3H, W_h H x 3H, both without gaps.
   */
  gruStep(
    next: number,
    nextRow: number,
    gates: number,
    gatesRow: number,
    x: number,
    xRow: number,
    wi: number,
    bi: number,
    inputs: number,
    h: number,
    hRow: number,
    wh: number,
    bh: number,
    scratch: number,
    rows: number,
    units: number,
  ): void
  /**
   * The way back through `gruStep`: D V (D rows x above, V above x H), the signal of the layer above, is added to `signal`; then `gruBackward` in
   * place of the gates; then `signal` becomes dL/dh by adding the product of the first three blocks and `vh` (3H x H), the transposed W_h
   * with its rows in the order candidate, reset, update.
   */
  gruStepBackward(
    signal: number,
    signalRow: number,
    gates: number,
    gatesRow: number,
    h: number,
    hRow: number,
    d: number,
    dRow: number,
    v: number,
    above: number,
    vh: number,
    rows: number,
    units: number,
  ): void
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
