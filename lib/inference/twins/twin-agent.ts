import type { ChoiceSequence } from "../../data/choices.ts"
import { probabilityRight } from "../../networks/glm-policy.ts"
import type { LearnedRule, TrialAgent } from "../learner.ts"

/** An agent that chooses by sigmoid(w . x) and changes w by the rule. */
export function ruleAgent(
  { update, nextHidden }: Required<Pick<LearnedRule, "update">> & Pick<LearnedRule, "nextHidden">,
  start: readonly [stimulus: number, bias: number],
): TrialAgent {
  let [weightStimulus, weightBias] = start
  let hidden: Float64Array | undefined
  let shown: { stimulus: number; sessionStart: 0 | 1 } = { stimulus: 0, sessionStart: 1 }
  return {
    chooses(stimulus, sessionStart) {
      shown = { stimulus, sessionStart }
      return probabilityRight(weightStimulus * stimulus + weightBias)
    },
    learns(choice, reward) {
      const state = { weightStimulus, weightBias, ...shown, choice, reward, ...(hidden && { hidden }) }
      const [changeStimulus, changeBias] = update(state)
      hidden = nextHidden?.(state)
      weightStimulus += changeStimulus
      weightBias += changeBias
    },
    bias: () => weightBias,
  }
}

/**
 * An agent that asks a model without a rule for its prediction of each trial from all trials before it: right for any model that does not
 * look ahead, and slow, the time growing as the square of the number of trials.
 */
export function predictingAgent({ predict }: Required<Pick<LearnedRule, "predict">>, past: ChoiceSequence): TrialAgent {
  let t = -1
  let bias = Number.NaN
  return {
    chooses(stimulus, sessionStart) {
      t += 1
      past.stimulus[t] = stimulus
      past.side[t] = stimulus > 0 ? 1 : 0
      past.sessionStart[t] = sessionStart
      past.session[t] = t === 0 ? 0 : past.session[t - 1]! + sessionStart
      const [predicted] = predict([firstTrials(past, t + 1)])
      bias = predicted!.weightBias[t]!
      return predicted!.probabilityRight[t]!
    },
    learns(choice, reward) {
      past.choice[t] = choice
      past.reward[t] = reward
    },
    bias: () => bias,
  }
}

/** The first so many trials of a sequence, sharing its memory. */
export function firstTrials(animal: ChoiceSequence, trials: number): ChoiceSequence {
  const { stimulus, choice, reward, side, sessionStart, session } = animal
  return {
    ...animal,
    stimulus: stimulus.subarray(0, trials),
    choice: choice.subarray(0, trials),
    reward: reward.subarray(0, trials),
    side: side.subarray(0, trials),
    sessionStart: sessionStart.subarray(0, trials),
    session: session.subarray(0, trials),
  }
}

/** A sequence of so many trials of which nothing has happened yet. */
export function emptySequence(animal: string, trials: number): ChoiceSequence {
  return {
    animal,
    synthetic: true,
    stimulus: new Float64Array(trials),
    choice: new Uint8Array(trials),
    reward: new Uint8Array(trials),
    side: new Uint8Array(trials),
    sessionStart: new Uint8Array(trials),
    session: new Uint16Array(trials),
  }
}
