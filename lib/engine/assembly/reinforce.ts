// Loss and gradient of the REINFORCE family, many runs (lanes) side by side. One run is strictly sequential, and its time is that of the
// chain logit -> 2^-|logit| -> division -> logit of the next trial. So the chain is kept short, and everything else, the slopes carried
// forward beside the weights among it, is done while it waits. With more lanes the chains of all of them go first in each trial: what
// waits for them would otherwise fill the processor's queues, and the chains would run one after another.
import { log64 } from "./elementary"
import { powerOfTwoVector } from "./exponential-vector"
import { multiplyAdd } from "./multiply-add"

const LN2: f64 = 0.6931471805599453
const LOG2E: f64 = 1.4426950408889634

/** Trials between two transfers of the sums over trials to f64: a product of so many numbers up to 2 is still a number. */
const BLOCK: i32 = 256

// The state of one vector of lanes, in places of 16 bytes: the logit of the next trial in units of ln 2, the weights, rates and adders ...
const LOGIT: usize = 0, WEIGHTS: usize = 16, RATES: usize = 48, ADDERS: usize = 80
// ... the product of 1 + e^-|logit| and the sum of max(-logit, 0) in f64, two places each ...
const PRODUCT: usize = 112, LINEAR: usize = 144
// ... g and both u of the present trial; and for each of six parameters d w_stim, d w_bias, and the sum of g d logit.
const PRESENT: usize = 176, SLOPES: usize = 224, SLOPE: usize = 48, STATE: usize = 512

/** Bytes that `reinforce` keeps for each vector of lanes while it runs. */
export function reinforceStateBytes<T>(): i32 {
  return <i32>STATE
}

/**
 * Runs w' = w + (alpha r - adder)(y - q) x with x = (s, 1), q = sigmoid(w . x) over `trials` trials in `vectors` x 16 bytes of lanes.
 *
 * With c = 1 for a choice y = 1 and -1 for y = 0, (y - q) x = g c x, where g = 1 / (1 + e^(c w . x)) is the probability of the other
 * choice, and the loss is sum of log(1 + e^(-c w . x)). `stimulus` is c s and `choice` is c, both 0 in trials that a lane does not have;
 * `reward` is r; all are (trials + 1) rows of lanes, of which the last is read but does not count.
 * `parameters` has six rows of lanes: alpha, adder and starting weight, each for stimulus and bias. The f64 results are one row (`loss`)
 * and six rows (`gradient`) of lanes; `state` is room for `reinforceStateBytes` a vector.
 */
export function reinforce<T>(
  loss: usize, gradient: usize, parameters: usize, stimulus: usize, choice: usize, reward: usize, state: usize, trials: i32, vectors: i32
): void {
  const row = <usize>vectors * 16
  memory.fill(loss, 0, row * (8 / sizeof<T>()))
  memory.fill(gradient, 0, 6 * row * (8 / sizeof<T>()))
  memory.fill(state, 0, <usize>vectors * STATE)
  for (let v: usize = 0, at = state; v < row; v += 16, at += STATE) begin<T>(at, parameters + v, row, stimulus + v, choice + v)
  for (let first: i32 = 0; first < trials; first += BLOCK) {
    const count = min<i32>(BLOCK, trials - first)
    for (let i: i32 = 0; i < count; i++) {
      for (let v: usize = 0, at = state; v < row; v += 16, at += STATE) learn<T>(at, stimulus + v, choice + v, reward + v, row)
      for (let v: usize = 0, at = state; v < row; v += 16, at += STATE) carrySlopes<T>(at, stimulus + v, choice + v, reward + v)
      stimulus += row
      choice += row
      reward += row
    }
    for (let v: usize = 0, at = state; v < row; v += 16, at += STATE)
      transfer<T>(at, loss + v * (8 / sizeof<T>()), gradient + v * (8 / sizeof<T>()), row * (8 / sizeof<T>()))
  }
}

