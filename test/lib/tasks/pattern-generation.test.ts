import assert from "node:assert/strict"
import { sineOfTurns } from "../../../lib/numerics/elementary.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { patternGeneration } from "../../../lib/tasks/pattern-generation.ts"

describe("pattern generation", () => {
  it("gives every trial the same pattern and target, and noise of its own", () => {
    const task = patternGeneration({ key: key(1), steps: 40, inputs: 6, noise: 0.1 })
    const { inputs, target, steps, trials } = task.sample(key(2), 500)
    assert.deepEqual([steps, trials, task.inputs, task.outputs], [40, 500, 6, 1])
    const quiet = patternGeneration({ key: key(1), steps: 40, inputs: 6, noise: 0 }).sample(key(9), 1).inputs
    const noise = inputs.map((x, i) => x - quiet[Math.floor(i / (500 * 6)) * 6 + (i % 6)]!)
    const variance = noise.reduce((sum, e) => sum + e * e, 0) / noise.length
    assert.ok(Math.abs(Math.sqrt(variance) - 0.1) < 0.002)
    assert.ok(target.kind === "values" && target.values.every((y, i) => y === target.values[i - (i % 500)]))
  })

  it("asks for a sum of four sines whose largest size is 1", () => {
    const { target } = patternGeneration({ key: key(4), steps: 60 }).sample(key(0), 1)
    assert.ok(target.kind === "values")
    const { values } = target
    assert.equal(Math.max(...values.map(Math.abs)), 1)
    // All power of a period lies at 1, 2, 3 and 5 cycles.
    const power = (k: number) => {
      const part = (of: (x: number) => number) =>
        values.reduce((sum, y, t) => sum + y * of((2 * Math.PI * k * (t + 1)) / 60), 0)
      return part(Math.sin) ** 2 + part(Math.cos) ** 2
    }
    const powers = Array.from({ length: 30 }, (_, k) => power(k))
    assert.ok([1, 2, 3, 5].every((k) => powers[k]! > 1))
    assert.ok(powers.every((p, k) => [1, 2, 3, 5].includes(k) || p < 1e-20))
  })

  it("draws the same from the same keys, and other patterns from others", () => {
    const sample = (a: number, b: number) => patternGeneration({ key: key(a) }).sample(foldIn(key(b), 1), 2).inputs
    assert.deepEqual(sample(1, 2), sample(1, 2))
    assert.notDeepEqual(sample(1, 2), sample(1, 3))
    assert.notDeepEqual(sample(1, 2), sample(2, 2))
  })

  it("refuses unknown options and impossible values, quoting them", () => {
    assert.throws(
      () => patternGeneration({ key: key(1), dt: 1 } as never),
      /has no option "dt"; its options are key, inputs, steps, noise/,
    )
    assert.throws(() => patternGeneration({ key: key(1), steps: 0 }), /steps must be an integer of at least 1, got 0/)
    assert.throws(() => patternGeneration({ key: key(1), noise: -1 }), /noise must be a finite number above 0, got -1/)
  })
})

describe("the sine of a number of turns", () => {
  it("is that of Math.sin to a few units in the last place, and exact at quarters", () => {
    for (let i = -400; i <= 400; i++) {
      const turns = i / 97
      assert.ok(Math.abs(sineOfTurns(turns) - Math.sin(2 * Math.PI * turns)) < 4e-15)
    }
    assert.deepEqual([0.25, 0.75, 1.25, 0].map(sineOfTurns), [1, -1, 1, 0])
    assert.ok(Number.isNaN(sineOfTurns(Number.NaN)))
  })
})
