import { createAdjoint } from "../../../lib/inference/rnn-glm/adjoint.ts"
import { initialParameters, recurrentUpdateNetwork } from "../../../lib/inference/rnn-glm/network.ts"
import { createWorkspace } from "../../../lib/inference/rnn-glm/rollout.ts"
import { largestSlice } from "../../../lib/inference/rule-network/passes.ts"
import { inputColumns, weightColumns } from "../../../lib/inference/rule-network/trials.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { chunkTrials, hiddenUnits, ruleCases, trials } from "../rule-cases.ts"

const network = recurrentUpdateNetwork(hiddenUnits)

/** Loss and gradient of the RNNGLM over cohorts of 1 and 12 animals. */
export const cases = ruleCases({
  workload: "rule-gru",
  prepare({ arena, primitives }, packed) {
    const work = createWorkspace(arena, primitives("f32"), network, packed, chunkTrials, "f32")
    return { work, adjoint: createAdjoint(arena, work, largestSlice(work)) }
  },
  parameters: initialParameters(network, key(1), 1e-3),
  // The recurrent layer and three layers behind it, forward and back for each trial but those that nothing depends on (the last one, and
  // the last of each chunk on the way back); the gradients of the weights once a slice.
  products(animals, sliceRows) {
    const [forward, back] = [trials - 1, trials - trials / chunkTrials]
    const slices = (trials / chunkTrials) * Math.ceil(chunkTrials / Math.floor(sliceRows / animals))
    const rows = Math.round((animals * back) / slices)
    const gates = 3 * hiddenUnits
    return [
      [animals, gates, inputColumns, forward],
      [animals, gates, hiddenUnits, forward],
      [animals, hiddenUnits, hiddenUnits, 2 * forward],
      [animals, weightColumns, hiddenUnits, forward],
      [animals, hiddenUnits, weightColumns, back],
      [animals, hiddenUnits, hiddenUnits, 2 * back],
      [animals, hiddenUnits, gates, back],
      [animals, weightColumns, gates, back],
      [inputColumns, gates, rows, slices],
      [hiddenUnits, gates, rows, slices],
      [hiddenUnits, hiddenUnits, rows, 2 * slices],
      [weightColumns, hiddenUnits, rows, slices],
    ]
  },
  // Gates forward: both sums and h in, four blocks and h' out; back: four blocks, h and signal in, four blocks and signal out. Then as
  // for the DNNGLM, with the gates' gradients summed too.
  bytesPerTrial: 4 * (hiddenUnits * (7 + 5 + 6 + 5 + 4 + 2) + 2 * weightColumns + 1 + weightColumns + weightColumns),
})
