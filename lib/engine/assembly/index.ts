// What the module exports: every generic primitive once for f32 and once for f64.
import * as elementwise from "./elementwise"
import * as gru from "./gru"
import * as layers from "./layers"
import * as logistic from "./logistic"
import * as optimizers from "./optimizers"
import * as products from "./products"
import * as reductions from "./reductions"
import * as rowProducts from "./row-products"

/** First byte that is free for the arena. */
export function arenaBase(): usize {
  return __heap_base
}

export function product_f32(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  products.product<f32>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}
export function product_f64(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  products.product<f64>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}

export function productRelu_f32(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  layers.productRelu<f32>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}
export function productRelu_f64(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  layers.productRelu<f64>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}

export function productReluBackward_f32(c: usize, cRow: i32, h: usize, hRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  layers.productReluBackward<f32>(c, cRow, h, hRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}
export function productReluBackward_f64(c: usize, cRow: i32, h: usize, hRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  layers.productReluBackward<f64>(c, cRow, h, hRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}

export function rowProduct_f32(c: usize, cRow: i32, x: usize, xRow: i32, y: usize, yRow: i32, a: usize, aRow: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  rowProducts.rowProduct<f32>(c, cRow, x, xRow, y, yRow, a, aRow, b, bRow, rows, columns, inner)
}
export function rowProduct_f64(c: usize, cRow: i32, x: usize, xRow: i32, y: usize, yRow: i32, a: usize, aRow: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  rowProducts.rowProduct<f64>(c, cRow, x, xRow, y, yRow, a, aRow, b, bRow, rows, columns, inner)
}

export function transpose_f32(out: usize, outRow: i32, a: usize, aRow: i32, rows: i32, columns: i32): void {
  reductions.transpose<f32>(out, outRow, a, aRow, rows, columns)
}
export function transpose_f64(out: usize, outRow: i32, a: usize, aRow: i32, rows: i32, columns: i32): void {
  reductions.transpose<f64>(out, outRow, a, aRow, rows, columns)
}

export function columnSums_f32(out: usize, a: usize, aRow: i32, rows: i32, columns: i32): void {
  reductions.columnSums<f32>(out, a, aRow, rows, columns)
}
export function columnSums_f64(out: usize, a: usize, aRow: i32, rows: i32, columns: i32): void {
  reductions.columnSums<f64>(out, a, aRow, rows, columns)
}

export function sum_f32(x: usize, n: i32): f64 {
  return reductions.sum<f32>(x, n)
}
export function sum_f64(x: usize, n: i32): f64 {
  return reductions.sum<f64>(x, n)
}

export function sumOfSquares_f32(x: usize, n: i32): f64 {
  return reductions.sumOfSquares<f32>(x, n)
}
export function sumOfSquares_f64(x: usize, n: i32): f64 {
  return reductions.sumOfSquares<f64>(x, n)
}

export function relu_f32(out: usize, x: usize, n: i32): void {
  elementwise.relu<f32>(out, x, n)
}
export function relu_f64(out: usize, x: usize, n: i32): void {
  elementwise.relu<f64>(out, x, n)
}

export function reluBackward_f32(out: usize, delta: usize, activation: usize, n: i32): void {
  elementwise.reluBackward<f32>(out, delta, activation, n)
}
export function reluBackward_f64(out: usize, delta: usize, activation: usize, n: i32): void {
  elementwise.reluBackward<f64>(out, delta, activation, n)
}

export function flush_f32(x: usize, n: i32): void {
  elementwise.flush<f32>(x, n)
}
export function flush_f64(x: usize, n: i32): void {
  elementwise.flush<f64>(x, n)
}

export function axpy_f32(y: usize, alpha: f32, x: usize, n: i32): void {
  elementwise.axpy<f32>(y, alpha, x, n)
}
export function axpy_f64(y: usize, alpha: f64, x: usize, n: i32): void {
  elementwise.axpy<f64>(y, alpha, x, n)
}

export function scale_f32(x: usize, alpha: f32, n: i32): void {
  elementwise.scale<f32>(x, alpha, n)
}
export function scale_f64(x: usize, alpha: f64, n: i32): void {
  elementwise.scale<f64>(x, alpha, n)
}

export function hadamard_f32(out: usize, a: usize, b: usize, n: i32): void {
  elementwise.hadamard<f32>(out, a, b, n)
}
export function hadamard_f64(out: usize, a: usize, b: usize, n: i32): void {
  elementwise.hadamard<f64>(out, a, b, n)
}

export function expAll_f32(out: usize, x: usize, n: i32): void {
  elementwise.expAll<f32>(out, x, n)
}
export function expAll_f64(out: usize, x: usize, n: i32): void {
  elementwise.expAll<f64>(out, x, n)
}

export function logAll_f32(out: usize, x: usize, n: i32): void {
  elementwise.logAll<f32>(out, x, n)
}
export function logAll_f64(out: usize, x: usize, n: i32): void {
  elementwise.logAll<f64>(out, x, n)
}

export function log1pAll_f32(out: usize, x: usize, n: i32): void {
  elementwise.log1pAll<f32>(out, x, n)
}
export function log1pAll_f64(out: usize, x: usize, n: i32): void {
  elementwise.log1pAll<f64>(out, x, n)
}

export function sigmoidAll_f32(out: usize, x: usize, n: i32): void {
  elementwise.sigmoidAll<f32>(out, x, n)
}
export function sigmoidAll_f64(out: usize, x: usize, n: i32): void {
  elementwise.sigmoidAll<f64>(out, x, n)
}

export function tanhAll_f32(out: usize, x: usize, n: i32): void {
  elementwise.tanhAll<f32>(out, x, n)
}
export function tanhAll_f64(out: usize, x: usize, n: i32): void {
  elementwise.tanhAll<f64>(out, x, n)
}

export function logisticLoss_f32(errors: usize, errorsRow: i32, w: usize, wRow: i32, x: usize, xRow: i32, y: usize, yRow: i32, rows: i32, weights: i32, factor: f64, total: f64): f64 {
  return logistic.logisticLoss<f32>(errors, errorsRow, w, wRow, x, xRow, y, yRow, rows, weights, factor, total)
}
export function logisticLoss_f64(errors: usize, errorsRow: i32, w: usize, wRow: i32, x: usize, xRow: i32, y: usize, yRow: i32, rows: i32, weights: i32, factor: f64, total: f64): f64 {
  return logistic.logisticLoss<f64>(errors, errorsRow, w, wRow, x, xRow, y, yRow, rows, weights, factor, total)
}

export function adam_f32(parameters: usize, gradient: usize, m: usize, v: usize, n: i32, rate: f32, beta1: f32, beta2: f32, epsilon: f32, correction1: f32, correction2: f32): void {
  optimizers.adam<f32>(parameters, gradient, m, v, n, rate, beta1, beta2, epsilon, correction1, correction2)
}
export function adam_f64(parameters: usize, gradient: usize, m: usize, v: usize, n: i32, rate: f64, beta1: f64, beta2: f64, epsilon: f64, correction1: f64, correction2: f64): void {
  optimizers.adam<f64>(parameters, gradient, m, v, n, rate, beta1, beta2, epsilon, correction1, correction2)
}

export function gruForward_f32(next: usize, nextRow: i32, gates: usize, gatesRow: i32, input: usize, inputRow: i32, recurrent: usize, recurrentRow: i32, h: usize, hRow: i32, rows: i32, units: i32): void {
  gru.gruForward<f32>(next, nextRow, gates, gatesRow, input, inputRow, recurrent, recurrentRow, h, hRow, rows, units)
}
export function gruForward_f64(next: usize, nextRow: i32, gates: usize, gatesRow: i32, input: usize, inputRow: i32, recurrent: usize, recurrentRow: i32, h: usize, hRow: i32, rows: i32, units: i32): void {
  gru.gruForward<f64>(next, nextRow, gates, gatesRow, input, inputRow, recurrent, recurrentRow, h, hRow, rows, units)
}

export function gruBackward_f32(signal: usize, signalRow: i32, delta: usize, deltaRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32, rows: i32, units: i32): void {
  gru.gruBackward<f32>(signal, signalRow, delta, deltaRow, gates, gatesRow, h, hRow, rows, units)
}
export function gruBackward_f64(signal: usize, signalRow: i32, delta: usize, deltaRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32, rows: i32, units: i32): void {
  gru.gruBackward<f64>(signal, signalRow, delta, deltaRow, gates, gatesRow, h, hRow, rows, units)
}

export function gruStep_f32(next: usize, nextRow: i32, gates: usize, gatesRow: i32, x: usize, xRow: i32, wi: usize, bi: usize, inputs: i32, h: usize, hRow: i32, wh: usize, bh: usize, scratch: usize, rows: i32, units: i32): void {
  gru.gruStep<f32>(next, nextRow, gates, gatesRow, x, xRow, wi, bi, inputs, h, hRow, wh, bh, scratch, rows, units)
}
export function gruStep_f64(next: usize, nextRow: i32, gates: usize, gatesRow: i32, x: usize, xRow: i32, wi: usize, bi: usize, inputs: i32, h: usize, hRow: i32, wh: usize, bh: usize, scratch: usize, rows: i32, units: i32): void {
  gru.gruStep<f64>(next, nextRow, gates, gatesRow, x, xRow, wi, bi, inputs, h, hRow, wh, bh, scratch, rows, units)
}

export function gruStepBackward_f32(signal: usize, signalRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32, d: usize, dRow: i32, v: usize, above: i32, vh: usize, rows: i32, units: i32): void {
  gru.gruStepBackward<f32>(signal, signalRow, gates, gatesRow, h, hRow, d, dRow, v, above, vh, rows, units)
}
export function gruStepBackward_f64(signal: usize, signalRow: i32, gates: usize, gatesRow: i32, h: usize, hRow: i32, d: usize, dRow: i32, v: usize, above: i32, vh: usize, rows: i32, units: i32): void {
  gru.gruStepBackward<f64>(signal, signalRow, gates, gatesRow, h, hRow, d, dRow, v, above, vh, rows, units)
}