function begin<T>(at: usize, parameters: usize, row: usize, stimulus: usize, choice: usize): void {
  const one = v128.splat<T>(<T>1)
  v128.store(at, v128.load(parameters), RATES)
  v128.store(at, v128.load(parameters + row), RATES + 16)
  v128.store(at, v128.load(parameters + 2 * row), ADDERS)
  v128.store(at, v128.load(parameters + 3 * row), ADDERS + 16)
  const ws = v128.load(parameters + 4 * row), wb = v128.load(parameters + 5 * row)
  v128.store(at, ws, WEIGHTS)
  v128.store(at, wb, WEIGHTS + 16)
  v128.store(at, v128.mul<T>(v128.splat<T>(<T>LOG2E), dot<T>(ws, v128.load(stimulus), wb, v128.load(choice))), LOGIT)
  v128.store(at, f64x2.splat(1), PRODUCT)
  v128.store(at, f64x2.splat(1), PRODUCT + 16)
  v128.store(at + 4 * SLOPE, one, SLOPES)
  v128.store(at + 5 * SLOPE, one, SLOPES + 16)
}

// @ts-ignore: decorator
@inline
function dot<T>(a: v128, x: v128, b: v128, y: v128): v128 {
  return multiplyAdd<T>(a, x, v128.mul<T>(b, y))
}

// @ts-ignore: decorator
@inline
function learn<T>(at: usize, stimulus: usize, choice: usize, reward: usize, row: usize): void {
  const one = v128.splat<T>(<T>1), zero = v128.splat<T>(<T>0), unit = v128.splat<T>(<T>LOG2E)
  const xs = v128.load(stimulus), xb = v128.load(choice), r = v128.load(reward)
  const nextXs = v128.load(stimulus + row), nextXb = v128.load(choice + row)
  const ws = v128.load(at, WEIGHTS), wb = v128.load(at, WEIGHTS + 16)
  const logit = v128.load(at, LOGIT)

  const e = powerOfTwoVector<T>(v128.or(logit, v128.splat<T>(<T>-0.0)))
  const g = v128.div<T>(v128.bitselect(e, one, v128.gt<T>(logit, zero)), v128.add<T>(one, e))
  const us = v128.mul<T>(v128.sub<T>(v128.mul<T>(v128.load(at, RATES), r), v128.load(at, ADDERS)), xs)
  const ub = v128.mul<T>(v128.sub<T>(v128.mul<T>(v128.load(at, RATES + 16), r), v128.load(at, ADDERS + 16)), xb)
  // The logit that the new weights will have, w' . x' = w . x' + g u . x', without waiting for them.
  const ahead = v128.mul<T>(unit, dot<T>(ws, nextXs, wb, nextXb))
  v128.store(at, multiplyAdd<T>(v128.mul<T>(unit, dot<T>(us, nextXs, ub, nextXb)), g, ahead), LOGIT)
  v128.store(at, multiplyAdd<T>(us, g, ws), WEIGHTS)
  v128.store(at, multiplyAdd<T>(ub, g, wb), WEIGHTS + 16)
  addLoss<T>(at, v128.mul<T>(v128.abs<T>(xb), e), v128.pmax<T>(v128.neg<T>(logit), zero))

  v128.store(at, g, PRESENT)
  v128.store(at, us, PRESENT + 16)
  v128.store(at, ub, PRESENT + 32)
}

// @ts-ignore: decorator
@inline
function carrySlopes<T>(at: usize, stimulus: usize, choice: usize, reward: usize): void {
  const one = v128.splat<T>(<T>1), zero = v128.splat<T>(<T>0)
  const xs = v128.load(stimulus), xb = v128.load(choice), r = v128.load(reward)
  const g = v128.load(at, PRESENT), us = v128.load(at, PRESENT + 16), ub = v128.load(at, PRESENT + 32)
  // d w' = d w + (d u) g - u g (1 - g) d logit.
  const pull = v128.mul<T>(g, v128.sub<T>(one, g))
  const ps = v128.mul<T>(us, pull), pb = v128.mul<T>(ub, pull)
  const gs = v128.mul<T>(g, xs), gb = v128.mul<T>(g, xb)
  slope<T>(at, 0, xs, xb, g, ps, pb, v128.mul<T>(r, gs), zero)
  slope<T>(at, 1, xs, xb, g, ps, pb, zero, v128.mul<T>(r, gb))
  slope<T>(at, 2, xs, xb, g, ps, pb, v128.neg<T>(gs), zero)
  slope<T>(at, 3, xs, xb, g, ps, pb, zero, v128.neg<T>(gb))
  slope<T>(at, 4, xs, xb, g, ps, pb, zero, zero)
  slope<T>(at, 5, xs, xb, g, ps, pb, zero, zero)
}

