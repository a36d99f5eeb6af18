import type { RatePass } from "../networks/rate-pass.ts"
import type { RateGradient, RecurrentRule } from "./recurrent-rule.ts"

/**
 * Real-time recurrent learning, the exact gradient carried forward in time: with J_l = d s_l / d theta of the state s that leaks,
 * J_lpq,t = leak J_lpq,t-1 + gain (delta_lp z_q,t-1 + sum_m W_lm f'(v_m,t-1) J_mpq,t-1), and G = sum_t,l f'(v_lt) l_lt J_l,t.
 * It costs N^4 operations a step and trial: an oracle for small networks. Williams and Zipser 1989, Neural Computation 1:270.
 */
export function rtrl(): RecurrentRule {
  return Object.freeze({ name: "rtrl", label: "RTRL", bind: bindRtrl } satisfies RecurrentRule)
}

function bindRtrl(pass: RatePass, { vector }: RateGradient): () => void {
  const { network, rates, inputs, stepCount, trialCount, scaled, parameters, readout } = pass
  const { units, inputs: channels, outputs, leak, gain, integration, activation, selfConnections, layout } = network
  // Sources of a unit: the rates of all units, then the input channels.
  const sources = units + channels
  const slope = (z: number) => (activation === "tanh" ? 1 - z * z : z > 0 ? 1 : 0)
  const rateLeaks = integration === "euler"
  const influence = new Float64Array(units * units * sources)
  const before = new Float64Array(influence.length)
  const total = new Float64Array(units * sources)

  function advance(t: number, trial: number): void {
    before.set(influence)
    const row = (t * trialCount + trial) * units
    const earlier = row - trialCount * units
    const z = (m: number) => (t === 0 ? 0 : rates.values[earlier + m]!)
    for (let l = 0; l < units; l++)
      for (let p = 0; p < units; p++)
        for (let q = 0; q < sources; q++) {
          const at = (m: number) => (m * units + p) * sources + q
          const kept = leak * (rateLeaks ? slope(z(l)) : 1) * before[at(l)]!
          let sum = kept
          if (l === p)
            sum += gain * (q < units ? z(q) : inputs.values[(t * trialCount + trial) * channels + q - units]!)
          for (let m = 0; m < units; m++) sum += scaled.recurrent.values[l * units + m]! * slope(z(m)) * before[at(m)]!
          influence[at(l)] = sum
        }
  }

  function collect(t: number, trial: number): void {
    const at = (t * trialCount + trial - readout.firstStep * trialCount) * outputs
    if (t < readout.firstStep) return
    for (let l = 0; l < units; l++) {
      let signal = 0
      for (let k = 0; k < outputs; k++)
        signal += parameters.values[layout.readout.first + k * units + l]! * readout.errors.values[at + k]!
      signal *= slope(rates.values[(t * trialCount + trial) * units + l]!)
      for (let i = 0; i < total.length; i++) total[i]! += signal * influence[l * total.length + i]!
    }
  }

  return () => {
    total.fill(0)
    for (let trial = 0; trial < trialCount; trial++) {
      influence.fill(0)
      for (let t = 0; t < stepCount; t++) {
        advance(t, trial)
        collect(t, trial)
      }
    }
    for (let p = 0; p < units; p++) {
      for (let q = 0; q < units; q++)
        vector.values[layout.recurrent.first + p * units + q] =
          !selfConnections && p === q ? 0 : total[p * sources + q]!
      for (let i = 0; i < channels; i++)
        vector.values[layout.input.first + p * channels + i] = total[p * sources + units + i]!
    }
  }
}
