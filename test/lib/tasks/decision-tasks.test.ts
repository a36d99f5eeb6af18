import assert from "node:assert/strict"
import { key } from "../../../lib/numerics/random-key.ts"
import { contextDecisionMaking } from "../../../lib/tasks/context-decision-making.ts"
import type { DecisionTask, DecisionTaskOptions } from "../../../lib/tasks/decision-trials.ts"
import { delayedMatchToSample } from "../../../lib/tasks/delayed-match-to-sample.ts"
import { twoAlternativeForcedChoice } from "../../../lib/tasks/two-alternative-forced-choice.ts"

const makers = { twoAlternativeForcedChoice, delayedMatchToSample, contextDecisionMaking }
const trials = 4000

function drawn(task: DecisionTask) {
  const { inputs, target, steps } = task.sample(key(5), trials)
  assert.ok(target.kind === "labels")
  const { labels } = target
  return {
    x: (step: number, trial: number, channel: number) => inputs[(step * trials + trial) * task.inputs + channel]!,
    decision: (trial: number) => labels[(steps - 1) * trials + trial]!,
    labels,
  }
}

/** What someone who sees the inputs of one trial, and knows the task, chooses: the oracle of the target. */
const oracles: Record<keyof typeof makers, (x: (step: number, channel: number) => number) => number> = {
  twoAlternativeForcedChoice: (x) => (sum(0, 7, (t) => x(t, 1) - x(t, 2)) >= 0 ? 1 : 2),
  delayedMatchToSample: (x) => (x(0, 1) > x(0, 2) === x(6, 1) > x(6, 2) ? 1 : 2),
  contextDecisionMaking: (x) => {
    const first = x(7, 5) > x(7, 6) ? 1 : 3
    return sum(0, 2, (t) => x(t, first) - x(t, first + 1)) >= 0 ? 1 : 2
  },
}

function sum(from: number, to: number, term: (t: number) => number): number {
  let total = 0
  for (let t = from; t < to; t++) total += term(t)
  return total
}

for (const [name, make] of Object.entries(makers) as [
  keyof typeof makers,
  (o?: DecisionTaskOptions) => DecisionTask,
][]) {
  describe(name, () => {
    it("asks to fixate until the last step, and there for both choices about equally often", () => {
      const { labels, decision } = drawn(make())
      assert.ok(labels.subarray(0, 7 * trials).every((label) => label === 0))
      const ones = Array.from({ length: trials }, (_, b) => decision(b)).filter((label) => label === 1).length
      assert.ok(Math.abs(ones / trials - 0.5) < 0.03)
      assert.ok(labels.subarray(7 * trials).every((label) => label === 1 || label === 2))
    })

    it("can be solved up to its ceiling by who sees its inputs, and no further", () => {
      const task = make()
      const { x, decision } = drawn(task)
      const right = Array.from({ length: trials }, (_, b) => oracles[name]((t, c) => x(t, b, c)) === decision(b))
      const accuracy = right.filter(Boolean).length / trials
      // Four standard errors of 4,000 trials.
      assert.ok(Math.abs(accuracy - task.ceiling) < 0.021, `${accuracy}`)
    })

    it("shows nothing at the decision but the cue, where there is one, and fixation before it", () => {
      const task = make({ noise: 0 })
      const { x } = drawn(task)
      for (let b = 0; b < 50; b++) {
        for (let t = 0; t < 7; t++) assert.equal(x(t, b, 0), 1)
        const last = task.channels.map((_, channel) => x(7, b, channel))
        const cue = task.channels.flatMap((channel, i) => (channel.startsWith("context") ? [last[i]!] : []))
        assert.equal(
          sum(0, last.length, (i) => last[i]!),
          cue.length === 0 ? 0 : 1,
        )
      }
    })

    it("adds noise of the given size where the task has it, and none elsewhere", () => {
      const [loud, quiet] = [make(), make({ noise: 0 })].map(drawn) as [
        ReturnType<typeof drawn>,
        ReturnType<typeof drawn>,
      ]
      const task = make()
      for (let t = 0; t < 8; t++)
        for (let channel = 0; channel < task.inputs; channel++) {
          const power = sum(0, trials, (b) => (loud.x(t, b, channel) - quiet.x(t, b, channel)) ** 2) / trials
          const isNoisy = {
            twoAlternativeForcedChoice: channel > 0 && t < 7,
            delayedMatchToSample: channel > 0 && (t === 0 || t === 6),
            contextDecisionMaking: t < 2,
          }[name]
          assert.ok(isNoisy ? Math.abs(Math.sqrt(power) - 0.1) < 0.006 : power === 0, `${t} ${channel} ${power}`)
        }
    })

    it("draws the same trials from the same key and refuses what it does not know", () => {
      assert.deepEqual(make().sample(key(3), 7), make().sample(key(3), 7))
      assert.notDeepEqual(make().sample(key(3), 7), make().sample(key(4), 7))
      assert.throws(() => make({ coherence: 1 } as never), /has no option "coherence"; its options are noise/)
      assert.throws(() => make({ noise: -1 }), /noise must be a finite number above 0, got -1/)
    })
  })
}

describe("the inputs of decision tasks", () => {
  it("of 2AF add up to 1 over both stimuli, by a coherence of the list", () => {
    const { x } = drawn(twoAlternativeForcedChoice({ noise: 0 }))
    const seen = new Set<number>()
    for (let b = 0; b < trials; b++) {
      assert.ok(Math.abs(x(3, b, 1) + x(3, b, 2) - 1) < 1e-15)
      seen.add(Math.round(Math.abs(x(3, b, 1) - x(3, b, 2)) * 1000) / 10)
    }
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      [0, 6.4, 12.8, 25.6, 51.2],
    )
  })

  it("of context-dependent decisions have both modalities independent of each other", () => {
    const { x } = drawn(contextDecisionMaking({ noise: 0 }))
    const signs = Array.from({ length: trials }, (_, b) => [1, 3].map((c) => Math.sign(x(0, b, c) - x(0, b, c + 1))))
    const agree = signs.filter(([one, other]) => one === other).length
    assert.ok(Math.abs(agree / trials - 0.5) < 0.03)
  })
})
