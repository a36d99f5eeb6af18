import {
  type DecisionTask,
  type DecisionTaskOptions,
  decisionTask,
  isWithin,
  noiseOf,
  pick,
} from "./decision-trials.ts"

/** Per cent by which one stimulus exceeds the other; at 0 the choice is a coin. */
const coherences = [0, 6.4, 12.8, 25.6, 51.2]
const stimulus = { start: 0, end: 7 }
const [fixation, first] = [0, 1]

/**
 * Two-alternative forced choice: two noisy stimuli for 700 ms, stim_k = 0.5 + c / 200 and the other 0.5 - c / 200, then the choice of the
 * stronger one in a step without any input. Steps of 100 ms; classes: fixate, left, right. PerceptualDecisionMaking of NeuroGym as of 2022, in
 * the setting of Liu et al. 2024, arXiv 2310.08513.
 * @throws on an unknown option or an impossible value.
 */
export function twoAlternativeForcedChoice(options: DecisionTaskOptions = {}): DecisionTask {
  return decisionTask({
    name: "twoAlternativeForcedChoice",
    steps: 8,
    periods: { stimulus, decision: { start: 7, end: 8 } },
    channels: ["fixation", "stimulus left", "stimulus right"],
    classes: ["fixate", "left", "right"],
    // At coherence 0 every choice is a coin, and at 6.4 % the noise of seven steps leaves 0.88.
    ceiling: 0.875,
    noise: noiseOf("tasks.twoAlternativeForcedChoice", options),
    isNoisy: (step, channel) => channel !== fixation && isWithin(stimulus, step),
    latents: 2,
    draw([side, strength], set) {
      const choice = pick(side!, 2)
      const tilt = coherences[pick(strength!, coherences.length)]! / 200
      for (let step = stimulus.start; step < stimulus.end; step++) {
        set(step, fixation, 1)
        set(step, first + choice, 0.5 + tilt)
        set(step, first + 1 - choice, 0.5 - tilt)
      }
      return 1 + choice
    },
  })
}
