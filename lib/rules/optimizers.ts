import type { Matrix } from "../engine/arena.ts"
import type { Engine } from "../engine/engine.ts"
import { exp, log } from "../numerics/elementary.ts"
import { integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { initAdam, stepAdam } from "./adam.ts"
import { initMomentum, stepMomentum } from "./momentum.ts"
import { stepSgd } from "./sgd.ts"

/** How parameters follow a gradient. */
export interface Optimizer {
  readonly name: string
  /** Its options, defaults included. */
  readonly options: Readonly<Record<string, number>>
  /** Allocates what it keeps between steps; the result takes one step down the gradient. */
  bind(engine: Engine, parameters: Matrix, gradient: Matrix): () => void
}

/** Plain gradient descent, p = p - rate (g + weightDecay p). */
function sgd(options: { readonly rate: number; readonly weightDecay?: number }): Optimizer {
  refuseUnknownKeys("optimizers.sgd", options, ["rate", "weightDecay"])
  const { rate, weightDecay = 0 } = options
  numberOption("optimizers.sgd: rate", rate, 0)
  return Object.freeze({
    name: "sgd",
    options: Object.freeze({ rate, weightDecay }),
    bind(engine, parameters, gradient) {
      const primitives = engine.primitives(parameters.precision)
      return () => stepSgd(primitives, parameters, gradient, rate, weightDecay)
    },
  } satisfies Optimizer)
}

/**
 * Plain gradient descent whose rate is `high` for the first half of `iterations`, then falls to `low` by the same factor a step:
 * eta_i = high (low / high)^((i - I/2 + 1) / (I/2)) from i = I/2 on.
 */
function decayingSgd(options: { readonly high: number; readonly low: number; readonly iterations: number }): Optimizer {
  const what = "optimizers.decayingSgd"
  refuseUnknownKeys(what, options, ["high", "low", "iterations"])
  const high = numberOption(`${what}: high`, options.high, 0)
  const low = numberOption(`${what}: low`, options.low, 0)
  const half = integerOption(`${what}: iterations`, options.iterations, 2) / 2
  const slope = log(low / high) / half
  return Object.freeze({
    name: "decayingSgd",
    options: Object.freeze({ high, low, iterations: 2 * half }),
    bind(engine, parameters, gradient) {
      const primitives = engine.primitives(parameters.precision)
      let done = 0
      return () => {
        const rate = done < half ? high : high * exp(slope * Math.min(done - half + 1, half))
        stepSgd(primitives, parameters, gradient, rate)
        done += 1
      }
    },
  } satisfies Optimizer)
}

/** Gradient descent with momentum as in PyTorch: m = momentum m + (g + weightDecay p), p = p - rate m. */
function momentum(options: {
  readonly rate: number
  readonly momentum?: number
  readonly weightDecay?: number
}): Optimizer {
  refuseUnknownKeys("optimizers.momentum", options, ["rate", "momentum", "weightDecay"])
  const { rate, momentum: kept = 0.9, weightDecay = 0 } = options
  numberOption("optimizers.momentum: rate", rate, 0)
  return Object.freeze({
    name: "momentum",
    options: Object.freeze({ rate, momentum: kept, weightDecay }),
    bind(engine, parameters, gradient) {
      const { precision, values } = parameters
      const primitives = engine.primitives(precision)
      const state = initMomentum(engine.arena, values.length, precision)
      const constants = { momentum: kept, decay: weightDecay }
      return () => stepMomentum(state, primitives, parameters, gradient, rate, constants)
    },
  } satisfies Optimizer)
}

/** Adam with beta 0.9 and 0.999. */
function adam(options: { readonly rate: number }): Optimizer {
  refuseUnknownKeys("optimizers.adam", options, ["rate"])
  const { rate } = options
  numberOption("optimizers.adam: rate", rate, 0)
  return Object.freeze({
    name: "adam",
    options: Object.freeze({ rate }),
    bind(engine, parameters, gradient) {
      const { precision, values } = parameters
      const primitives = engine.primitives(precision)
      const state = initAdam(engine.arena, values.length, precision)
      return () => stepAdam(state, primitives, parameters, gradient, rate)
    },
  } satisfies Optimizer)
}

/** The optimisers, by name. */
export const optimizers = Object.freeze({ sgd, decayingSgd, momentum, adam })
