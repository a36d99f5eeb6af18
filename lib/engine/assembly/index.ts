// What the module exports: every generic primitive once for f32 and once for f64.
import * as activationSlopes from "./activation-slopes"
import * as elementwise from "./elementwise"
import * as layers from "./layers"
import * as leakyTangents from "./leaky-tangents"
import * as leakyUnits from "./leaky-units"
import * as productRows from "./product-rows"
import * as products from "./products"
import * as reductions from "./reductions"
import * as rowProducts from "./row-products"
import * as vectorProducts from "./vector-products"
export * from "./rule-exports"

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

export function productTransposed_f32(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  products.productTransposed<f32>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
}
export function productTransposed_f64(c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32, rows: i32, columns: i32, inner: i32): void {
  products.productTransposed<f64>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, rows, columns, inner)
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

export function leakyTanh_f32(state: usize, rate: usize, before: usize, drive: usize, leak: f32, n: i32): void {
  leakyUnits.leakyUnits<f32>(leakyUnits.TANH, state, rate, before, drive, leak, n)
}

export function leakyTanhBackward_f32(out: usize, signal: usize, next: usize, rate: usize, leak: f32, n: i32): void {
  leakyUnits.leakyUnitsBackward<f32>(leakyUnits.TANH, out, signal, next, rate, leak, n)
}

export function tanhBackward_f32(out: usize, signal: usize, rate: usize, n: i32): void {
  leakyUnits.unitsBackward<f32>(leakyUnits.TANH, out, signal, rate, n)
}

export function leakyTanhTangent_f32(tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: f32, n: i32): void {
  leakyTangents.leakyTangent<f32>(leakyUnits.TANH, tangentState, tangentRate, before, drive, rate, leak, n)
}

export function leakyTanhTangentBackward_f32(out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: f32, n: i32): void {
  leakyTangents.leakyTangentBackward<f32>(leakyUnits.TANH, out, tangentSignal, next, rate, tangentRate, signal, leak, n)
}

export function leakyRelu_f32(state: usize, rate: usize, before: usize, drive: usize, leak: f32, n: i32): void {
  leakyUnits.leakyUnits<f32>(leakyUnits.RELU, state, rate, before, drive, leak, n)
}

export function leakyReluBackward_f32(out: usize, signal: usize, next: usize, rate: usize, leak: f32, n: i32): void {
  leakyUnits.leakyUnitsBackward<f32>(leakyUnits.RELU, out, signal, next, rate, leak, n)
}

export function leakyReluTangent_f32(tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: f32, n: i32): void {
  leakyTangents.leakyTangent<f32>(leakyUnits.RELU, tangentState, tangentRate, before, drive, rate, leak, n)
}

export function leakyReluTangentBackward_f32(out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: f32, n: i32): void {
  leakyTangents.leakyTangentBackward<f32>(leakyUnits.RELU, out, tangentSignal, next, rate, tangentRate, signal, leak, n)
}

export function mix_f32(out: usize, alpha: f32, x: usize, beta: f32, y: usize, n: i32): void {
  leakyUnits.mix<f32>(out, alpha, x, beta, y, n)
}

export function leakyTanh_f64(state: usize, rate: usize, before: usize, drive: usize, leak: f64, n: i32): void {
  leakyUnits.leakyUnits<f64>(leakyUnits.TANH, state, rate, before, drive, leak, n)
}

export function leakyTanhBackward_f64(out: usize, signal: usize, next: usize, rate: usize, leak: f64, n: i32): void {
  leakyUnits.leakyUnitsBackward<f64>(leakyUnits.TANH, out, signal, next, rate, leak, n)
}

export function tanhBackward_f64(out: usize, signal: usize, rate: usize, n: i32): void {
  leakyUnits.unitsBackward<f64>(leakyUnits.TANH, out, signal, rate, n)
}

export function leakyTanhTangent_f64(tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: f64, n: i32): void {
  leakyTangents.leakyTangent<f64>(leakyUnits.TANH, tangentState, tangentRate, before, drive, rate, leak, n)
}

export function leakyTanhTangentBackward_f64(out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: f64, n: i32): void {
  leakyTangents.leakyTangentBackward<f64>(leakyUnits.TANH, out, tangentSignal, next, rate, tangentRate, signal, leak, n)
}

export function leakyRelu_f64(state: usize, rate: usize, before: usize, drive: usize, leak: f64, n: i32): void {
  leakyUnits.leakyUnits<f64>(leakyUnits.RELU, state, rate, before, drive, leak, n)
}

export function leakyReluBackward_f64(out: usize, signal: usize, next: usize, rate: usize, leak: f64, n: i32): void {
  leakyUnits.leakyUnitsBackward<f64>(leakyUnits.RELU, out, signal, next, rate, leak, n)
}

