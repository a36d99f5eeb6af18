import {
  type DecisionTask,
  type DecisionTaskOptions,
  decisionTask,
  isWithin,
  noiseOf,
  pick,
} from "./decision-trials.ts"

/** Per cent by which one stimulus of a modality exceeds the other. */
const coherences = [5, 15, 50]
const stimulus = { start: 0, end: 2 }
const [fixation, firstStimulus, firstContext] = [0, 1, 5]

/**
 * Context-dependent decision making: two modalities of two stimuli each for 200 ms, S = +-c / 100 and inputs (1 + S) / 2 and (1 - S) / 2, 500 ms of
 * delay, then the choice that the modality of the cue asks for; the cue is on all along, also at the decision. Steps of 100 ms; noise on
 * all seven channels while the stimuli are shown; classes: fixate, first, second. ContextDecisionMaking of NeuroGym as of 2022, in the setting of
 * Liu et al. 2024, arXiv 2310.08513.
 * @throws on an unknown option or an impossible value.
 */
export function contextDecisionMaking(options: DecisionTaskOptions = {}): DecisionTask {
  return decisionTask({
    name: "contextDecisionMaking",
    steps: 8,
    periods: { stimulus, delay: { start: 2, end: 7 }, decision: { start: 7, end: 8 } },
    channels: ["fixation", "modality 1 A", "modality 1 B", "modality 2 A", "modality 2 B", "context 1", "context 2"],
    classes: ["fixate", "first", "second"],
    // What the noise leaves of the least coherence over two steps.
    ceiling: 0.875,
    noise: noiseOf("tasks.contextDecisionMaking", options),
    isNoisy: (step) => isWithin(stimulus, step),
    latents: 5,
    draw([cue, one, other, strengthOne, strengthOther], set) {
      const context = pick(cue!, 2)
      const choices = [pick(one!, 2), pick(other!, 2)]
      const strengths = [strengthOne!, strengthOther!].map(
        (latent) => coherences[pick(latent, coherences.length)]! / 100,
      )
      for (let step = 0; step < 7; step++) set(step, fixation, 1)
      for (let step = 0; step < 8; step++) set(step, firstContext + context, 1)
      for (let step = stimulus.start; step < stimulus.end; step++) {
        for (const modality of [0, 1]) {
          const signed = (choices[modality] === 0 ? 1 : -1) * strengths[modality]!
          set(step, firstStimulus + 2 * modality, (1 + signed) / 2)
          set(step, firstStimulus + 2 * modality + 1, (1 - signed) / 2)
        }
      }
      return 1 + choices[context]!
    },
  })
}
