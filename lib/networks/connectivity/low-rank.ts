import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { truncated } from "../../numerics/singular-values.ts"
import { type Connectivity, type Matching, matchings } from "./connectivity.ts"
import { gaussianMatrix } from "./gaussian.ts"
import { scaledLike } from "./scaling.ts"

/** Options of `lowRank`. */
export interface LowRankOptions {
  /** r, from 1; N or more keeps the whole matrix. */
  readonly rank: number
  /** g of the Gaussian matrix that is cut; 1.25 where absent. */
  readonly gain?: number
  /** What the cut matrix keeps of the whole one; "frobenius" where absent. */
  readonly match?: Matching
}

/**
 * A Gaussian matrix G cut to rank r by its singular values, W = U_r S_r V_r^T, then scaled to G's Frobenius norm (or spectral norm, or radius).
 * The same key has the same G at every rank. Matching one of the three leaves the others different: at rank 1 and equal Frobenius norm the largest
 * singular value is g sqrt(N), about 2 g in the whole matrix. Liu et al. 2024, arXiv 2310.08513.
 * @throws on an unknown option or an impossible value.
 */
export function lowRank(options: LowRankOptions): Connectivity {
  refuseUnknownKeys("connectivity.lowRank", options, ["rank", "gain", "match"])
  const rank = integerOption("connectivity.lowRank: rank", options.rank, 1)
  const gain = numberOption("connectivity.lowRank: gain", options.gain ?? 1.25, 0)
  const match = choiceOption("connectivity.lowRank: match", options.match ?? "frobenius", matchings)
  return Object.freeze({
    name: "lowRank",
    options: Object.freeze({ rank, gain, match }),
    draw(units, key) {
      const whole = gaussianMatrix(units, gain, key)
      return rank >= units ? whole : scaledLike(truncated(whole, units, rank), whole, units, match)
    },
  } satisfies Connectivity)
}
