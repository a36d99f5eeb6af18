import type { PolicyTrial } from "../../rules/policy-rule.ts"
import { simulatedStimuli } from "../../rules/simulated-learners.ts"
import type { AskedRule } from "./asked-rule.ts"
import { type Outcome, trialEnding } from "./rule-curves.ts"

/** Options of `historyGap`. */
export interface HistoryGapOptions {
  /** w_stim, held over the past trials too; 0 where absent. */
  readonly weightStimulus?: number
  /** So many trials right before are all rewarded, or all unrewarded; 3 where absent. */
  readonly conditionedTrials?: number
  /** So many before those are averaged over; 1 where absent. */
  readonly freeTrials?: number
  /** Stimuli of the past trials; -1 and 1 where absent. */
  readonly pastStimuli?: readonly number[]
  readonly stimuli?: readonly number[]
}

/** What a past of rewards makes of the update after a correct choice. */
export interface HistoryGap {
  /** Mean dw_stim after a correct choice when the trials before were all rewarded. */
  readonly afterRewarded: number
  /** The same when none of them was. */
  readonly afterUnrewarded: number
  /** Their difference. */
  readonly gap: number
}

/**
 * Mean dw_stim after a correct choice, given that the past trials were all rewarded or all not: over all pasts with these stimuli, the
 * weights held and the rule starting from rest. A rule of single trials has gap 0.
 */
export function historyGap(rule: AskedRule, options: HistoryGapOptions = {}): HistoryGap {
  const { weightStimulus = 0, conditionedTrials = 3, freeTrials = 1 } = options
  const { pastStimuli = [-1, 1], stimuli = simulatedStimuli } = options
  const mean = (past: Outcome): number => {
    const histories = pastsOf(pastStimuli, past, conditionedTrials, freeTrials)
    let sum = 0
    for (const history of histories)
      for (const stimulus of stimuli)
        sum += rule([weightStimulus, 0], [trialEnding(stimulus, "correct"), ...history])[0]
    return sum / (histories.length * stimuli.length)
  }
  const afterRewarded = mean("correct")
  const afterUnrewarded = mean("error")
  return Object.freeze({ afterRewarded, afterUnrewarded, gap: afterRewarded - afterUnrewarded })
}

/** All pasts, the newest trial first. */
function pastsOf(
  stimuli: readonly number[],
  outcome: Outcome,
  conditioned: number,
  free: number,
): readonly (readonly PolicyTrial[])[] {
  const known = stimuli.map((stimulus) => trialEnding(stimulus, outcome))
  const open = stimuli.flatMap((stimulus) => [trialEnding(stimulus, "correct"), trialEnding(stimulus, "error")])
  let pasts: readonly (readonly PolicyTrial[])[] = [[]]
  for (let i = 0; i < conditioned + free; i++) {
    const choices = i < conditioned ? known : open
    pasts = pasts.flatMap((past) => choices.map((trial) => [...past, trial]))
  }
  return pasts
}
