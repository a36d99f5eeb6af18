import type { LearnedRule, TrialState } from "../learner.ts"

/** A trial of a past, with what it was at held weights. */
export type PastTrial = Pick<TrialState, "stimulus" | "choice" | "reward">

/** Weights that are held while a rule with memory goes through a past. */
export type HeldWeights = Pick<TrialState, "weightStimulus" | "weightBias">

/** What a rule with memory carries after a past; undefined for one without. */
export type Hidden = Float64Array | undefined

/** A past and what the rule carries after it. */
export interface Past {
  readonly hidden: Hidden
  /** Rewards of its trials, the last one first. */
  readonly rewards: readonly (0 | 1)[]
}

/** The four trials of full contrast: either side, either choice, rewarded where they agree. */
const fullTrials: readonly PastTrial[] = ([-1, 1] as const).flatMap((stimulus) =>
  ([0, 1] as const).map((choice) => ({ stimulus, choice, reward: (choice === 1) === stimulus > 0 ? 1 : 0 })),
)

/**
 * All 4^length pasts of trials of full contrast from rest at held weights. Pasts that begin alike share their beginning, so that the rule
 * is asked for 4 + 16 + ... states in all.
 */
export function allPasts(rule: LearnedRule, held: HeldWeights, length: number): readonly Past[] {
  let pasts: readonly Past[] = [{ hidden: undefined, rewards: [] }]
  for (let trial = 0; trial < length; trial += 1) {
    pasts = pasts.flatMap(({ hidden, rewards }) =>
      fullTrials.map((past) => ({ hidden: after(rule, held, past, hidden), rewards: [past.reward, ...rewards] })),
    )
  }
  return pasts
}

/** What the rule carries after one more trial. */
export function after({ nextHidden }: LearnedRule, held: HeldWeights, trial: PastTrial, hidden: Hidden): Hidden {
  return nextHidden?.({ ...held, ...trial, sessionStart: 0, ...(hidden && { hidden }) })
}

/** Whether the last `trials` of a past were all rewarded, or all unrewarded. */
export function allAlike({ rewards }: Past, trials: number, reward: 0 | 1): boolean {
  return rewards.slice(0, trials).every((each) => each === reward)
}
