import assert from "node:assert/strict"
import fc from "fast-check"
import { uniform } from "../../../lib/numerics/distributions.ts"
import { foldIn, type Key, key } from "../../../lib/numerics/random-key.ts"
import type { Report, Stimulus } from "../../../lib/tasks/choice-task.ts"
import { signedContrasts, type TrainingState, trainingChoiceWorld } from "../../../lib/tasks/training-choice-world.ts"

type Agent = (stimulus: Stimulus, key: Key) => Report
const perfect: Agent = ({ side }) => (side < 0 ? 1 : -1)
const wrong: Agent = ({ side }) => (side < 0 ? -1 : 1)
const left: Agent = () => 1
const right: Agent = () => -1
const random: Agent = (_, key) => (uniform(key, 1)[0]! < 0.5 ? 1 : -1)
const silent: Agent = () => 0

function session(
  agent: Agent,
  trials: number,
  seed: number,
  task = trainingChoiceWorld(),
  before?: TrainingState,
): TrainingState[] {
  const states = [task.init(key(seed), before)]
  for (let t = 1; t < trials; t++) {
    const state = states[t - 1]!
    const report = agent(state.stimulus, foldIn(key(1000 + seed), t))
    states.push(task.next(state, report, foldIn(key(seed), t)))
  }
  return states
}

function signed({ side, contrast }: Stimulus): number {
  return contrast === 0 ? 0 : side * contrast
}

/** Fraction of repeats shown on the right must be `expected` within five standard errors. */
function repeatsOnTheRight(states: readonly TrainingState[], expected: number): void {
  const repeats = states.filter(({ stimulus }) => stimulus.repeat)
  const found = repeats.filter(({ stimulus }) => stimulus.side > 0).length / repeats.length
  const error = Math.sqrt((expected * (1 - expected)) / repeats.length)
  assert.ok(repeats.length > 500 && Math.abs(found - expected) < 5 * error, `${found} of ${repeats.length}`)
}

