import { createAdjoint } from "../../../lib/inference/dnn-glm/adjoint.ts"
import { initialParameters, updateNetwork } from "../../../lib/inference/dnn-glm/network.ts"
import { createWorkspace } from "../../../lib/inference/dnn-glm/rollout.ts"
import { largestSlice } from "../../../lib/inference/rule-network/passes.ts"
import { inputColumns, weightColumns } from "../../../lib/inference/rule-network/trials.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { chunkTrials, hiddenUnits, ruleCases, trials } from "../rule-cases.ts"

const network = updateNetwork(hiddenUnits)

/** Loss and gradient of the DNNGLM over cohorts of 1 and 12 animals. */
export const cases = ruleCases({
  workload: "rule-dnn",
  prepare({ arena, primitives }, packed) {
    const work = createWorkspace(arena, primitives("f32"), network, packed, chunkTrials, "f32")
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  },
  parameters: initialParameters(network, key(1), 1e-3),
  // Three layers forward and back for each trial; the first layer's fixed part and the gradients of the weights once a chunk.
  products(animals) {
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
  },
  // The regressors, weights and choice of the likelihood, its errors, and the signals whose columns are summed.
  bytesPerTrial: 4 * (2 * weightColumns + 1 + weightColumns + 2 * hiddenUnits + weightColumns),
})
