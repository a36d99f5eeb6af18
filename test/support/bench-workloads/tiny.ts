import type { BenchCase } from "../../bench/workload.ts"

/** A case that costs next to nothing, named as a row of the peers, for tests of the harness. */
export const cases: readonly BenchCase[] = [
  {
    workload: "rule-dnn",
    case: "animals=1 trials=10000",
    unit: "trial",
    units: 10,
    arms: ["fast without BLAS", "exact"],
    prepare: async () => {
      const values = new Float64Array(1000)
      return {
        run: () => values.fill(1),
        products: [[4, 8, 8, 3]],
        elementwiseBytes: 8000,
        dispose: () => {},
      }
    },
  },
]
