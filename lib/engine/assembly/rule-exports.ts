// What the module exports for losses, optimisers, random fills and the networks and rules of behaviour: each generic primitive once for
// f32 and once for f64.
import * as gru from "./gru"
import * as logistic from "./logistic"
import * as optimizers from "./optimizers"
import * as crossEntropy from "./cross-entropy"
import * as randomFills from "./random-fills"
import * as reinforcement from "./reinforce"
import * as squared from "./squared-error"

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

export function softmax_f32(out: usize, outRow: i32, logits: usize, logitsRow: i32, rows: i32, columns: i32): void {
  crossEntropy.softmax<f32>(out, outRow, logits, logitsRow, rows, columns)
}
export function softmax_f64(out: usize, outRow: i32, logits: usize, logitsRow: i32, rows: i32, columns: i32): void {
  crossEntropy.softmax<f64>(out, outRow, logits, logitsRow, rows, columns)
}

export function softmaxCrossEntropy_f32(errors: usize, errorsRow: i32, logits: usize, logitsRow: i32, labels: usize, weights: usize, rows: i32, columns: i32): f64 {
  return crossEntropy.softmaxCrossEntropy<f32>(errors, errorsRow, logits, logitsRow, labels, weights, rows, columns)
}
export function softmaxCrossEntropy_f64(errors: usize, errorsRow: i32, logits: usize, logitsRow: i32, labels: usize, weights: usize, rows: i32, columns: i32): f64 {
  return crossEntropy.softmaxCrossEntropy<f64>(errors, errorsRow, logits, logitsRow, labels, weights, rows, columns)
}

export function softmaxCurvature_f32(out: usize, outRow: i32, probabilities: usize, probabilitiesRow: i32, directions: usize, directionsRow: i32, weights: usize, rows: i32, columns: i32): void {
  crossEntropy.softmaxCurvature<f32>(out, outRow, probabilities, probabilitiesRow, directions, directionsRow, weights, rows, columns)
}
export function softmaxCurvature_f64(out: usize, outRow: i32, probabilities: usize, probabilitiesRow: i32, directions: usize, directionsRow: i32, weights: usize, rows: i32, columns: i32): void {
  crossEntropy.softmaxCurvature<f64>(out, outRow, probabilities, probabilitiesRow, directions, directionsRow, weights, rows, columns)
}

export function squaredError_f32(errors: usize, errorsRow: i32, y: usize, yRow: i32, target: usize, targetRow: i32, weights: usize, rows: i32, columns: i32, factor: f64): f64 {
  return squared.squaredError<f32>(errors, errorsRow, y, yRow, target, targetRow, weights, rows, columns, factor)
}
export function squaredError_f64(errors: usize, errorsRow: i32, y: usize, yRow: i32, target: usize, targetRow: i32, weights: usize, rows: i32, columns: i32, factor: f64): f64 {
  return squared.squaredError<f64>(errors, errorsRow, y, yRow, target, targetRow, weights, rows, columns, factor)
}

export function sgd_f32(parameters: usize, gradient: usize, n: i32, rate: f32, decay: f32): void {
  optimizers.sgd<f32>(parameters, gradient, n, rate, decay)
}
export function sgd_f64(parameters: usize, gradient: usize, n: i32, rate: f64, decay: f64): void {
  optimizers.sgd<f64>(parameters, gradient, n, rate, decay)
}

export function momentum_f32(parameters: usize, gradient: usize, m: usize, n: i32, rate: f32, mu: f32, decay: f32): void {
  optimizers.momentum<f32>(parameters, gradient, m, n, rate, mu, decay)
}
export function momentum_f64(parameters: usize, gradient: usize, m: usize, n: i32, rate: f64, mu: f64, decay: f64): void {
  optimizers.momentum<f64>(parameters, gradient, m, n, rate, mu, decay)
}

export function uniformFill_f32(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  randomFills.uniformFill<f32>(out, n, key0, key1, first)
}
export function uniformFill_f64(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  randomFills.uniformFill<f64>(out, n, key0, key1, first)
}

export function normalFill_f32(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  randomFills.normalFill<f32>(out, n, key0, key1, first)
}
export function normalFill_f64(out: usize, n: i32, key0: i32, key1: i32, first: i32): void {
  randomFills.normalFill<f64>(out, n, key0, key1, first)
}

export function reinforceStateBytes_f32(): i32 {
  return reinforcement.reinforceStateBytes<f32>()
}
export function reinforceStateBytes_f64(): i32 {
  return reinforcement.reinforceStateBytes<f64>()
}

export function reinforce_f32(loss: usize, gradient: usize, parameters: usize, stimulus: usize, choice: usize, reward: usize, state: usize, trials: i32, vectors: i32): void {
  reinforcement.reinforce<f32>(loss, gradient, parameters, stimulus, choice, reward, state, trials, vectors)
}
export function reinforce_f64(loss: usize, gradient: usize, parameters: usize, stimulus: usize, choice: usize, reward: usize, state: usize, trials: i32, vectors: i32): void {
  reinforcement.reinforce<f64>(loss, gradient, parameters, stimulus, choice, reward, state, trials, vectors)
}
