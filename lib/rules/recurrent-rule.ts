import { type Block, type Matrix, reshaped } from "../engine/arena.ts"
import type { RateBlock } from "../networks/rate-network.ts"
import type { RatePass } from "../networks/rate-pass.ts"

/**
 * A learning rule of a recurrent network: what it puts in the place of the gradient with respect to W and U.
 * All rules use the exact gradient for the readout w and b.
 */
export interface RecurrentRule {
  readonly name: string
  /** What figures and tables call it. */
  readonly label: string
  /**
   * Allocates what the rule needs for a pass, once. The result is to be called after every pass forward and writes the blocks W and U of
   * the gradient.
   */
  bind(pass: RatePass, gradient: RateGradient): () => void
}

/** The gradient of a pass: a flat vector laid out as the parameters, and its blocks. */
export interface RateGradient {
  readonly vector: Matrix
  readonly blocks: Readonly<Record<RateBlock, Block>>
}

/** Allocates a gradient, or any other vector laid out as the parameters of a pass. */
export function createRateGradient({ network, engine, precision }: RatePass): RateGradient {
  const vector = engine.arena.matrix(1, network.parameterCount, precision)
  const blocks = Object.entries(network.layout).map(([name, place]) => [name, reshaped(vector, place)] as const)
  return { vector, blocks: Object.fromEntries(blocks) as Record<RateBlock, Block> }
}
