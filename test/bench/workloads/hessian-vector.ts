import { forward } from "../../../lib/networks/rate-forward.ts"
import { integers, normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { createRateCurvature } from "../../../lib/rules/rate-curvature.ts"
import { rateCases } from "../rate-cases.ts"

/** Product of the Hessian with respect to W with a direction, cross-entropy at the last step; the point is prepared once. */
export const cases = rateCases(
  {
    workload: "hessian-vector",
    unit: "product",
    units: () => 1,
    network: { inputs: 28, outputs: 10, activation: "relu", dtMs: 100 * Math.log(2), tauMs: 100 },
    deviations: ({ units }) => [1 / Math.sqrt(units), 0.2, 1 / Math.sqrt(units)],
    target({ outputs }, { steps, trials }) {
      const labels = new Int32Array(steps * trials).fill(-1)
      labels.set(Int32Array.from(integers(key(6), trials, outputs)), (steps - 1) * trials)
      return { kind: "labels", labels }
    },
    bind(pass) {
      const { linearise, multiply, direction } = createRateCurvature(pass, ["recurrent"])
      forward(pass)
      linearise()
      const { first, rows, columns } = pass.network.layout.recurrent
      direction.vector.values.set(normal(key(7), rows * columns), first)
      return multiply
    },
    products: ({ outputs }, { units, trials, steps }) => [
      [trials, units, units, 2 * steps - 3],
      [(steps - 1) * trials, units, units, 2],
      [units, units, (steps - 1) * trials, 2],
      [trials, outputs, units, 1],
      [trials, units, outputs, 1],
    ],
    // Forward: state, drive and rate in, both tangents out; back: signal, next signal and rate in, signal out.
    bytesPerElement: 4 * 9,
  },
  [
    [32, 8, 30],
    [64, 64, 14],
    [128, 256, 28],
  ],
)
