import { eigenvalueMagnitudes } from "../numerics/eigenvalues.ts"
import { exp, log } from "../numerics/elementary.ts"
import { choiceOption } from "../numerics/options.ts"
import { singularValues } from "../numerics/singular-values.ts"

const definitions = ["eigenvalues", "stable", "entropy"] as const

/** How an effective rank is defined: see `effectiveRank`. */
export type RankDefinition = (typeof definitions)[number]

/**
 * Effective rank of a square matrix as a share of its size N, in (0, 1].
 * `eigenvalues`: sum_i |lambda_i| / (N |lambda_1|), 2/3 for a large Gaussian matrix by the circular law; `stable`: |W|_F^2 / (N sigma_1^2), 1/4 there;
 * `entropy`: exp of the entropy of sigma_i^2 / sum over N.
 * @param matrix N x N, row by row.
 * @throws RangeError where the matrix is not square, not finite, or zero.
 */
export function effectiveRank(matrix: Float64Array, definition: RankDefinition = "eigenvalues"): number {
  choiceOption("effectiveRank: definition", definition, definitions)
  const size = Math.sqrt(matrix.length)
  if (!Number.isInteger(size) || size === 0)
    throw new RangeError(`effectiveRank: a square matrix has no ${matrix.length} entries`)
  if (!matrix.every(Number.isFinite)) throw new RangeError("effectiveRank: the entries must be finite numbers")
  const sizes = definition === "eigenvalues" ? eigenvalueMagnitudes(matrix, size) : singularValues(matrix, size)
  if (sizes[0] === 0) throw new RangeError("effectiveRank: a matrix without a nonzero eigenvalue has none")
  if (definition === "eigenvalues") return total(sizes) / (size * sizes[0]!)
  const powers = sizes.map((value) => value ** 2)
  if (definition === "stable") return total(powers) / (size * powers[0]!)
  const sum = total(powers)
  const entropy = powers.reduce((before, power) => before - (power > 0 ? (power / sum) * log(power / sum) : 0), 0)
  return exp(entropy) / size
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
