import { exp, log } from "../numerics/elementary.ts"
import { normalQuantile } from "../numerics/normal-quantile.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { studentTwoSided } from "../numerics/student-t.ts"

/** Spearman's rank correlation with its test and interval. */
export interface RankCorrelation {
  /** Correlation of the ranks, from -1 to 1. */
  readonly rho: number
  /** Two-sided probability of a correlation as large in size, were the columns independent. */
  readonly p: number
  /** What p rests on: all orders of one column ("permutations", up to 9 pairs), or rho sqrt((n - 2) / (1 - rho^2)) as Student's t ("t"). */
  readonly method: "permutations" | "t"
  /**
   * Confidence interval of rho by Fisher's z with the standard error of Bonett and Wright, sqrt((1 + rho^2 / 2) / (n - 3)): from -1 to 1 with
   * 3 pairs, null where rho is 1 or -1, at which the transform knows no width.
   */
  readonly interval: readonly [low: number, high: number] | null
  /** n, number of pairs. */
  readonly pairs: number
}

/** Options of `rankCorrelation`. */
export interface RankCorrelationOptions {
  /** Coverage of the interval; 0.95 where absent. */
  readonly level?: number
}

const [fewestPairs, mostPermuted] = [3, 9]

/**
 * Spearman's rank correlation of two columns; equal values share their average rank, and p takes account of them up to 9 pairs.
 * Pairs are taken as independent of each other: several rules trained from one seed are not.
 * @param x as many numbers as `y`, pair by pair.
 * @throws RangeError on fewer than 3 pairs, columns of unequal length, a number that is not finite, a constant column, an impossible level.
 * @see Bonett & Wright 2000, Psychometrika 65:23, equation 4.
 */
export function rankCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: RankCorrelationOptions = {},
): RankCorrelation {
  const what = "rankCorrelation"
  refuseUnknownKeys(what, options, ["level"])
  const { level = 0.95 } = options
  if (!(level > 0 && level < 1)) throw new RangeError(`${what}: level must lie between 0 and 1, got ${String(level)}`)
  if (x.length !== y.length)
    throw new RangeError(`${what}: expected two columns of one length, got ${x.length} and ${y.length} numbers`)
  if (x.length < fewestPairs) throw new RangeError(`${what}: expected at least ${fewestPairs} pairs, got ${x.length}`)
  const [a, b] = [centredRanks(`${what}: x`, x), centredRanks(`${what}: y`, y)]
  const pairs = a.length
  const product = inner(a, b)
  const size = Math.sqrt(inner(a, a) * inner(b, b))
  const rho = product / size
  const exact = pairs <= mostPermuted
  return Object.freeze({
    rho,
    p: exact ? shareOfOrders(a, b) : studentTwoSided(rho * Math.sqrt((pairs - 2) / (1 - rho * rho)), pairs - 2),
    method: exact ? "permutations" : "t",
    interval: intervalOf(rho, pairs, level),
    pairs,
  })
}

/** Twice the distance of each rank from their mean: integers, so that sums of their products are exact. */
function centredRanks(name: string, column: ArrayLike<number>): Float64Array {
  for (let i = 0; i < column.length; i++)
    if (!Number.isFinite(column[i])) throw new RangeError(`${name} must hold finite numbers, got ${column[i]} at ${i}`)
  const order = Array.from(column, (_, i) => i).sort((i, j) => column[i]! - column[j]!)
  const ranks = new Float64Array(column.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && column[order[to]!] === column[order[from]!]) to += 1
    // The mean of ranks from + 1 … to, less (n + 1) / 2, doubled.
    for (let at = from; at < to; at++) ranks[order[at]!] = from + to - order.length
  }
  if (ranks.every((rank) => rank === 0))
    throw new RangeError(`${name} must not be constant, got ${column[0]} in all ${column.length} places`)
  return ranks
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/** Share of the orders of the second column whose correlation is at least as large in size. */
function shareOfOrders(a: Float64Array, b: Float64Array): number {
  const observed = Math.abs(inner(a, b))
  let [extreme, orders] = [0, 0]
  const place = (at: number, used: number, sum: number): void => {
    if (at === a.length) {
      orders += 1
      if (Math.abs(sum) >= observed) extreme += 1
      return
    }
    for (let j = 0; j < b.length; j++) if ((used & (1 << j)) === 0) place(at + 1, used | (1 << j), sum + a[at]! * b[j]!)
  }
  place(0, 0, 0)
  return extreme / orders
}

function intervalOf(rho: number, pairs: number, level: number): RankCorrelation["interval"] {
  if (Math.abs(rho) === 1) return null
  if (pairs === fewestPairs) return Object.freeze([-1, 1] as const)
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt((1 + rho ** 2 / 2) / (pairs - 3))
  const z = log((1 + rho) / (1 - rho)) / 2
  return Object.freeze([hyperbolicTangent(z - half), hyperbolicTangent(z + half)] as const)
}

function hyperbolicTangent(z: number): number {
  return 1 - 2 / (exp(2 * z) + 1)
}
