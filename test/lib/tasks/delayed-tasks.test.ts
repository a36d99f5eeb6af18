import assert from "node:assert/strict"
import fc from "fast-check"
import { key } from "../../../lib/numerics/random-key.ts"
import { agreementCeiling, type DecisionTask } from "../../../lib/tasks/decision-trials.ts"
import { delayedMatch } from "../../../lib/tasks/delayed-match.ts"
import { type DelayedXorOptions, delayedXor } from "../../../lib/tasks/delayed-xor.ts"
import { tasks } from "../../../lib/tasks/tasks.ts"

const trials = 2000

function drawn(task: DecisionTask, count = trials, seed = 5) {
  const { inputs, target, steps } = task.sample(key(seed), count)
  assert.ok(target.kind === "labels")
  const { labels } = target
  return {
    x: (step: number, trial: number, channel: number) => inputs[(step * count + trial) * task.inputs + channel]!,
    decision: (trial: number) => labels[(steps - 1) * count + trial]!,
    labels,
  }
}

/** A shorter form of the XOR, so that thousands of trials are few numbers. */
const short = (options: DelayedXorOptions = {}) => delayedXor({ dtMs: 10, ...options })
const makers = { delayedMatch, delayedXor: short }
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

for (const [name, make] of Object.entries(makers))
  describe(name, () => {
    it("asks for nothing before the last step, and there for both classes about equally often", () => {
      const task = make()
      const { labels, decision } = drawn(task)
      const last = (task.steps - 1) * trials
      assert.ok(labels.subarray(0, last).every((label) => label === -1))
      assert.ok(labels.subarray(last).every((label) => label === 0 || label === 1))
      const ones = total(range(0, trials).map(decision))
      // Four standard errors of 2,000 trials.
      assert.ok(Math.abs(ones / trials - 0.5) < 0.045)
    })

    it("has periods on end that fill the trial, and the decision is its last step", () => {
      const { periods, steps, inputs, outputs, channels, classes } = make()
      const [first, delay, second] = Object.values(periods)
      assert.deepEqual([first!.start, first!.end, delay!.end, second!.end], [0, delay!.start, second!.start, steps])
      assert.deepEqual(periods.decision, { start: steps - 1, end: steps })
      assert.deepEqual([channels.length, classes.length], [inputs, outputs])
      assert.equal(tasks[name as keyof typeof makers]().name, name)
    })

    it("adds independent noise of the given size to all channels in all steps", () => {
      const noise = 0.3
      const task = make({ noise })
      const [loud, quiet] = [drawn(task), drawn(make({ noise: 0 }))]
      const added = (step: number, channel: number) =>
        range(0, trials).map((b) => loud.x(step, b, channel) - quiet.x(step, b, channel))
      const last = task.steps - 1
      const places = task.channels.flatMap((_, channel) =>
        [0, task.periods.delay!.start, last].map((t) => [t, channel]),
      )
      const all = places.map(([step, channel]) => added(step!, channel!))
      for (const [i, one] of all.entries()) {
        const deviation = Math.sqrt(total(one.map((value) => value ** 2)) / trials)
        // Four standard errors: 0.3 / sqrt(2 x 2,000) each.
        assert.ok(Math.abs(deviation - noise) < 0.019, `${places[i]}: ${deviation}`)
        for (const other of all.slice(i + 1))
          assert.ok(Math.abs(total(one.map((value, b) => value * other[b]!)) / trials / noise ** 2) < 0.09)
      }
    })

    it("draws the same trials from the same key, the first ones whatever their number, and refuses what it does not know", () => {
      const task = make()
      assert.deepEqual(task.sample(key(3), 7), task.sample(key(3), 7))
      assert.notDeepEqual(task.sample(key(3), 7), task.sample(key(4), 7))
      const { labels } = drawn(task, 7, 3)
      assert.deepEqual([...labels.subarray(-7)], range(0, 7).map(drawn(task, 20, 3).decision))
      assert.throws(() => make({ delay: 1 } as never), /has no option "delay"; its options are /)
      assert.throws(() => make({ noise: -1 }), /noise must be a finite number above 0, got -1/)
    })
  })

