// The gated recurrent unit, forward and back: H units whose rows of gates hold four blocks of H, in the order
//   W_hn h + b_hn | reset | update | candidate
// so that what the recurrent weights act through (the first three) and what the input weights act through (the last three) are
// each one run of columns, and one product each. The backward pass writes the gradients of these blocks' sums in the same places.
import { flushVector } from "./elementwise"
import { multiplyAdd } from "./multiply-add"
import { product } from "./products"
import { sigmoidVector, tanhVector } from "./vector-functions"

// @ts-ignore: decorator
@inline
function lanes<T>(): i32 {
  return 16 / sizeof<T>()
}

/** The first n lanes from memory, n below their number, the others 0: the end of a row takes the same path as whole vectors. */
// @ts-ignore: decorator
@inline
function loadPart<T>(from: usize, n: i32): v128 {
  let x = v128.splat<T>(<T>0)
  x = v128.replace_lane<T>(x, 0, load<T>(from))
  if (sizeof<T>() == 8) return x
  if (n > 1) x = v128.replace_lane<T>(x, 1, load<T>(from, sizeof<T>()))
  if (n > 2) x = v128.replace_lane<T>(x, 2, load<T>(from, 2 * sizeof<T>()))
  return x
}

// @ts-ignore: decorator
@inline
function storePart<T>(to: usize, x: v128, n: i32): void {
  store<T>(to, v128.extract_lane<T>(x, 0))
  if (sizeof<T>() == 8) return
  if (n > 1) store<T>(to, v128.extract_lane<T>(x, 1), sizeof<T>())
  if (n > 2) store<T>(to, v128.extract_lane<T>(x, 2), 2 * sizeof<T>())
}

/** A whole vector (n 0) or the first n lanes of one. */
// @ts-ignore: decorator
@inline
function take<T>(from: usize, n: i32): v128 {
  return n == 0 ? v128.load(from) : loadPart<T>(from, n)
}

// @ts-ignore: decorator
@inline
function put<T>(to: usize, x: v128, n: i32): void {
  if (n == 0) v128.store(to, x)
  else storePart<T>(to, x, n)
}

/**
 * h' = candidate + update (h - candidate), candidate = tanh(i_n + reset r_n), reset = sigmoid(i_r + r_r), update = sigmoid(i_z + r_z), with
 * input sums i (rows x 3H: reset, update, candidate) and recurrent sums r (the same), biases included. Writes `gates` (rows x 4H);
 * `input` may be its last three blocks. Subnormal h' are flushed, since without a candidate h decays.
 */
export function gruForward<T>(
  next: usize, nextRow: i32, gates: usize, gatesRow: i32, input: usize, inputRow: i32, recurrent: usize, recurrentRow: i32,
  h: usize, hRow: i32, rows: i32, units: i32
): void {
  const whole = <usize>(units & ~(lanes<T>() - 1)) * sizeof<T>()
  const rest = units & (lanes<T>() - 1)
  const block = <usize>units * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    let j: usize = 0
    for (; j < whole; j += 16) forwardVector<T>(next + j, gates + j, input + j, recurrent + j, h + j, block, 0)
    if (rest) forwardVector<T>(next + j, gates + j, input + j, recurrent + j, h + j, block, rest)
    next += <usize>nextRow * sizeof<T>()
    gates += <usize>gatesRow * sizeof<T>()
    input += <usize>inputRow * sizeof<T>()
    recurrent += <usize>recurrentRow * sizeof<T>()
    h += <usize>hRow * sizeof<T>()
  }
}

// @ts-ignore: decorator
@inline
function forwardVector<T>(next: usize, gates: usize, input: usize, recurrent: usize, h: usize, block: usize, n: i32): void {
  const reset = sigmoidVector<T>(v128.add<T>(take<T>(input, n), take<T>(recurrent, n)))
  const update = sigmoidVector<T>(v128.add<T>(take<T>(input + block, n), take<T>(recurrent + block, n)))
  const own = take<T>(recurrent + 2 * block, n)
  const candidate = tanhVector<T>(multiplyAdd<T>(reset, own, take<T>(input + 2 * block, n)))
  const change = v128.sub<T>(take<T>(h, n), candidate)
  put<T>(gates, own, n)
  put<T>(gates + block, reset, n)
  put<T>(gates + 2 * block, update, n)
  put<T>(gates + 3 * block, candidate, n)
  put<T>(next, flushVector<T>(multiplyAdd<T>(update, change, candidate)), n)
}

