import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { createAdjoint } from "../../../lib/inference/dnn-glm/adjoint.ts"
import { initialParameters, updateNetwork } from "../../../lib/inference/dnn-glm/network.ts"
import { createWorkspace } from "../../../lib/inference/dnn-glm/rollout.ts"
import { largestSlice, lossAndGradient } from "../../../lib/inference/rule-network/passes.ts"
import { inputColumns, packTrials, weightColumns } from "../../../lib/inference/rule-network/trials.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../support/choice-sequences.ts"
import type { BenchCase, Prepared, ProductCount } from "../workload.ts"

const trials = 10_000
const chunkTrials = 500
const hiddenUnits = 32

/** Loss and gradient of the DNNGLM over cohorts of 1 and 12 animals. */
export const cases: readonly BenchCase[] = [1, 12].map((animals) => ({
  workload: "rule-dnn",
  case: `animals=${animals} trials=${trials}`,
  unit: "trial",
  units: trials,
  arms: ["exact"],
  prepare: async () => prepare(animals),
}))

function prepare(animals: number): Prepared {
  const cohort = Array.from({ length: animals }, (_, i) => randomAnimal(foldIn(key(animals), i), trials))
  const engine = borrowEngine()
  const network = updateNetwork(hiddenUnits)
  const packed = packTrials(engine.arena, cohort, "f32")
  const work = createWorkspace(engine.arena, engine.primitives("f32"), network, packed, chunkTrials, "f32")
  work.parameters.values.set(initialParameters(network, key(1), 1e-3))
  const adjoint = createAdjoint(engine.arena, work, largestSlice(work))
  return {
    run() {
      const pass = lossAndGradient(work, adjoint)
      while (!pass.next().done);
    },
    products: products(animals),
    // Per row: the regressors, weights and choice of the likelihood, its errors, and the signals whose columns are summed.
    elementwiseBytes: 4 * animals * trials * (2 * weightColumns + 1 + weightColumns + 2 * hiddenUnits + weightColumns),
    dispose: () => returnEngine(engine),
  }
}

/** Three layers forward and back for each trial; the first layer's fixed part and the gradients of the weights once a chunk. */
function products(animals: number): ProductCount[] {
  const chunks = trials / chunkTrials
  const rows = animals * chunkTrials
  return [
    [animals, hiddenUnits, weightColumns, 2 * trials],
    [animals, hiddenUnits, hiddenUnits, 2 * trials],
    [animals, weightColumns, hiddenUnits, 2 * trials],
    [rows, hiddenUnits, inputColumns - weightColumns, chunks],
    [inputColumns, hiddenUnits, rows, chunks],
    [hiddenUnits, hiddenUnits, rows, chunks],
    [weightColumns, hiddenUnits, rows, chunks],
  ]
}
