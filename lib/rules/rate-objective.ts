import type { Engine } from "../engine/engine.ts"
import type { Precision } from "../engine/primitives.ts"
import { createRatePass, forward } from "../networks/rate-forward.ts"
import { type RateBlock, type RateNetwork, rateBlocks } from "../networks/rate-network.ts"
import type { RunnablePass } from "../networks/rate-pass.ts"
import type { Objective, ObjectivePoint, ParameterVector } from "../numerics/objective.ts"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import type { Trials } from "../tasks/trials.ts"
import { createRateCurvature, type RateCurvature } from "./rate-curvature.ts"
import type { RateGradient } from "./recurrent-rule.ts"

/** Options of `rateObjective`. */
export interface RateObjectiveOptions {
  /** All parameters of the network: where blocks that are not trained stay. */
  readonly parameters: ArrayLike<number>
  /** Blocks whose parameters, one after the other, are the objective's; all where absent. */
  readonly trained?: readonly RateBlock[]
  /** c of the penalty c / 2 (|W|^2 + |U|^2 + |w|^2) over the trained blocks, biases left out; 0 where absent. */
  readonly weightDecay?: number
  /** "f32" where absent. */
  readonly precision?: Precision
}

/**
 * The loss of a rate network on a batch of trials as a function of its parameters, with exact gradients and Hessian-vector products.
 * Where self-connections are left out, W's diagonal has derivatives 0.
 * @param engine a borrowed engine; the objective allocates in its arena and is given back, by `dispose`, before later allocations.
 * @throws on an unknown option or an impossible value.
 */
export function rateObjective(
  engine: Engine,
  network: RateNetwork,
  trials: Trials,
  options: RateObjectiveOptions,
): Objective {
  refuseUnknownKeys("rateObjective", options, ["parameters", "trained", "weightDecay", "precision"])
  const { parameters, trained = rateBlocks, weightDecay = 0, precision = "f32" } = options
  for (const name of trained) choiceOption("rateObjective: trained", name, rateBlocks)
  choiceOption("rateObjective: precision", precision, ["f32", "f64"])
  checkLength("rateObjective: parameters", parameters, network.parameterCount)
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay)))
    throw new RangeError(`rateObjective: weightDecay must be a finite number of at least 0, got ${weightDecay}`)
  const mark = engine.arena.mark()
  let pass: RunnablePass
  let curvature: RateCurvature
  try {
    pass = createRatePass(engine, network, trials, precision)
    curvature = createRateCurvature(pass, trained)
  } catch (refusal) {
    engine.arena.reset(mark)
    throw refusal
  }
  pass.parameters.values.set(parameters)
  const places = placesOf(network, trained)
  const decay = decayOf(network, trained, weightDecay)
  let current = 0

  function at(point: ArrayLike<number>): ObjectivePoint {
    checkLength("the parameters of an objective", point, places.length)
    const values = pass.parameters.values
    for (let i = 0; i < places.length; i++) values[places[i]!] = point[i]!
    current += 1
    const mine = current
    const loss = forward(pass)
    curvature.linearise()
    const penalty = decay.reduce((sum, c, i) => sum + (c * point[i]! ** 2) / 2, 0)
    const still = () => {
      if (mine !== current) throw new Error("the objective has moved on to another point since")
    }
    return Object.freeze({
      loss: loss + penalty,
      gradient() {
        still()
        return pick(curvature.gradient, (i) => decay[i]! * point[i]!)
      },
      hessianVector(direction) {
        still()
        return times(curvature, direction)
      },
    } satisfies ObjectivePoint)
  }

  function times({ direction: v, product, multiply }: RateCurvature, direction: ArrayLike<number>): ParameterVector {
    checkLength("a direction", direction, places.length)
    for (let i = 0; i < places.length; i++) v.vector.values[places[i]!] = direction[i]!
    multiply()
    return pick(product, (i) => decay[i]! * direction[i]!)
  }

  function pick({ vector: { values } }: RateGradient, more: (i: number) => number): ParameterVector {
    const picked = precision === "f32" ? new Float32Array(places.length) : new Float64Array(places.length)
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]! + more(i)
    return picked
  }

  return Object.freeze({
    parameterCount: places.length,
    mode: engine.mode,
    precision,
    at,
    dispose: () => engine.arena.reset(mark),
  } satisfies Objective)
}

/** Index in the network's flat vector of each parameter of the objective. */
function placesOf({ layout }: RateNetwork, trained: readonly RateBlock[]): Uint32Array {
  const places = trained.flatMap((name) => {
    const { first, rows, columns } = layout[name]
    return Array.from({ length: rows * columns }, (_, i) => first + i)
  })
  return Uint32Array.from(places)
}

/** Weight decay of each parameter: none for biases, nor for self-connections that are left out. */
function decayOf(
  { layout, selfConnections, units }: RateNetwork,
  trained: readonly RateBlock[],
  c: number,
): Float64Array {
  const decay = trained.flatMap((name) => {
    const { rows, columns } = layout[name]
    const fixed = (i: number) => name === "bias" || (name === "recurrent" && !selfConnections && i % (units + 1) === 0)
    return Array.from({ length: rows * columns }, (_, i) => (fixed(i) ? 0 : c))
  })
  return Float64Array.from(decay)
}

function checkLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length) throw new RangeError(`${what}: expected ${length} numbers, got ${values.length}`)
}
