import assert from "node:assert/strict"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { type BlockState, biasedChoiceWorld, blockLength } from "../../../lib/tasks/biased-choice-world.ts"

function session(trials: number, seed: number): BlockState[] {
  const task = biasedChoiceWorld()
  const states = [task.init(key(seed))]
  for (let t = 1; t < trials; t++) states.push(task.next(states[t - 1]!, 1, foldIn(key(seed), t)))
  return states
}

function blocks(states: readonly BlockState[]): { probabilityLeft: number; trials: number }[] {
  const found: { probabilityLeft: number; trials: number }[] = []
  for (const { probabilityLeft, trialInBlock } of states) {
    if (trialInBlock === 0) found.push({ probabilityLeft, trials: 0 })
    found.at(-1)!.trials++
  }
  return found
}

describe("the task in blocks", () => {
  it("starts with 90 trials at even odds, then alternates strictly between 0.2 and 0.8", () => {
    const firsts = new Set<number>()
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const [first, ...rest] = blocks(session(1500, seed))
      assert.deepEqual(first, { probabilityLeft: 0.5, trials: 90 })
      const [one, other] = rest[0]!.probabilityLeft === 0.2 ? [0.2, 0.8] : [0.8, 0.2]
      firsts.add(one)
      rest.forEach(({ probabilityLeft }, i) => {
        assert.equal(probabilityLeft, i % 2 === 0 ? one : other)
      })
      assert.ok(rest.slice(0, -1).every(({ trials }) => trials >= 20 && trials <= 100))
    }
    assert.deepEqual([...firsts].sort(), [0.2, 0.8])
  })

  it("has blocks of 20 to 100 trials, 51.4 on average before the floor", () => {
    const lengths = Array.from({ length: 20_000 }, (_, i) => blockLength(foldIn(key(9), i)))
    assert.ok(lengths.every((length) => Number.isInteger(length) && length >= 20 && length <= 100))
    const near = Math.exp(-20 / 60)
    const far = Math.exp(-100 / 60)
    const before = 60 + (20 * near - 100 * far) / (near - far)
    assert.ok(Math.abs(before - 51.4) < 0.05, `${before}`)
    // The floor takes about half a trial; a standard deviation of 22 gives a standard error of 0.16: five of them.
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
    assert.ok(Math.abs(mean - (before - 0.5)) < 0.8, `${mean}`)
    assert.ok(lengths.includes(20) && lengths.includes(99))
  })

  it("shows a left stimulus with the probability of the block, also at zero contrast", () => {
    const states = [1, 2, 3, 4].flatMap((seed) => session(3000, seed))
    const shown = [0, 0.0625, 0.125, 0.25, 1]
    assert.ok(states.every(({ stimulus }) => shown.includes(stimulus.contrast) && !stimulus.repeat))
    for (const probability of [0.2, 0.5, 0.8]) {
      for (const contrasts of [shown, [0]]) {
        const trials = states.filter(
          ({ probabilityLeft, stimulus }) => probabilityLeft === probability && contrasts.includes(stimulus.contrast),
        )
        const left = trials.filter(({ stimulus }) => stimulus.side < 0).length / trials.length
        const error = Math.sqrt((probability * (1 - probability)) / trials.length)
        assert.ok(Math.abs(left - probability) < 5 * error, `${left} of ${trials.length} at ${probability}`)
      }
    }
  })
})
