import assert from "node:assert/strict"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import type { RateProblem } from "../../support/rate-problems.ts"
import { runRule } from "../../support/recurrent-rules.ts"

// Made by test/golden/recurrent-rules.py with NumPy 2.4.6: norm of G_W, its entries (0, 1) and (5, 2).
const golden = {
  tanh: {
    bptt: [0.037531727482692866, -0.008028550307065372, 0.0002674726494082769],
    truncatedBptt: [0.02656997440147477, -0.007502271215484488, -0.0008846073150770318],
    threeFactor: [0.020508970858433926, -0.0058080600877405165, -0.001229035527645174],
    rflo: [0.035068346315699654, -0.010382449035493256, -0.005745501051932058],
    mdgl: [0.021536263949020192, -0.004501645496925286, -0.0005353141797240863],
    modProp: [0.02056977032731472, -0.006246021747546174, -0.0009673250936743749],
    rtrl: [0.03753172748269286, -0.00802855030706537, 0.0002674726494082796],
  },
  relu: {
    bptt: [0.013674961660592759, 0.0033896353104306237, -0.0022229888364908067],
    truncatedBptt: [0.0132342962163748, 0.003949772097968228, -0.0032189256094949793],
    threeFactor: [0.014457605718466006, 0.004260370592271153, -0.003715983710151913],
    rflo: [0.027116732046845535, 0.006492951334928033, -0.006305881566530194],
    mdgl: [0.014057217642305928, 0.004910859071187177, -0.00289488190603628],
    modProp: [0.01413852714859415, 0.003590304144290061, -0.0034030225600325914],
    rtrl: [0.013674961660592762, 0.003389635310430624, -0.0022229888364908063],
  },
} as const

const [units, inputs, outputs, steps, trials] = [6, 2, 2, 7, 3]
const cellTypes = [0, 1, 1, 0, 2, 1]

/** Multiples of 2^-16 in [-1, 1), as in the script. */
function numbers(seed: number, count: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 15) / 2 ** 16 - 1
  })
}

function problem(activation: "tanh" | "relu"): RateProblem {
  const sizes = { units, inputs, outputs, activation, selfConnections: false, readoutBias: true }
  const blocks = [units * units, units * inputs, outputs * units, outputs].map((count, i) => numbers(i + 1, count))
  return {
    network: rateNetwork({ ...sizes, dtMs: -100 * Math.log(0.6) }),
    parameters: Float64Array.from(blocks.flatMap((block) => [...block])),
    trials: {
      steps,
      trials,
      inputs: numbers(5, steps * trials * inputs),
      target: { kind: "values", values: numbers(6, steps * trials * outputs) },
    },
  }
}

const rules = {
  bptt: recurrentRules.bptt(),
  truncatedBptt: recurrentRules.truncatedBptt({ steps: 2 }),
  threeFactor: recurrentRules.threeFactor(),
  rflo: recurrentRules.rflo({ feedback: numbers(7, units * outputs) }),
  mdgl: recurrentRules.mdgl({ cellTypes }),
  modProp: recurrentRules.modProp({ cellTypes }),
  rtrl: recurrentRules.rtrl(),
}

describe("recurrent learning rules beside their equations in NumPy", () => {
  it("are all there", () => {
    assert.deepEqual(Object.keys(rules).sort(), Object.keys(recurrentRules).sort())
  })

  for (const activation of ["tanh", "relu"] as const)
    for (const [name, rule] of Object.entries(rules))
      it(`${name} has the golden gradient of W with ${activation}`, () => {
        const { recurrent } = runRule(rule, problem(activation))
        const norm = Math.sqrt(recurrent.reduce((sum, value) => sum + value * value, 0))
        for (const [i, value] of golden[activation][name as keyof typeof rules].entries()) {
          const got = [norm, recurrent[1]!, recurrent[5 * units + 2]!][i]!
          assert.ok(Math.abs(got - value) < 1e-15, `${got} for ${value}`)
        }
      })
})
