import assert from "node:assert/strict"
import type { RateNetworkOptions } from "../../../lib/networks/rate-network.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { RecurrentRule } from "../../../lib/rules/recurrent-rule.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { type RateProblem, rateProblem } from "../../support/rate-problems.ts"
import { relativeDistance, runRule } from "../../support/recurrent-rules.ts"

const { bptt, truncatedBptt, threeFactor, rflo, mdgl, modProp, rtrl } = recurrentRules

/**
 * One linear unit with a self-connection, its target at the last step, and one input channel a step: channel t is 1 in step t alone, so
 * that G_U is gain g_t, step by step. A ReLU that is never below 0 is linear.
 */
function linearUnit(integration: RateNetworkOptions["integration"]): RateProblem {
  const steps = 7
  const units = { units: 1, inputs: steps, outputs: 1, activation: "relu" } as const
  const problem = rateProblem(key(31), { ...units, integration, dtMs: 40, steps, trialCount: 1 })
  const at = (row: number, column: number) => (row === column ? 1 : 0)
  return {
    ...problem,
    parameters: problem.parameters.map((value) => 0.3 + Math.abs(value)),
    trials: {
      ...problem.trials,
      inputs: Float64Array.from({ length: steps ** 2 }, (_, i) => at(Math.floor(i / steps), i % steps)),
      weights: Float64Array.from({ length: steps }, (_, t) => at(t, steps - 1)),
    },
  }
}

for (const integration of ["expEuler", "euler"] as const)
  describe(`learning rules of one linear unit with a self-connection, ${integration}`, () => {
    const problem = linearUnit(integration)
    const { network, parameters, trials } = problem
    const { leak: alpha, gain } = network
    const [W, w] = [parameters[0]!, parameters.at(-1)!]
    const T = trials.steps
    // z_t by hand, and l = w (y_T - y*).
    const z = [0]
    for (let t = 1; t <= T; t++) z.push(alpha * z[t - 1]! + gain * (W * z[t - 1]! + parameters[t]!))
    const target = trials.target.kind === "values" ? trials.target.values.at(-1)! : Number.NaN
    const l = w * (w * z[T]! - target)
    const through = alpha + gain * W
    const power = (factor: number) => (s: number) => factor ** s
    const taps: readonly (readonly [string, RecurrentRule, (s: number) => number, number?])[] = [
      ["BPTT: l (alpha + gain W)^s", bptt(), power(through)],
      ["RTRL: l (alpha + gain W)^s", rtrl(), power(through)],
      ["the three-factor rule: l alpha^s", threeFactor(), power(alpha)],
      ["RFLO: B eps alpha^s", rflo({ feedback: [0.7] }), power(alpha), 0.7 / w],
      ["ModProp: l (alpha + mu gain W)^s", modProp({ meanDerivative: 0.3 }), power(alpha + 0.3 * gain * W)],
      ["MDGL: l alpha^(s-1) (alpha + gain W)", mdgl(), (s) => (s === 0 ? 1 : alpha ** (s - 1) * through)],
      [
        "BPTT cut every 2 steps: l times alpha + gain W and alpha, taking turns",
        truncatedBptt({ steps: 2 }),
        (s) => through ** Math.ceil(s / 2) * alpha ** Math.floor(s / 2),
      ],
    ]
    for (const [title, rule, tap, share = 1] of taps)
      it(`${title} comes back over s steps`, () => {
        const g = Array.from({ length: T }, (_, t) => share * l * tap(T - 1 - t))
        const { input, recurrent } = runRule(rule, problem)
        const expected = g.map((value) => gain * value)
        assert.ok(relativeDistance(input, expected) < 1e-14, `${input} for ${expected}`)
        // G_W = gain sum_t g_t z_{t-1}.
        const sum = expected.reduce((total, value, t) => total + value * z[t]!, 0)
        assert.ok(Math.abs(recurrent[0]! - sum) < 1e-14 * Math.abs(sum), `${recurrent[0]} for ${sum}`)
      })
  })