describe("delayedMatch", () => {
  it("shows one stimulus in the sample and one in the test, flags the delay, and cues the response at the end", () => {
    const task = delayedMatch({ noise: 0 })
    assert.deepEqual([task.steps, task.dtMs, task.inputs, task.outputs], [12, 100, 4, 2])
    assert.deepEqual(task.channels, ["stimulus A", "stimulus B", "delay flag", "response cue"])
    const { x, decision } = drawn(task, 200)
    const seen = new Set<string>()
    for (let b = 0; b < 200; b++) {
      const shown = x(0, b, 0) === 1 ? 0 : 1
      const later = x(10, b, 0) === 1 ? 0 : 1
      const expected = range(0, 12).map((t) => [
        t < 2 ? 1 - shown : t < 10 ? 0 : 1 - later,
        t < 2 ? shown : t < 10 ? 0 : later,
        t >= 2 && t < 10 ? 1 : 0,
        t === 11 ? 1 : 0,
      ])
      assert.deepEqual(
        range(0, 12).map((t) => range(0, 4).map((channel) => x(t, b, channel))),
        expected,
      )
      assert.equal(task.classes[decision(b)], shown === later ? "match" : "non-match")
      seen.add(`${shown}${later}`)
    }
    assert.equal(seen.size, 4)
  })

  it("can be solved up to its ceiling by who sees its inputs, and no further", () => {
    for (const noise of [0.1, 0.4, 1]) {
      const task = delayedMatch({ noise })
      const { x, decision } = drawn(task)
      const reads = (b: number, from: number) => total([from, from + 1].map((t) => x(t, b, 0) - x(t, b, 1))) > 0
      const right = range(0, trials).filter((b) => (reads(b, 0) === reads(b, 10) ? 0 : 1) === decision(b)).length
      // Four standard errors of 2,000 trials.
      const tolerance = 4 * Math.sqrt((task.ceiling * (1 - task.ceiling)) / trials)
      assert.ok(Math.abs(right / trials - task.ceiling) <= tolerance + 1e-12, `${noise}: ${right} ${task.ceiling}`)
    }
  })
})

