import { forward } from "../../../lib/networks/rate-forward.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { createRateGradient } from "../../../lib/rules/recurrent-rule.ts"
import { threeFactor } from "../../../lib/rules/three-factor.ts"
import { rateCases } from "../rate-cases.ts"

/** Loss and three-factor gradient of a leaky tanh network: that of W, as the peer's, and that of U on top. */
export const cases = rateCases(
  {
    workload: "three-factor",
    unit: "time step",
    units: ({ steps }) => steps,
    network: { inputs: 4, outputs: 2, activation: "tanh", dtMs: -100 * Math.log(0.8), tauMs: 100 },
    deviations: ({ units }) => [1.2 / Math.sqrt(units), 0.5, 1 / Math.sqrt(units)],
    target: ({ outputs }, { steps, trials }) => ({ kind: "values", values: normal(key(6), steps * trials * outputs) }),
    bind(pass) {
      const rule = threeFactor().bind(pass, createRateGradient(pass))
      return () => {
        forward(pass)
        rule()
      }
    },
    products: ({ inputs, outputs }, { units, trials, steps }) => [
      [trials, units, units, steps - 1],
      [units, units, (steps - 1) * trials, 1],
      [steps * trials, units, inputs, 1],
      [inputs, units, steps * trials, 1],
      [steps * trials, outputs, units, 1],
      [steps * trials, units, outputs, 1],
    ],
    // Forward: state and drive in, state and rate out; trace and rate in, trace out; signal and rate in, eligible signal out.
    bytesPerElement: 4 * 10,
  },
  [
    [64, 1, 100],
    [128, 32, 100],
    [256, 32, 100],
  ],
)
