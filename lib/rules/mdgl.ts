import { refuseUnknownKeys } from "../numerics/options.ts"
import { type CellTypeOptions, createAveragedWeights } from "./averaged-weights.ts"
import { backThroughTime, createBackSignals, createLearningSignals, throughUnits } from "./back-signals.ts"
import type { RecurrentRule } from "./recurrent-rule.ts"
import { weightGradients } from "./weight-gradients.ts"

/**
 * Multidigraph learning: of the paths through other units those over one synapse are kept, over weights averaged by cell type,
 * g_t = f'(v_t) (l_t + gain M^T (f'(v_{t+1}) l_{t+1})) + leak g_{t+1}.
 * Liu et al. 2021, PNAS 118:e2111821118; in the notation of Liu et al. 2022, arXiv 2206.00823.
 * @throws on an unknown option.
 */
export function mdgl(options: CellTypeOptions = {}): RecurrentRule {
  refuseUnknownKeys("mdgl", options, ["cellTypes"])
  return Object.freeze({
    name: "mdgl",
    label: "MDGL",
    bind(pass, gradient) {
      const { engine, network, precision, primitives, products, rateSteps, stepCount, trialCount } = pass
      const n = trialCount * network.units
      const signals = createBackSignals(pass)
      const learning = createLearningSignals(pass)
      const { weights, average } = createAveragedWeights(pass, options.cellTypes, 1)
      const room = engine.arena.matrix(network.inputs, network.units, precision)
      // f'(v) l of this step and of the step after it, taking turns.
      const local = [0, 1].map(() => engine.arena.matrix(trialCount, network.units, precision))
      const through = throughUnits(pass, signals)
      const throughDerivative = network.activation === "tanh" ? primitives.tanhBackward : primitives.reluBackward
      return () => {
        average()
        backThroughTime(learning, (t, q) => {
          throughDerivative(local[t % 2]!.pointer, q.pointer, rateSteps[t]!.pointer, n)
          if (t + 1 < stepCount) products.multiply(q, q, local[(t + 1) % 2]!, weights)
          through(q.pointer, t)
        })
        weightGradients(pass, signals.all, gradient, room)
      }
    },
  } satisfies RecurrentRule)
}
