import { forward } from "../../../lib/networks/rate-forward.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { bptt } from "../../../lib/rules/bptt.ts"
import { createRateGradient } from "../../../lib/rules/recurrent-rule.ts"
import { readoutGradient } from "../../../lib/rules/weight-gradients.ts"
import { rateCases } from "../rate-cases.ts"

/** Loss and gradient with respect to W, U and w of a leaky tanh network, half the mean squared error over all steps. */
export const cases = rateCases(
  {
    workload: "bptt",
    unit: "time step",
    units: ({ steps }) => steps,
    network: { inputs: 4, outputs: 2, activation: "tanh", dtMs: -100 * Math.log(0.8), tauMs: 100 },
    deviations: ({ units }) => [1.2 / Math.sqrt(units), 0.5, 1 / Math.sqrt(units)],
    target: ({ outputs }, { steps, trials }) => ({ kind: "values", values: normal(key(6), steps * trials * outputs) }),
    bind(pass) {
      const gradient = createRateGradient(pass)
      const rule = bptt().bind(pass, gradient)
      return () => {
        forward(pass)
        rule()
        readoutGradient(pass, gradient)
      }
    },
    products: ({ inputs, outputs }, { units, trials, steps }) => [
      [trials, units, units, 2 * (steps - 1)],
      [units, units, (steps - 1) * trials, 1],
      [steps * trials, units, inputs, 1],
      [inputs, units, steps * trials, 1],
      [steps * trials, outputs, units, 1],
      [steps * trials, units, outputs, 1],
      [outputs, units, steps * trials, 1],
    ],
    // Forward: state and drive in, state and rate out; back: signal, next signal and rate in, signal out.
    bytesPerElement: 4 * 8,
  },
  [
    [64, 1, 100],
    [64, 32, 100],
    [128, 32, 100],
    [128, 256, 28],
    [256, 32, 100],
    [300, 32, 8],
    [512, 64, 100],
  ],
)
