import type { ChoiceSequence } from "../../data/choices.ts"
import type { Trajectory, TrialState } from "../learner.ts"
import type { FittedRule } from "./ensemble.ts"

/** A trial that a rule went through, and what it made of it. */
export interface VisitedState {
  readonly state: TrialState
  readonly change: readonly [stimulus: number, bias: number]
}

/**
 * About `count` trials, evenly spread over the animals, with the rule's own change at each; memory is carried through all trials.
 * @param goOn asked before each trial; false ends it with what there is.
 */
export async function visitedStates(
  { update, nextHidden }: FittedRule,
  animals: readonly ChoiceSequence[],
  trajectories: readonly Trajectory[],
  { count, goOn }: { readonly count: number; readonly goOn: () => Promise<boolean> },
): Promise<readonly VisitedState[]> {
  const total = animals.reduce((sum, { choice }) => sum + choice.length, 0)
  const every = Math.max(1, Math.floor(total / count))
  const visited: VisitedState[] = []
  for (const [index, animal] of animals.entries()) {
    let hidden: Float64Array | undefined
    for (let t = 0; t < animal.choice.length && (await goOn()); t += 1) {
      const state: TrialState = {
        weightStimulus: trajectories[index]!.weightStimulus[t]!,
        weightBias: trajectories[index]!.weightBias[t]!,
        stimulus: animal.stimulus[t]!,
        choice: animal.choice[t] as 0 | 1,
        reward: animal.reward[t] as 0 | 1,
        sessionStart: animal.sessionStart[t] as 0 | 1,
        ...(hidden && { hidden }),
      }
      if (t % every === 0) visited.push({ state, change: update(state) })
      hidden = nextHidden?.(state)
    }
  }
  return visited
}
