import type { Matrix } from "../engine/arena.ts"
import type { RatePass } from "../networks/rate-pass.ts"

/** Options of rules whose nonlocal signals run over weights averaged by cell type. */
export interface CellTypeOptions {
  /** Type of each unit, N integers from 0; every unit its own type, so that M = W, where absent. */
  readonly cellTypes?: ArrayLike<number>
}

/** factor gain M, M_jp being the mean of W over the units of j's type and those of p's type. */
export interface AveragedWeights {
  /** N x N, after `average`. */
  readonly weights: Matrix
  /** Averages the weights of the last pass forward. */
  average(): void
}

/**
 * Allocates averaged weights.
 * @throws RangeError where the types are not N integers from 0 to N - 1.
 */
export function createAveragedWeights(
  pass: RatePass,
  cellTypes: ArrayLike<number> | undefined,
  factor: number,
): AveragedWeights {
  const { network, engine, precision, scaled, primitives } = pass
  const { units } = network
  const { values } = scaled.recurrent
  if (cellTypes === undefined) {
    if (factor === 1) return { weights: scaled.recurrent, average() {} }
    const weights = engine.arena.matrix(units, units, precision)
    return {
      weights,
      average() {
        weights.values.set(values)
        primitives.scale(weights.pointer, factor, values.length)
      },
    }
  }
  const types = Array.from(cellTypes)
  if (types.length !== units || !types.every((type) => Number.isInteger(type) && type >= 0 && type < units))
    throw new RangeError(
      `cellTypes must be ${units} integers from 0 to ${units - 1}, one a unit, got [${types.join(", ")}]`,
    )
  const weights = engine.arena.matrix(units, units, precision)
  const count = Math.max(...types) + 1
  const members = Array.from({ length: count }, (_, type) => types.filter((other) => other === type).length)
  const sums = new Float64Array(count * count)
  return {
    weights,
    average() {
      sums.fill(0)
      for (let j = 0; j < units; j++)
        for (let p = 0; p < units; p++) sums[types[j]! * count + types[p]!]! += values[j * units + p]!
      for (let j = 0; j < units; j++)
        for (let p = 0; p < units; p++) {
          const [from, to] = [types[j]!, types[p]!]
          weights.values[j * units + p] = (factor * sums[from * count + to]!) / (members[from]! * members[to]!)
        }
    },
  }
}
