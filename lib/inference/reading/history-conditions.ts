import type { ChoiceSequence } from "../../data/choices.ts"
import { integers } from "../../numerics/distributions.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { FittedRule } from "./ensemble.ts"
import type { ProbeTrial } from "./grid.ts"
import { after, allAlike, allPasts, type HeldWeights, type Past, type PastTrial } from "./pasts.ts"

/** Which pasts are averaged over: any, or those whose window of trials was all rewarded or all unrewarded. */
export interface HistoryCondition {
  readonly past: "any" | "rewarded" | "unrewarded"
  /** Trials of the window. */
  readonly windowTrials: number
  /** Trials between the window and the trial that is asked about. */
  readonly fillers: number
}

/** A condition's mean changes (w_stim, w_bias), one pair a probe. */
export interface ConditionChanges extends HistoryCondition {
  /** Sequences averaged over. */
  readonly sequences: number
  readonly changes: readonly (readonly [number, number])[]
}

/** Changes after recent windows of 1 to `length` trials: all 4^length pasts, and the rewarded and unrewarded among them. */
export function recentConditions(
  rule: FittedRule,
  held: HeldWeights,
  probes: readonly ProbeTrial[],
  length: number,
): readonly ConditionChanges[] {
  const pasts = allPasts(rule, held, length)
  const changes = pasts.map((past) => changesAfter(rule, probes, past))
  const mean = (past: HistoryCondition["past"], windowTrials: number): ConditionChanges => {
    const chosen = changes.filter(
      (_, i) => past === "any" || allAlike(pasts[i]!, windowTrials, past === "rewarded" ? 1 : 0),
    )
    return { past, windowTrials, fillers: 0, sequences: chosen.length, changes: meanChanges(chosen) }
  }
  const windows = Array.from({ length }, (_, i) => i + 1)
  return [mean("any", length), ...windows.flatMap((trials) => [mean("rewarded", trials), mean("unrewarded", trials)])]
}

/** Trials between a window and what is asked, drawn at random as often as asked. */
export interface Fillers {
  readonly count: number
  readonly draws: number
  /** The trials of one draw. */
  readonly trialsOf: (draw: number) => readonly PastTrial[]
}

/** Fillers drawn from the trials of animals, all trials alike. */
export function fillersOf(animals: readonly ChoiceSequence[], count: number, draws: number, key: Key): Fillers {
  const total = animals.reduce((sum, { choice }) => sum + choice.length, 0)
  const trialAt = (index: number): PastTrial => {
    let t = index
    const animal = animals.find(({ choice }) => {
      if (t < choice.length) return true
      t -= choice.length
      return false
    })!
    const { stimulus, choice, reward } = animal
    return { stimulus: stimulus[t]!, choice: choice[t] as 0 | 1, reward: reward[t] as 0 | 1 }
  }
  return { count, draws, trialsOf: (draw) => [...integers(foldIn(key, draw), count, total)].map(trialAt) }
}

/**
 * Changes after a window of `length` trials, all rewarded or all unrewarded, that lies further back: the same drawn trials follow every
 * past of either kind.
 * @param goOn asked before each draw; false ends it with what there is.
 */
export async function distantConditions(
  rule: FittedRule,
  held: HeldWeights,
  probes: readonly ProbeTrial[],
  { length, fillers, goOn }: { length: number; fillers: Fillers; goOn: () => Promise<boolean> },
): Promise<readonly ConditionChanges[]> {
  const pasts = allPasts(rule, held, length)
  const kinds = (["rewarded", "unrewarded"] as const).map((past) => ({
    past,
    pasts: pasts.filter((each) => allAlike(each, length, past === "rewarded" ? 1 : 0)),
    means: [] as (readonly (readonly [number, number])[])[],
  }))
  for (let draw = 0; draw < fillers.draws && (await goOn()); draw += 1) {
    const trials = fillers.trialsOf(draw)
    for (const { pasts, means } of kinds) {
      const later = pasts.map((past) => {
        const hidden = trials.reduce((carried, trial) => after(rule, held, trial, carried), past.hidden)
        return changesAfter(rule, probes, { ...past, hidden })
      })
      means.push(meanChanges(later))
    }
  }
  return kinds.map(({ past, pasts, means }) => ({
    past,
    windowTrials: length,
    fillers: fillers.count,
    sequences: pasts.length * means.length,
    changes: meanChanges(means),
  }))
}

function changesAfter({ update }: FittedRule, probes: readonly ProbeTrial[], { hidden }: Past) {
  return probes.map((probe) => update({ ...probe, sessionStart: 0, ...(hidden && { hidden }) }))
}

function meanChanges(
  lists: readonly (readonly (readonly [number, number])[])[],
): readonly (readonly [number, number])[] {
  const first = lists[0] ?? []
  return first.map((_, i) => {
    let [stimulus, bias] = [0, 0]
    for (const list of lists) {
      stimulus += list[i]![0]
      bias += list[i]![1]
    }
    return [stimulus / lists.length, bias / lists.length] as const
  })
}
