import { choiceOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Connectivity } from "./connectivity.ts"
import { scaledToGain } from "./scaling.ts"

/** Options of `measured`. */
export interface MeasuredOptions {
  /** W, N x N, row by row: row i is the postsynaptic unit. */
  readonly weights: ArrayLike<number>
  /** "gain" (where absent) scales it to Frobenius norm g sqrt(N); "none" takes it as it is. */
  readonly scaling?: "gain" | "none"
  /** g; 1.25 where absent. */
  readonly gain?: number
}

/**
 * A connectome of the user's own, such as from a CSV or NPY file; the same for every key.
 * @throws on an unknown option, a matrix that is not square or finite, and, when drawn, on a network of another size.
 */
export function measured(options: MeasuredOptions): Connectivity {
  const what = "connectivity.measured"
  refuseUnknownKeys(what, options, ["weights", "scaling", "gain"])
  const weights = Float64Array.from(options.weights)
  const size = Math.sqrt(weights.length)
  if (!Number.isInteger(size) || size === 0)
    throw new RangeError(`${what}: weights must be a square matrix, row by row, got ${weights.length} numbers`)
  const wrong = weights.findIndex((weight) => !Number.isFinite(weight))
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / size)}, column ${wrong % size}`
    throw new RangeError(`${what}: weights must be finite numbers, got ${weights[wrong]} in ${place} (counted from 0)`)
  }
  const scaling = choiceOption(`${what}: scaling`, options.scaling ?? "gain", ["gain", "none"])
  const gain = numberOption(`${what}: gain`, options.gain ?? 1.25, 0)
  if (scaling === "gain" && weights.every((weight) => weight === 0))
    throw new RangeError(`${what}: a matrix of zeros cannot be scaled to a gain`)
  return Object.freeze({
    name: "measured",
    options: Object.freeze({ units: size, scaling, gain }),
    draw(units) {
      if (units !== size) throw new RangeError(`${what}: a connectome of ${size} units is not one of ${units}`)
      return scaling === "none" ? weights.slice() : scaledToGain(weights, units, gain)
    },
  } satisfies Connectivity)
}
