import {
  type DecisionTask,
  type DecisionTaskOptions,
  decisionTask,
  isWithin,
  noiseOf,
  pick,
} from "./decision-trials.ts"

const sample = { start: 0, end: 1 }
const test = { start: 6, end: 7 }
const [fixation, first] = [0, 1]

/**
 * Delayed match to sample: one of two stimuli for 100 ms, 500 ms of delay, one of the two again for 100 ms, then whether both were the same.
 * Steps of 100 ms; noise where a stimulus is shown; classes: fixate, match, non-match. DelayMatchSample of NeuroGym as of 2022, in the setting
 * of Liu et al. 2024, arXiv 2310.08513.
 * @throws on an unknown option or an impossible value.
 */
export function delayedMatchToSample(options: DecisionTaskOptions = {}): DecisionTask {
  return decisionTask({
    name: "delayedMatchToSample",
    steps: 8,
    periods: { sample, delay: { start: 1, end: 6 }, test, decision: { start: 7, end: 8 } },
    channels: ["fixation", "stimulus A", "stimulus B"],
    classes: ["fixate", "match", "non-match"],
    ceiling: 1,
    noise: noiseOf("tasks.delayedMatchToSample", options),
    isNoisy: (step, channel) => channel !== fixation && (isWithin(sample, step) || isWithin(test, step)),
    latents: 2,
    draw([shown, same], set) {
      const stimulus = pick(shown!, 2)
      const isMatch = pick(same!, 2) === 0
      for (let step = 0; step < test.end; step++) set(step, fixation, 1)
      set(sample.start, first + stimulus, 1)
      set(test.start, first + (isMatch ? stimulus : 1 - stimulus), 1)
      return isMatch ? 1 : 2
    },
  })
}
