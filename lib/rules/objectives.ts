import type { Mode } from "../engine/compiled-module.ts"
import { returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import type { RateNetwork } from "../networks/rate-network.ts"
import type { Objective } from "../numerics/objective.ts"
import { choiceOption } from "../numerics/options.ts"
import type { Trials } from "../tasks/trials.ts"
import { type RateObjectiveOptions, rateObjective } from "./rate-objective.ts"

/** Options of `objectives.rate`. */
export interface OpenRateObjectiveOptions extends RateObjectiveOptions {
  /** "fast" where absent; "exact" gives the same bits on every machine. */
  readonly mode?: Mode
}

/**
 * The loss of a rate network on a batch of trials as a function of its parameters, with exact gradients and Hessian-vector products, on an
 * engine of its own until it is disposed of.
 * @throws on an unknown option or an impossible value.
 */
async function rate(network: RateNetwork, trials: Trials, options: OpenRateObjectiveOptions): Promise<Objective> {
  const { mode = "fast", ...rest } = options
  choiceOption("objectives.rate: mode", mode, ["fast", "exact"])
  const engine = await engineFor(mode)
  try {
    const objective = rateObjective(engine, network, trials, rest)
    const dispose = () => {
      objective.dispose()
      returnEngine(engine)
    }
    return Object.freeze({ ...objective, dispose })
  } catch (error) {
    returnEngine(engine)
    throw error
  }
}

/** Losses of networks as functions of their parameters, by the kind of network. */
export const objectives = Object.freeze({ rate })
