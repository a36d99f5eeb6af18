import type { ChoiceSequence } from "../../data/choices.ts"
import { uniform } from "../../numerics/distributions.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import { type ChoiceTask, type ChoiceTaskState, feedback, type Stimulus } from "../../tasks/choice-task.ts"
import { transformContrast } from "../../tasks/contrast.ts"
import type { TrialAgent } from "../learner.ts"
import { emptySequence, firstTrials } from "./twin-agent.ts"

/** What a twin lived through. */
export interface TwinLife {
  /** Its trials, synthetic, in the notation of the models. */
  readonly trials: ChoiceSequence
  /** |w_bias| that each choice was made with; NaN where the model has no weights. */
  readonly absoluteBias: Float64Array
}

/**
 * A closed loop of the task and an agent: the choice is drawn from the agent's probability, the reward follows from the stimulus, and the
 * next stimulus from the task's own answer to the choice. Recorded stimuli are never replayed. Every trial has a response.
 * @param sessionTrials number of trials of each session.
 * @param goOn asked before every trial; false ends the life there.
 */
export async function live<State extends ChoiceTaskState>(
  agent: TrialAgent,
  task: ChoiceTask<State>,
  sessionTrials: readonly number[],
  key: Key,
  { name, goOn }: { readonly name: string; readonly goOn: () => Promise<boolean> },
): Promise<TwinLife> {
  const length = sessionTrials.reduce((sum, trials) => sum + trials, 0)
  const trials = emptySequence(name, length)
  const absoluteBias = new Float64Array(length)
  let state: State | undefined
  let t = 0
  for (const [session, count] of sessionTrials.entries()) {
    const [taskKey, choiceKey] = split(foldIn(key, session), 2) as unknown as [Key, Key]
    const draws = uniform(choiceKey, count)
    state = task.init(foldIn(taskKey, 0), state)
    for (let trial = 0; trial < count; trial += 1) {
      if (!(await goOn())) return { trials: firstTrials(trials, t), absoluteBias: absoluteBias.subarray(0, t) }
      const sessionStart = trial === 0 ? 1 : 0
      const { stimulus } = state
      const signed = signedStimulus(stimulus)
      const choice = draws[trial]! < agent.chooses(signed, sessionStart) ? 1 : 0
      absoluteBias[t] = Math.abs(agent.bias())
      const report = choice === 1 ? -1 : 1
      const reward = feedback(stimulus, report) > 0 ? 1 : 0
      agent.learns(choice, reward)
      trials.stimulus[t] = signed
      trials.side[t] = signed > 0 ? 1 : 0
      trials.choice[t] = choice
      trials.reward[t] = reward
      trials.sessionStart[t] = sessionStart
      trials.session[t] = session
      t += 1
      if (trial + 1 < count) state = task.next(state, report, foldIn(taskKey, trial + 1))
    }
  }
  return { trials, absoluteBias }
}

/** s, with 0 for either side at zero contrast and never minus 0. */
function signedStimulus({ side, contrast }: Stimulus): number {
  return contrast === 0 ? 0 : side * transformContrast(contrast)
}
