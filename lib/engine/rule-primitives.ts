/** The primitives that fits and learning rules are made of: losses, steps of descent, random fills, vector products, REINFORCE. */
export interface RulePrimitives {
  /** Sum of products of the elements of two vectors, in f64, compensated. */
  dotProduct(x: number, y: number, n: number): number
  /** Largest size of n elements, NaN where one is. */
  maxAbs(x: number, n: number): number
  /** Each row of out = softmax of that row of logits; `out` may be `logits`. */
  softmax(out: number, outRow: number, logits: number, logitsRow: number, rows: number, columns: number): void
  /**
   * Returns the sum over rows, in f64, of -weight log softmax(logits)[label] and writes errors = weight (softmax - onehot).
   * `labels` are i32, one a row, -1 where a row is not scored and its errors are 0; `weights` one a row; `errors` may be `logits`.
   */
  softmaxCrossEntropy(
    errors: number,
    errorsRow: number,
    logits: number,
    logitsRow: number,
    labels: number,
    weights: number,
    rows: number,
    columns: number,
  ): number
  /** Second derivative of the cross entropy along r: out = weight p (r - p . r) for each row; `out` may be `directions`. */
  softmaxCurvature(
    out: number,
    outRow: number,
    probabilities: number,
    probabilitiesRow: number,
    directions: number,
    directionsRow: number,
    weights: number,
    rows: number,
    columns: number,
  ): void
  /**
   * Returns the sum, in f64, of factor weight (y - target)^2 / 2 and writes errors = factor weight (y - target); one weight a row,
   * `errors` may be `y`.
   */
  squaredError(
    errors: number,
    errorsRow: number,
    y: number,
    yRow: number,
    target: number,
    targetRow: number,
    weights: number,
    rows: number,
    columns: number,
    factor: number,
  ): number
  /** p = p - rate (g + decay p). */
  sgd(parameters: number, gradient: number, n: number, rate: number, decay: number): void
  /** m = mu m + (g + decay p), flushed; p = p - rate m. */
  momentum(parameters: number, gradient: number, m: number, n: number, rate: number, mu: number, decay: number): void
  /**
   * n numbers uniform on [0, 1) from the blocks of a key, given by its two words, from block `first` on: with `first` 0 those of
   * `uniform` in numerics, in f32 rounded once, so that one may be 1.
   */
  uniformFill(out: number, n: number, key0: number, key1: number, first: number): void
  /** n standard normal numbers in the same way: those of `normal` in numerics. */
  normalFill(out: number, n: number, key0: number, key1: number, first: number): void
  /** A = A + (alpha x) y^T. */
  rankOne(a: number, aRow: number, alpha: number, x: number, y: number, rows: number, columns: number): void
  /** y (length rows) = start + A x; `start` 0 means zeros. */
  matrixVector(y: number, start: number, a: number, aRow: number, x: number, rows: number, columns: number): void
  /** y (length columns) = start + A^T x; `start` 0 means zeros. */
  transposedMatrixVector(
    y: number,
    start: number,
    a: number,
    aRow: number,
    x: number,
    rows: number,
    columns: number,
  ): void
  /** `count` products of one shape; the `…Step`s are elements from one matrix to the next, 0 for one matrix in all of them. */
  productBatch(
    count: number,
    c: number,
    cRow: number,
    cStep: number,
    start: number,
    startRow: number,
    startStep: number,
    a: number,
    aRow: number,
    aInner: number,
    aStep: number,
    b: number,
    bRow: number,
    bStep: number,
    rows: number,
    columns: number,
    inner: number,
  ): void
  /** Bytes of `state` that `reinforce` needs for each vector of lanes. */
  reinforceStateBytes(): number
  /**
   * Loss and gradient of the REINFORCE rule w' = w + (alpha r - adder)(y - q) x over recorded trials, in lanes: `vectors` x 16 bytes
   * of runs side by side. Rows of `stimulus` (c s), `choice` (c = 2 y - 1) and `reward` are trials, one more than `trials` of them, the last
   * one zeros; where c = 0 a lane has no trial. Six rows of `parameters` are alpha, adder and starting weight, each for stimulus and
   * bias; results are f64: `loss` one row in nats, `gradient` six.
   */
  reinforce(
    loss: number,
    gradient: number,
    parameters: number,
    stimulus: number,
    choice: number,
    reward: number,
    state: number,
    trials: number,
    vectors: number,
  ): void
}
