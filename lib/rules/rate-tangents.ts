import { type Block, clearDiagonal, type Matrix, steps } from "../engine/arena.ts"
import type { RateBlock } from "../networks/rate-network.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { scoredRows } from "../networks/rate-readout.ts"
import type { BackSignals } from "./back-signals.ts"
import { createRateGradient, type RateGradient } from "./recurrent-rule.ts"
import { biasGradient, earlierRows, inputGradient, laterRows, recurrentGradient } from "./weight-gradients.ts"

/** What a pass back left: g of every step, what f' was applied to in every step, and room of N_in x N. */
export interface KeptSignals {
  readonly signals: BackSignals
  readonly arriving: readonly Block[]
  readonly room: Matrix
}

/** A direction v, and the product of the Hessian with it. */
export interface Tangents {
  readonly direction: RateGradient
  readonly product: RateGradient
  multiply(): void
}

/**
 * The R-operator, d/dr at r = 0 of everything at W + r V, applied to the equations of forward and back (Pearlmutter 1994, Neural
 * Computation 6:147). Products with V and with what does not change from direction to direction are folded over time into one.
 */
export function createTangents(pass: RatePass, kept: KeptSignals, trained: readonly RateBlock[]): Tangents {
  const { engine, network, precision, products, primitives, readout, rates, rateSteps, zeros, scaled } = pass
  const { stepCount, trialCount, weights } = pass
  const { units, inputs, outputs, leak, integration, activation } = network
  const n = trialCount * units
  const matrix = (rows: number, columns: number) => engine.arena.matrix(rows, columns, precision)
  const [direction, product] = [createRateGradient(pass), createRateGradient(pass)]
  const changed = {
    recurrent: matrix(units, units),
    recurrentTransposed: matrix(units, units),
    inputTransposed: matrix(inputs, units),
  }
  // R a and then R q of every step, R z, R g; the first is free for the second once the units have run.
  const [arriving, tangentRates, tangentSignals] = [
    matrix(rates.rows, units),
    matrix(rates.rows, units),
    matrix(rates.rows, units),
  ]
  const [arrivingSteps, rateTangents, signalTangents] = [arriving, tangentRates, tangentSignals].map((all) =>
    steps(all, trialCount),
  )
  const state = matrix(trialCount, units)
  const [tangentOutputs, tangentErrors] = [matrix(readout.outputs.rows, outputs), matrix(readout.outputs.rows, outputs)]
  const is = (name: RateBlock) => trained.includes(name) && network.layout[name].rows > 0
  const rateLeaks = integration === "euler"
  const [advance, sendBack] =
    activation === "tanh"
      ? [primitives.leakyTanhTangent, primitives.leakyTanhTangentBackward]
      : [primitives.leakyReluTangent, primitives.leakyReluTangentBackward]
  const bias: Block = { ...direction.blocks.bias, rows: readout.outputs.rows, stride: 0 }
  const firstMoved = is("input") ? 0 : 1
  const { scale, transpose, axpy } = primitives

  /** gain V_W and gain V_U in the forms that products run over. */
  function scaleDirection(): void {
    const { recurrent, recurrentTransposed, inputTransposed } = changed
    if (is("recurrent")) {
      transpose(recurrentTransposed.pointer, units, direction.blocks.recurrent.pointer, units, units, units)
      scale(recurrentTransposed.pointer, network.gain, units * units)
      if (!network.selfConnections) clearDiagonal(recurrentTransposed)
      transpose(recurrent.pointer, units, recurrentTransposed.pointer, units, units, units)
    }
    if (!is("input")) return
    transpose(inputTransposed.pointer, units, direction.blocks.input.pointer, inputs, units, inputs)
    scale(inputTransposed.pointer, network.gain, units * inputs)
  }

  /** R v_t = leak R v_{t-1} + gain (R z_{t-1} W^T + z_{t-1} V_W^T + x_t V_U^T), R z_t = f'(v_t) R v_t. */
  function runUnits(): void {
    arriving.values.fill(0, 0, is("recurrent") ? n : arriving.values.length)
    if (is("recurrent"))
      products.multiply(laterRows(arriving, pass), null, earlierRows(rates, pass), changed.recurrentTransposed)
    if (is("input")) products.multiply(arriving, arriving, pass.inputs, changed.inputTransposed)
    for (let t = 0; t < stepCount; t++) {
      const drive = arrivingSteps![t]!
      if (t > firstMoved) products.multiply(drive, drive, rateTangents![t - 1]!, scaled.recurrentTransposed)
      const before = t === 0 ? zeros : rateLeaks ? rateTangents![t - 1]! : state
      advance(state.pointer, rateTangents![t]!.pointer, before.pointer, drive.pointer, rateSteps[t]!.pointer, leak, n)
    }
  }

  /** R y_t = w R z_t + V_w z_t + V_b, and R eps_t from the curvature of the loss. */
  function readOut(): void {
    products.multiplyTransposedRight(
      tangentOutputs,
      is("bias") ? bias : null,
      scoredRows(tangentRates, pass),
      weights.readout,
    )
    if (is("readout"))
      products.multiplyTransposedRight(
        tangentOutputs,
        tangentOutputs,
        scoredRows(rates, pass),
        direction.blocks.readout,
      )
    readout.loss.curve(tangentErrors, tangentOutputs)
  }

  /**
   * R q_t = w^T R eps_t + V_w^T eps_t + gain (W^T R g_{t+1} + V_W^T g_{t+1}),
   * R g_t = f'(v_t) R q_t + f''(v_t) R v_t q_t + leak R g_{t+1}; the leak inside f' where the rate leaks.
   */
  function runBack(): void {
    const scored = scoredRows(arriving, pass)
    arriving.values.fill(0, 0, readout.firstStep * n)
    products.multiply(scored, null, tangentErrors, weights.readout)
    if (is("readout")) products.multiply(scored, scored, readout.errors, direction.blocks.readout)
    const earlier = earlierRows(arriving, pass)
    if (is("recurrent")) products.multiply(earlier, earlier, laterRows(kept.signals.all, pass), changed.recurrent)
    for (let t = stepCount - 1; t >= 0; t--) {
      const [q, next] = [arrivingSteps![t]!, t + 1 < stepCount ? signalTangents![t + 1]! : zeros]
      if (t + 1 < stepCount) products.multiply(q, q, next, scaled.recurrent)
      if (rateLeaks) axpy(q.pointer, leak, next.pointer, n)
      sendBack(
        signalTangents![t]!.pointer,
        q.pointer,
        rateLeaks ? zeros.pointer : next.pointer,
        rateSteps[t]!.pointer,
        rateTangents![t]!.pointer,
        kept.arriving[t]!.pointer,
        leak,
        n,
      )
    }
  }

  /** R G_W = gain sum_t (R g_t z_{t-1}^T + g_t R z_{t-1}^T), and likewise for U, w and b. */
  function correlate(): void {
    if (is("recurrent"))
      recurrentGradient(pass, product, [
        [laterRows(tangentSignals, pass), earlierRows(rates, pass)],
        [laterRows(kept.signals.all, pass), earlierRows(tangentRates, pass)],
      ])
    if (is("input")) inputGradient(pass, product, pass.inputs, tangentSignals, kept.room)
    if (is("readout")) {
      const { readout: out } = product.blocks
      products.multiplyTransposedLeft(out, null, tangentErrors, scoredRows(rates, pass))
      products.multiplyTransposedLeft(out, out, readout.errors, scoredRows(tangentRates, pass))
    }
    if (is("bias")) biasGradient(pass, product, tangentErrors)
  }

  return {
    direction,
    product,
    multiply() {
      scaleDirection()
      runUnits()
      readOut()
      runBack()
      correlate()
    },
  }
}
