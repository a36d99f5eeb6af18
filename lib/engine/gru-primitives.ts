/** The compiled primitives of gated recurrent units, H of them; pointers are byte addresses, strides count elements. */
export interface GruPrimitives {
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
   * The way back through `gruForward` from dL/dh' in `signal`: `delta` (rows x 4H), which may be `gates`, becomes the gradients of own,
   * of both sums of r, of both sums of z, and of i_n; `signal` becomes z dL/dh', the direct part of dL/dh. Subnormals are flushed.
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
   * The way back through `gruStep`: D V (D rows x above, V above x H), the signal of the layer above, is added to `signal`; then
   * `gruBackward` in place of the gates; then `signal` becomes dL/dh by adding the product of the first three blocks and `vh` (3H x H),
   * the transposed W_h with its rows in the order candidate, reset, update.
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
}