/**
 * The way back through `gruForward`: from dL/dh' in `signal` (rows x H), the gradients of the gates' sums into `delta` (rows x 4H:
 * through the recurrent sums in the first three blocks, through the input sums in the last three), which may be `gates` itself;
 * `signal` becomes the direct part of dL/dh, update dL/dh'. Subnormal results are flushed.
 */
export function gruBackward<T>(
  signal: usize, signalRow: i32, delta: usize, deltaRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32,
  rows: i32, units: i32
): void {
  const whole = <usize>(units & ~(lanes<T>() - 1)) * sizeof<T>()
  const rest = units & (lanes<T>() - 1)
  const block = <usize>units * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    let j: usize = 0
    for (; j < whole; j += 16) backwardVector<T>(signal + j, delta + j, gates + j, h + j, block, 0)
    if (rest) backwardVector<T>(signal + j, delta + j, gates + j, h + j, block, rest)
    signal += <usize>signalRow * sizeof<T>()
    delta += <usize>deltaRow * sizeof<T>()
    gates += <usize>gatesRow * sizeof<T>()
    h += <usize>hRow * sizeof<T>()
  }
}

// @ts-ignore: decorator
@inline
function backwardVector<T>(signal: usize, delta: usize, gates: usize, h: usize, block: usize, n: i32): void {
  const one = v128.splat<T>(<T>1)
  const own = take<T>(gates, n)
  const reset = take<T>(gates + block, n)
  const update = take<T>(gates + 2 * block, n)
  const candidate = take<T>(gates + 3 * block, n)
  const dNext = take<T>(signal, n)
  const dCandidate = v128.mul<T>(dNext, v128.sub<T>(one, update))
  const slope = v128.sub<T>(one, v128.mul<T>(candidate, candidate))
  const throughInput = flushVector<T>(v128.mul<T>(dCandidate, slope))
  const throughOwn = flushVector<T>(v128.mul<T>(throughInput, reset))
  const memory = v128.mul<T>(update, v128.sub<T>(take<T>(h, n), candidate))
  put<T>(delta, throughOwn, n)
  put<T>(delta + block, flushVector<T>(v128.mul<T>(throughOwn, v128.mul<T>(own, v128.sub<T>(one, reset)))), n)
  put<T>(delta + 2 * block, flushVector<T>(v128.mul<T>(dCandidate, memory)), n)
  put<T>(delta + 3 * block, throughInput, n)
  put<T>(signal, flushVector<T>(v128.mul<T>(dNext, update)), n)
}

/**
 * One step of a layer of gated recurrent units on all rows: the input sums b_i + x W_i (x rows x inputs, W_i inputs x 3H) are made in
 * the last three blocks of `gates`, the recurrent sums b_h + h W_h (W_h H x 3H) in `scratch` (rows x 3H), and `gruForward` follows.
 */
export function gruStep<T>(
  next: usize, nextRow: i32, gates: usize, gatesRow: i32, x: usize, xRow: i32, wi: usize, bi: usize, inputs: i32,
  h: usize, hRow: i32, wh: usize, bh: usize, scratch: usize, rows: i32, units: i32
): void {
  const sums = 3 * units
  const input = gates + <usize>units * sizeof<T>()
  product<T>(input, gatesRow, bi, 0, x, xRow, 1, wi, sums, rows, sums, inputs)
  product<T>(scratch, sums, bh, 0, h, hRow, 1, wh, sums, rows, sums, units)
  gruForward<T>(next, nextRow, gates, gatesRow, input, gatesRow, scratch, sums, h, hRow, rows, units)
}

/**
 * The way back through `gruStep`: `signal` (rows x H) holds dL/dh' but for what comes through the layer above, D V (D rows x above, V
 * above x H), which is added first; then `gruBackward` turns `gates` into the gradients of its sums, and `signal` becomes dL/dh, with
 * V_h (3H x H) the transposed recurrent weights, their rows in the order candidate, reset, update.
 */
export function gruStepBackward<T>(
  signal: usize, signalRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32, d: usize, dRow: i32, v: usize, above: i32,
  vh: usize, rows: i32, units: i32
): void {
  product<T>(signal, signalRow, signal, signalRow, d, dRow, 1, v, units, rows, units, above)
  gruBackward<T>(signal, signalRow, gates, gatesRow, gates, gatesRow, h, hRow, rows, units)
  product<T>(signal, signalRow, signal, signalRow, gates, gatesRow, 1, vh, units, rows, units, 3 * units)
}
