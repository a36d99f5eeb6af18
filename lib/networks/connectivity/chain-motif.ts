import { normal, uniform } from "../../numerics/distributions.ts"
import { exp } from "../../numerics/elementary.ts"
import { numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import type { Connectivity } from "./connectivity.ts"
import { scaledToGain } from "./scaling.ts"

/** Mean probability of a connection. */
const density = 0.1
const correlation = 0.9

/** Options of `chainMotif` and `erdosRenyi`. */
export interface SparseOptions {
  /** g of the Frobenius norm g sqrt(N); 1.25 where absent. */
  readonly gain?: number
}

/**
 * Over-represented chains j -> i -> k: units that receive much also send much. log a_i (in) and log b_i (out) are jointly normal, standard
 * deviation 1, correlation 0.9, mean -1/2; A_ij ~ Bernoulli(min(1, 0.1 a_i b_j)) without self-connections, W = A xi with xi normal,
 * scaled to Frobenius norm g sqrt(N).
 * @throws on an unknown option or an impossible value.
 */
export function chainMotif(options: SparseOptions = {}): Connectivity {
  return sparse("chainMotif", options, 1)
}

/** The null of `chainMotif`: every connection with probability 0.1, weights normal, the same Frobenius norm. */
export function erdosRenyi(options: SparseOptions = {}): Connectivity {
  return sparse("erdosRenyi", options, 0)
}

function sparse(name: string, options: SparseOptions, deviation: number): Connectivity {
  refuseUnknownKeys(`connectivity.${name}`, options, ["gain"])
  const gain = numberOption(`connectivity.${name}: gain`, options.gain ?? 1.25, 0)
  return Object.freeze({
    name,
    options: Object.freeze({ gain }),
    draw(units, key) {
      const [adjacencyKey, weightKey] = split(key, 2)
      const adjacency = drawAdjacency(units, deviation, adjacencyKey!)
      const weights = normal(weightKey!, units * units).map((draw, i) => adjacency[i]! * draw)
      return scaledToGain(weights, units, gain)
    },
  } satisfies Connectivity)
}

/** A_ij, 1 where unit j leads to unit i. */
export function drawAdjacency(units: number, deviation: number, key: Key): Uint8Array {
  const [sharedKey, ownKey, coinKey] = split(key, 3)
  const [shared, own] = [normal(sharedKey!, units), normal(ownKey!, units)]
  const mean = -(deviation ** 2) / 2
  const receives = shared.map((z) => exp(mean + deviation * z))
  const sends = shared.map((z, i) =>
    exp(mean + deviation * (correlation * z + Math.sqrt(1 - correlation ** 2) * own[i]!)),
  )
  const coins = uniform(coinKey!, units * units)
  return Uint8Array.from(coins, (coin, at) => {
    const [i, j] = [Math.floor(at / units), at % units]
    return i !== j && coin < Math.min(1, density * receives[i]! * sends[j]!) ? 1 : 0
  })
}

/** kappa_chain = sum over i != k of (A A)_ik / (N^3 mean(A)^2) - 1: how many more chains there are than in a random graph of equal density. */
export function chainStrength(adjacency: ArrayLike<number>, units: number): number {
  const [receives, sends] = [new Float64Array(units), new Float64Array(units)]
  let [total, loops] = [0, 0]
  for (let i = 0; i < units; i++)
    for (let j = 0; j < units; j++) {
      const edge = adjacency[i * units + j]!
      total += edge
      receives[i]! += edge
      sends[j]! += edge
      loops += edge * adjacency[j * units + i]!
    }
  const chains = receives.reduce((sum, into, i) => sum + into * sends[i]!, 0)
  return (chains - loops) / (total ** 2 / units) - 1
}
