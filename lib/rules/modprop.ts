import { numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type CellTypeOptions, createAveragedWeights } from "./averaged-weights.ts"
import { backThroughTime, createBackSignals, createLearningSignals, throughUnits } from "./back-signals.ts"
import type { RecurrentRule } from "./recurrent-rule.ts"
import { weightGradients } from "./weight-gradients.ts"

/** Options of `modProp`. */
export interface ModPropOptions extends CellTypeOptions {
  /** mu, what stands for f' on nonlocal paths; 0.25 where absent. */
  readonly meanDerivative?: number
}

/**
 * ModProp: all paths through other units are kept, over weights averaged by cell type and with a constant in the place of f' on them,
 * g_t = f'(v_t) l_t + mu gain M^T g_{t+1} + leak g_{t+1}: filter taps that are known beforehand.
 * Liu et al. 2022, NeurIPS 35 (arXiv 2206.01338); in the notation of Liu et al. 2022, arXiv 2206.00823.
 * @throws on an unknown option or an impossible value.
 */
export function modProp(options: ModPropOptions = {}): RecurrentRule {
  refuseUnknownKeys("modProp", options, ["cellTypes", "meanDerivative"])
  const { cellTypes, meanDerivative = 0.25 } = options
  numberOption("modProp: meanDerivative", meanDerivative, 0)
  return Object.freeze({
    name: "modProp",
    label: "ModProp",
    bind(pass, gradient) {
      const { engine, network, precision, products, stepCount } = pass
      const signals = createBackSignals(pass)
      const learning = createLearningSignals(pass)
      const { weights, average } = createAveragedWeights(pass, cellTypes, meanDerivative)
      const room = engine.arena.matrix(network.inputs, network.units, precision)
      const through = throughUnits(pass, signals)
      return () => {
        average()
        backThroughTime(learning, (t, q) => {
          const g = signals.steps[t]!
          through(q.pointer, t)
          if (t + 1 < stepCount) products.multiply(g, g, signals.steps[t + 1]!, weights)
        })
        weightGradients(pass, signals.all, gradient, room)
      }
    },
  } satisfies RecurrentRule)
}
