import { integerOption } from "../numerics/options.ts"
import { bptt } from "../rules/bptt.ts"
import type { RecurrentRule } from "../rules/recurrent-rule.ts"
import { createRateGradient } from "../rules/recurrent-rule.ts"
import { type GradientAlignment, gradientAlignment } from "./gradient-alignment.ts"

/** A learning rule that is watched while it trains. */
export interface WatchedRule {
  /** The rule itself, with the exact gradient beside it in every so many passes. */
  readonly rule: RecurrentRule
  /** What was found so far, a pass each: the alignment of the gradients of W and U, before clipping and on the batch that is learned from. */
  readonly alignments: readonly GradientAlignment[]
}

/**
 * Watches how a rule's gradient of W and U lies to the exact one while a network is trained by it. What is learned stays the same. Passes without a
 * finite gradient are passed over.
 * @param every passes from one look to the next, the first included; a look costs a pass of BPTT.
 * @throws where `every` is no whole number from 1.
 */
export function watchAlignment(rule: RecurrentRule, every: number): WatchedRule {
  integerOption("watchAlignment: every", every, 1)
  const alignments: GradientAlignment[] = []
  const watched: RecurrentRule = {
    name: rule.name,
    label: rule.label,
    bind(pass, gradient) {
      const exact = createRateGradient(pass)
      const [apply, applyExact] = [rule.bind(pass, gradient), bptt().bind(pass, exact)]
      const count = pass.network.layout.readout.first
      let passes = 0
      return () => {
        apply()
        passes += 1
        if ((passes - 1) % every !== 0) return
        applyExact()
        const [g, approximate] = [exact, gradient].map(({ vector }) => vector.values.subarray(0, count))
        if (g!.every(Number.isFinite) && approximate!.every(Number.isFinite))
          alignments.push(gradientAlignment(g!, approximate!))
      }
    },
  }
  return Object.freeze({ rule: Object.freeze(watched), alignments })
}
