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

/** dw_stim after a correct choice with this stimulus, given what the trials before it ended in; mean over all such pasts. */
export interface HistoryPoint {
  readonly weightStimulus: number
  readonly past: "rewarded" | "unrewarded"
  readonly stimulus: number
  readonly changeStimulus: number
}

/**
 * Mean dw_stim after a correct choice over the stimuli, given that the past trials were all rewarded or all not: over all pasts with these
 * stimuli, the weights held and the rule starting from rest.
 */
export function historyCurves(rule: AskedRule, options: HistoryGapOptions = {}): readonly HistoryPoint[] {
  const { weightStimulus = 0, conditionedTrials = 3, freeTrials = 1 } = options
  const { pastStimuli = [-1, 1], stimuli = simulatedStimuli } = options
  return (["rewarded", "unrewarded"] as const).flatMap((past) => {
    const outcome = past === "rewarded" ? "correct" : "error"
    const histories = pastsOf(pastStimuli, outcome, conditionedTrials, freeTrials)
    return stimuli.map((stimulus) => {
      const now = trialEnding(stimulus, "correct")
      const sum = histories.reduce((total, history) => total + rule([weightStimulus, 0], [now, ...history])[0], 0)
      return { weightStimulus, past, stimulus, changeStimulus: sum / histories.length }
    })
  })
}

/** The history curves averaged over the stimuli, and how far they stand apart; a rule of single trials has gap 0. */
export function historyGap(rule: AskedRule, options: HistoryGapOptions = {}): HistoryGap {
  const points = historyCurves(rule, options)
  const mean = (wanted: HistoryPoint["past"]): number => {
    const changes = points.filter(({ past }) => past === wanted).map(({ changeStimulus }) => changeStimulus)
    return changes.reduce((sum, change) => sum + change, 0) / changes.length
  }
  const [afterRewarded, afterUnrewarded] = [mean("rewarded"), mean("unrewarded")]
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