describe("the training task", () => {
  it("takes a perfect agent through all phases, 200 trials in each of phases 2 to 4", () => {
    const phases = session(perfect, 1800, 1).map(({ phase }) => phase)
    assert.deepEqual([...new Set(phases)], [0, 1, 2, 3, 4, 5])
    for (const phase of [2, 3, 4]) assert.equal(phases.filter((p) => p === phase).length, 200)
  })

  it("never lets a random agent out of phase 0", () => {
    for (const seed of [1, 2, 3]) assert.ok(session(random, 4000, seed).every(({ phase }) => phase === 0))
  })

  it("leaves phase 0 only once 41 of the last 50 trials of each easy contrast were correct", () => {
    const states = session(perfect, 600, 4)
    const inPhase = states.slice(0, states.findLastIndex(({ phase }) => phase === 0) + 1)
    const counts = [-1, -0.5, 0.5, 1].map((c) => inPhase.filter(({ stimulus }) => signed(stimulus) === c).length)
    assert.equal(Math.min(...counts), 41)
  })

  it("holds an agent that is right on exactly 40 of 50: the criterion is more than 80 %", () => {
    const task = trainingChoiceWorld()
    const window = (correct: number): number[] => Array.from({ length: 50 }, (_, i) => (i < 50 - correct ? 0 : 1))
    const state = (correct: number): TrainingState => ({
      ...task.init(key(5)),
      stimulus: { side: 1, contrast: 1, probabilityLeft: 0.5, repeat: false },
      outcomes: { "-1": window(50), "-0.5": window(50), "0.5": window(50), "1": window(correct) },
    })
    // The oldest of the 50 was an error and falls out: 40 stay 40 after an error, 40 become 41 after a correct trial.
    assert.equal(task.next(state(40), -1, key(6)).phase, 1)
    assert.equal(task.next(state(39), -1, key(6)).phase, 0)
    assert.equal(task.next(state(40), 1, key(6)).phase, 0)
  })

  it("keeps the phase from session to session and counts performance anew", () => {
    const task = trainingChoiceWorld()
    const end = session(perfect, 500, 7, task).at(-1)!
    assert.ok(end.phase >= 1)
    const next = task.init(key(8), end)
    assert.equal(next.phase, end.phase)
    assert.deepEqual([next.trialsInPhase, next.outcomes, next.responses], [0, {}, []])
    assert.ok(session(random, 800, 9, task, { ...end, phase: 1 }).every(({ phase }) => phase === 1))
  })

  it("shows every signed contrast of the phase equally often, zero once among them", () => {
    assert.deepEqual(signedContrasts(0), [-1, 1, -0.5, 0.5])
    const last = [-1, 1, -0.25, 0.25, -0.125, 0.125, -0.0625, 0.0625, 0]
    assert.deepEqual(signedContrasts(5), last)
    const task = trainingChoiceWorld({ phase: 5 })
    const draws = Array.from({ length: 9000 }, (_, i) => task.init(foldIn(key(10), i)).stimulus)
    for (const contrast of last) {
      const count = draws.filter((stimulus) => signed(stimulus) === contrast).length
      // Binomial(9000, 1/9): sd 29.8; five of them.
      assert.ok(Math.abs(count - 1000) < 149, `${contrast}: ${count}`)
    }
    const zeroLeft = draws.filter(({ contrast, side }) => contrast === 0 && side < 0).length
    assert.ok(Math.abs(zeroLeft - 500) < 112, `${zeroLeft}`)
  })

  it("can put stimuli of zero contrast on the left always, as one rig version does", () => {
    const task = trainingChoiceWorld({ phase: 5, zeroContrastSide: "left" })
    const draws = Array.from({ length: 900 }, (_, i) => task.init(foldIn(key(11), i)).stimulus)
    const zeros = draws.filter(({ contrast }) => contrast === 0)
    assert.ok(zeros.length > 50 && zeros.every(({ side }) => side < 0))
  })

  it("repeats a missed easy contrast, on the right with probability 0.8413 for an agent that always goes left", () => {
    const states = session(left, 8000, 12)
    states.forEach(({ stimulus }, t) => {
      if (stimulus.repeat) assert.equal(stimulus.contrast, states[t - 1]!.stimulus.contrast)
    })
    // All responses were left: m = 1 and P(N(1, 0.5) >= 0.5) = 0.8413.
    repeatsOnTheRight(states, 0.8413)
  })

  it("repeats on the left as often for an agent that always goes right", () => {
    repeatsOnTheRight(session(right, 8000, 18), 1 - 0.8413)
  })

  it("repeats on either side equally often for an agent without bias", () => {
    repeatsOnTheRight(session(random, 8000, 13), 0.5)
  })

  it("repeats nothing after hard stimuli, correct choices, or in phase 5", () => {
    assert.ok(session(wrong, 500, 14, trainingChoiceWorld({ phase: 5 })).every(({ stimulus }) => !stimulus.repeat))
    assert.ok(session(perfect, 500, 15).every(({ stimulus }) => !stimulus.repeat))
    const states = session(wrong, 150, 16, trainingChoiceWorld({ phase: 3 }))
    states.slice(1).forEach(({ stimulus }, t) => {
      assert.equal(stimulus.repeat, states[t]!.stimulus.contrast >= 0.5)
    })
  })

  it("takes no response for an error, but for neither a left nor a right one", () => {
    const states = session(silent, 400, 17)
    assert.ok(states.every(({ responses, phase }) => responses.length === 0 && phase === 0))
    assert.ok(states.slice(1).every(({ stimulus }) => stimulus.repeat))
  })

  it("does not change a state it is given, and answers the same twice", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<Report>(-1, 0, 1), (seed, report) => {
        const task = trainingChoiceWorld()
        const state = task.init(key(seed))
        const copy = structuredClone(state)
        const next = task.next(state, report, key(seed + 1))
        assert.deepEqual(state, copy)
        assert.deepEqual(task.next(state, report, key(seed + 1)), next)
      }),
    )
  })

  it("refuses options it does not know and values out of range", () => {
    assert.throws(() => trainingChoiceWorld({ phases: 1 } as object), /no option "phases"/)
    assert.throws(() => trainingChoiceWorld({ phase: 6 }), /phase must be an integer from 0 to 5, got 6/)
    assert.throws(
      () => trainingChoiceWorld({ debiasWindow: 0 }),
      /debiasWindow must be an integer of at least 1, got 0/,
    )
    const side = "right" as "left"
    assert.throws(() => trainingChoiceWorld({ zeroContrastSide: side }), /must be "even" or "left", got "right"/)
  })
})
