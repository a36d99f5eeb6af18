import { type Block, type Matrix, steps } from "../engine/arena.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { createLearningSignals } from "./back-signals.ts"
import { bindBackward } from "./bptt.ts"
import type { RateGradient, RecurrentRule } from "./recurrent-rule.ts"
import { inputGradient, laterRows, recurrentGradient } from "./weight-gradients.ts"

/**
 * The three-factor rule, symmetric e-prop: G_pq = sum_t l_pt e_pqt with the eligibility e_pqt = f'(v_pt) zbar_qt, zbar a trace of the
 * presynaptic rate, l = w^T eps the learning signal. Every path through another unit is left out.
 * Bellec et al. 2020, Nature Communications 11:3625; in the notation of Liu et al. 2022, arXiv 2206.00823.
 */
export function threeFactor(): RecurrentRule {
  return Object.freeze({
    name: "threeFactor",
    label: "three-factor",
    bind: (pass, gradient) => bindThreeFactor(pass, gradient, pass.weights.readout),
  } satisfies RecurrentRule)
}

/** The three-factor rule with given feedback weights (N_out x N) in the place of the readout's. */
export function bindThreeFactor(pass: RatePass, gradient: RateGradient, feedback: Block): () => void {
  // Where the rate leaks, inside f, an eligibility does not factorise: it is summed from the last step on instead, to the same result.
  if (pass.network.integration === "euler") return bindBackward(() => false, feedback)(pass, gradient)
  const { engine, network, precision, primitives, rates, rateSteps, stretches, trialCount, inputs } = pass
  const { units, leak, activation } = network
  const n = trialCount * units
  const matrix = (rows: number, columns: number) => engine.arena.matrix(rows, columns, precision)
  const learning = createLearningSignals(pass, feedback)
  const eligible = matrix(rates.rows, units)
  const eligibleSteps = steps(eligible, trialCount)
  const [traces, inputTraces] = [matrix(rates.rows, units), matrix(inputs.rows, network.inputs)]
  const room = matrix(network.inputs, units)
  const throughDerivative = activation === "tanh" ? primitives.tanhBackward : primitives.reluBackward
  const traceRates = tracer(pass, rates, traces, 1)
  const traceInputs = tracer(pass, inputs, inputTraces, 0)
  return () => {
    // zbar_t = leak zbar_{t-1} + z_{t-1}, and for the inputs xbar_t = leak xbar_{t-1} + x_t; the gain is put on at the end.
    traceRates()
    traceInputs()
    for (const [stretch, { from, to }] of stretches.entries()) {
      learning.make(stretch)
      for (let t = from; t < to; t++) {
        const l = learning.steps[t - from]!.pointer
        throughDerivative(eligibleSteps[t]!.pointer, l, rateSteps[t]!.pointer, n)
      }
    }
    recurrentGradient(pass, gradient, [[laterRows(eligible, pass), laterRows(traces, pass)]])
    inputGradient(pass, gradient, inputTraces, eligible, room)
  }

  /** Makes trace_t = leak trace_{t-1} + x_{t-lag} of all steps; what is before the first step is 0. */
  function tracer({ primitives: { mix } }: RatePass, x: Matrix, trace: Matrix, lag: 0 | 1): () => void {
    const [from, to] = [steps(x, trialCount), steps(trace, trialCount)]
    const length = trialCount * x.columns
    return () => {
      for (let t = lag; t < to.length; t++) {
        const source = from[t - lag]!.pointer
        if (t === lag) mix(to[t]!.pointer, 1, source, 0, source, length)
        else mix(to[t]!.pointer, leak, to[t - 1]!.pointer, 1, source, length)
      }
    }
  }
}
