import {
  agreementCeiling,
  type DecisionTask,
  type DecisionTaskOptions,
  decisionTask,
  noiseOf,
  pick,
  unasked,
} from "./decision-trials.ts"

const sample = { start: 0, end: 2 }
const delay = { start: 2, end: 10 }
const test = { start: 10, end: 12 }
const decision = { start: 11, end: 12 }
const [firstStimulus, delayFlag, responseCue] = [0, 2, 3]

/**
 * Delayed match: one of two stimuli for 200 ms, 800 ms of delay under a flag, one of the two again for 200 ms, and in its second half a cue to
 * say whether both were the same. Steps of 100 ms; inputs are 0 or 1 with noise on all channels and steps; classes: match, non-match, asked
 * for at the last step alone. `delayedMatchToSample` is the other form, which asks to fixate first. In the setting of Liu et al. 2022,
 * arXiv 2206.00823, as far as its text says.
 * @throws on an unknown option or an impossible value.
 */
export function delayedMatch(options: DecisionTaskOptions = {}): DecisionTask {
  const noise = noiseOf("tasks.delayedMatch", options)
  return decisionTask({
    name: "delayedMatch",
    steps: 12,
    periods: { sample, delay, test, decision },
    channels: ["stimulus A", "stimulus B", "delay flag", "response cue"],
    classes: ["match", "non-match"],
    // Two steps of (1, 0) or of (0, 1): 2 apart.
    ceiling: agreementCeiling(2 / noise),
    waiting: unasked,
    noise,
    isNoisy: () => true,
    latents: 2,
    draw([shown, same], set) {
      const stimulus = pick(shown!, 2)
      const isMatch = pick(same!, 2) === 0
      for (let step = sample.start; step < sample.end; step++) set(step, firstStimulus + stimulus, 1)
      for (let step = delay.start; step < delay.end; step++) set(step, delayFlag, 1)
      for (let step = test.start; step < test.end; step++)
        set(step, firstStimulus + (isMatch ? stimulus : 1 - stimulus), 1)
      set(decision.start, responseCue, 1)
      return isMatch ? 0 : 1
    },
  })
}