export function leakyReluTangent_f64(tangentState: usize, tangentRate: usize, before: usize, drive: usize, rate: usize, leak: f64, n: i32): void {
  leakyTangents.leakyTangent<f64>(leakyUnits.RELU, tangentState, tangentRate, before, drive, rate, leak, n)
}

export function leakyReluTangentBackward_f64(out: usize, tangentSignal: usize, next: usize, rate: usize, tangentRate: usize, signal: usize, leak: f64, n: i32): void {
  leakyTangents.leakyTangentBackward<f64>(leakyUnits.RELU, out, tangentSignal, next, rate, tangentRate, signal, leak, n)
}

export function mix_f64(out: usize, alpha: f64, x: usize, beta: f64, y: usize, n: i32): void {
  leakyUnits.mix<f64>(out, alpha, x, beta, y, n)
}

export function sigmoidBackward_f32(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f32>(activationSlopes.SIGMOID_SLOPE, out, x, y, n)
}

export function sigmoidCurvature_f32(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f32>(activationSlopes.SIGMOID_BEND, out, x, y, n)
}

export function tanhCurvature_f32(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f32>(activationSlopes.TANH_BEND, out, x, y, n)
}

export function sigmoidBackward_f64(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f64>(activationSlopes.SIGMOID_SLOPE, out, x, y, n)
}

export function sigmoidCurvature_f64(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f64>(activationSlopes.SIGMOID_BEND, out, x, y, n)
}

export function tanhCurvature_f64(out: usize, x: usize, y: usize, n: i32): void {
  activationSlopes.throughSlope<f64>(activationSlopes.TANH_BEND, out, x, y, n)
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

export function dotProduct_f32(x: usize, y: usize, n: i32): f64 {
  return reductions.dotProduct<f32>(x, y, n)
}
export function dotProduct_f64(x: usize, y: usize, n: i32): f64 {
  return reductions.dotProduct<f64>(x, y, n)
}

export function maxAbs_f32(x: usize, n: i32): f64 {
  return reductions.maxAbs<f32>(x, n)
}
export function maxAbs_f64(x: usize, n: i32): f64 {
  return reductions.maxAbs<f64>(x, n)
}

export function rankOne_f32(a: usize, aRow: i32, alpha: f32, x: usize, y: usize, rows: i32, columns: i32): void {
  vectorProducts.rankOne<f32>(a, aRow, alpha, x, y, rows, columns)
}
export function rankOne_f64(a: usize, aRow: i32, alpha: f64, x: usize, y: usize, rows: i32, columns: i32): void {
  vectorProducts.rankOne<f64>(a, aRow, alpha, x, y, rows, columns)
}

export function matrixVector_f32(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  vectorProducts.matrixVector<f32>(y, start, a, aRow, x, rows, columns)
}
export function matrixVector_f64(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  vectorProducts.matrixVector<f64>(y, start, a, aRow, x, rows, columns)
}

export function transposedMatrixVector_f32(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  vectorProducts.transposedMatrixVector<f32>(y, start, a, aRow, x, rows, columns)
}
export function transposedMatrixVector_f64(y: usize, start: usize, a: usize, aRow: i32, x: usize, rows: i32, columns: i32): void {
  vectorProducts.transposedMatrixVector<f64>(y, start, a, aRow, x, rows, columns)
}

export function productBatch_f32(count: i32, c: usize, cRow: i32, cStep: i32, start: usize, startRow: i32, startStep: i32, a: usize, aRow: i32, aInner: i32, aStep: i32, b: usize, bRow: i32, bStep: i32, rows: i32, columns: i32, inner: i32): void {
  vectorProducts.productBatch<f32>(count, c, cRow, cStep, start, startRow, startStep, a, aRow, aInner, aStep, b, bRow, bStep, rows, columns, inner)
}
export function productBatch_f64(count: i32, c: usize, cRow: i32, cStep: i32, start: usize, startRow: i32, startStep: i32, a: usize, aRow: i32, aInner: i32, aStep: i32, b: usize, bRow: i32, bStep: i32, rows: i32, columns: i32, inner: i32): void {
  vectorProducts.productBatch<f64>(count, c, cRow, cStep, start, startRow, startStep, a, aRow, aInner, aStep, b, bRow, bStep, rows, columns, inner)
}

// Called by the products alone. Exported so that the optimiser leaves them functions of their own: inlined into the loop over columns
// their sums are spilled, and a row runs at 22 instead of 52 GFLOP/s.
export function inner8f32(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  productRows.eightVectors<f32>(c, start, a, aNext, b, bStep, inner)
}
export function inner8f64(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  productRows.eightVectors<f64>(c, start, a, aNext, b, bStep, inner)
}

export function inner4f32(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  productRows.fourVectors<f32>(c, start, a, aNext, b, bStep, inner)
}
export function inner4f64(c: usize, start: usize, a: usize, aNext: usize, b: usize, bStep: usize, inner: i32): void {
  productRows.fourVectors<f64>(c, start, a, aNext, b, bStep, inner)
}