/** Carries the slopes of both weights in parameter k over one trial, and adds g d logit to its sum: minus the slope of the trial's loss. */
// @ts-ignore: decorator
@inline
function slope<T>(at: usize, k: usize, xs: v128, xb: v128, g: v128, ps: v128, pb: v128, drivenStimulus: v128, drivenBias: v128): void {
  const here = at + k * SLOPE
  const ds = v128.load(here, SLOPES), db = v128.load(here, SLOPES + 16)
  const dLogit = dot<T>(ds, xs, db, xb)
  v128.store(here, v128.sub<T>(v128.add<T>(ds, drivenStimulus), v128.mul<T>(ps, dLogit)), SLOPES)
  v128.store(here, v128.sub<T>(v128.add<T>(db, drivenBias), v128.mul<T>(pb, dLogit)), SLOPES + 16)
  v128.store(here, multiplyAdd<T>(g, dLogit, v128.load(here, SLOPES + 32)), SLOPES + 32)
}

/** log(1 + e^-l) = log(1 + e^-|l|) + max(-l, 0): the logarithms of a block are one logarithm of a product. */
// @ts-ignore: decorator
@inline
function addLoss<T>(at: usize, e: v128, linear: v128): void {
  const one = f64x2.splat(1)
  if (sizeof<T>() == 8) {
    v128.store(at, f64x2.mul(v128.load(at, PRODUCT), f64x2.add(one, e)), PRODUCT)
    v128.store(at, f64x2.add(v128.load(at, LINEAR), linear), LINEAR)
    return
  }
  const highE = v128.shuffle<i64>(e, e, 1, 0), highLinear = v128.shuffle<i64>(linear, linear, 1, 0)
  v128.store(at, f64x2.mul(v128.load(at, PRODUCT), f64x2.add(one, f64x2.promote_low_f32x4(e))), PRODUCT)
  v128.store(at, f64x2.mul(v128.load(at, PRODUCT + 16), f64x2.add(one, f64x2.promote_low_f32x4(highE))), PRODUCT + 16)
  v128.store(at, f64x2.add(v128.load(at, LINEAR), f64x2.promote_low_f32x4(linear)), LINEAR)
  v128.store(at, f64x2.add(v128.load(at, LINEAR + 16), f64x2.promote_low_f32x4(highLinear)), LINEAR + 16)
}

/** Moves the sums of one block of trials to the results, and sets slopes to 0 that decay towards subnormal numbers. */
function transfer<T>(at: usize, loss: usize, gradient: usize, row: usize): void {
  const least = v128.splat<T>(sizeof<T>() == 4 ? <T>1e-24 : <T>1e-270)
  for (let k: usize = 0; k < 6; k++)
    for (let w: usize = 0; w < 32; w += 16) {
      const slope = v128.load(at + k * SLOPE + w, SLOPES)
      v128.store(at + k * SLOPE + w, v128.andnot(slope, v128.lt<T>(v128.abs<T>(slope), least)), SLOPES)
    }
  for (let lane: usize = 0; lane < 16 / sizeof<T>(); lane++) {
    const wide = lane * 8
    store<f64>(loss + wide, load<f64>(loss + wide) + (log64(load<f64>(at + wide, PRODUCT)) + LN2 * load<f64>(at + wide, LINEAR)))
    store<f64>(at + wide, 1, PRODUCT)
    store<f64>(at + wide, 0, LINEAR)
    let out = gradient + wide
    for (let k: usize = 0; k < 6; k++, out += row) {
      const sum = at + k * SLOPE + lane * sizeof<T>()
      store<f64>(out, load<f64>(out) - <f64>load<T>(sum, SLOPES + 32))
      store<T>(sum, <T>0, SLOPES + 32)
    }
  }
}