describe("delayedXor", () => {
  it("takes the published 900 steps of 1 ms, with a bump 2 high around 50 ms and 850 ms where a cue is present", () => {
    const task = delayedXor({ noise: 0 })
    assert.deepEqual([task.steps, task.dtMs, task.inputs, task.outputs], [900, 1, 2, 2])
    assert.deepEqual(task.periods, {
      firstCue: { start: 0, end: 100 },
      delay: { start: 100, end: 800 },
      secondCue: { start: 800, end: 900 },
      decision: { start: 899, end: 900 },
    })
    const { x, decision } = drawn(task, 40)
    const seen = new Set<string>()
    for (let b = 0; b < 40; b++) {
      const present = [0, 1].map((channel) => x(channel === 0 ? 50 : 850, b, channel) > 1)
      for (const channel of [0, 1])
        for (let t = 0; t < 900; t++) {
          const milliseconds = t + 0.5 - (channel === 0 ? 50 : 850)
          const bump = Math.abs(milliseconds) < 50 && present[channel] ? 2 * Math.exp(-(milliseconds ** 2) / 1250) : 0
          assert.ok(Math.abs(x(t, b, channel) - 0.02 - bump) < 1e-14, `${t} ${b} ${channel}`)
        }
      assert.equal(task.classes[decision(b)], present[0] === present[1] ? "same" : "different")
      seen.add(`${present}`)
    }
    assert.equal(seen.size, 4)
  })

  it("keeps a bump's centre, width and area whatever the step", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 5, 10),
        fc.constantFrom(200, 400),
        fc.constantFrom(0, 100, 300),
        fc.constantFrom(0.5, 3),
        (dtMs, cueMs, delayMs, height) => {
          const task = delayedXor({ dtMs, cueMs, delayMs, height, widthMs: 20, noise: 0, baseline: -0.1 })
          assert.equal(task.steps * dtMs, 2 * cueMs + delayMs)
          const { x } = drawn(task, 30)
          for (const [channel, period] of [task.periods.firstCue!, task.periods.secondCue!].entries()) {
            const present = range(0, 30).find((b) => x((period.start + period.end) / 2, b, channel) > height / 2)!
            const times = range(0, task.steps).map((t) => (t + 0.5) * dtMs)
            const bump = range(0, task.steps).map((t) => x(t, present, channel) + 0.1)
            const area = total(bump)
            const centre = total(bump.map((value, t) => value * times[t]!)) / area
            const spread = Math.sqrt(total(bump.map((value, t) => value * (times[t]! - centre) ** 2)) / area)
            assert.ok(Math.abs(centre - ((period.start + period.end) / 2) * dtMs) < 1e-9, `${centre}`)
            // Cut off at five standard deviations or more.
            assert.ok(Math.abs(spread - 20) < 0.01, `${spread}`)
            assert.ok(Math.abs((area * dtMs) / (height * 20 * Math.sqrt(2 * Math.PI)) - 1) < 1e-5, `${area}`)
            assert.ok(Math.max(...bump) <= height && Math.max(...bump) > 0.96 * height)
          }
        },
      ),
      { numRuns: 30, seed: 4 },
    )
  })

  it("can be solved up to its ceiling by who knows the bump, and no further", () => {
    const settings = { height: 0.5, widthMs: 20, cueMs: 100, delayMs: 20 }
    for (const noise of [0.01, 0.5]) {
      const task = short({ ...settings, noise })
      const { x, decision } = drawn(task)
      const bump = range(0, 10).map((i) => 0.5 * Math.exp(-((((i + 0.5) * 10 - 50) / 20) ** 2) / 2))
      const middle = total(bump.map((value) => value ** 2)) / 2
      const reads = (b: number, channel: number) =>
        total(bump.map((value, i) => value * (x((channel === 0 ? 0 : 12) + i, b, channel) - 0.02))) > middle
      const right = range(0, trials).filter((b) => (reads(b, 0) === reads(b, 1) ? 1 : 0) === decision(b)).length
      const tolerance = 4 * Math.sqrt((task.ceiling * (1 - task.ceiling)) / trials)
      assert.ok(Math.abs(right / trials - task.ceiling) <= tolerance + 1e-12, `${noise}: ${right} ${task.ceiling}`)
    }
    assert.equal(delayedXor().ceiling, 1)
  })

  it("refuses windows that are no whole number of steps and impossible values, quoting them", () => {
    assert.throws(() => delayedXor({ dtMs: 3 }), /cueMs must be a whole number of steps of 3 ms, got 100/)
    assert.throws(
      () => delayedXor({ dtMs: 100, delayMs: 50 }),
      /delayMs must be a whole number of steps of 100 ms, got 50/,
    )
    assert.throws(() => delayedXor({ widthMs: 0 }), /widthMs must be a finite number above 0, got 0/)
    assert.throws(() => delayedXor({ baseline: Number.NaN }), /baseline must be a finite number .*, got NaN/)
  })
})

describe("the ceiling of a comparison of two cues", () => {
  it("is a coin without any difference, rises with it, and ends at 1", () => {
    assert.equal(agreementCeiling(0), 0.5)
    assert.equal(agreementCeiling(Number.POSITIVE_INFINITY), 1)
    // q = Phi(-1) = 0.15866.
    assert.ok(Math.abs(agreementCeiling(2) - (1 - 2 * 0.15865525393145707 * 0.8413447460685429)) < 1e-14)
  })
})
