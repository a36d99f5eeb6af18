import assert from "node:assert/strict"
import fc from "fast-check"
import { geometricMean, median, spreadOf } from "./statistics.ts"
import { measure, secondsPerCall } from "./timing.ts"

/** A clock that only calls move: the i-th takes `cost(i)` seconds. */
function simulated(cost: (call: number) => number): { call: () => void; clock: () => number; calls: () => number } {
  let now = 0
  let calls = 0
  return {
    call: () => {
      now += cost(calls++)
    },
    clock: () => now,
    calls: () => calls,
  }
}

describe("the measuring of a call", () => {
  it("repeats it as often as fits in the budget, at least 5 and at most 200 times", () => {
    for (const [seconds, repeats] of [
      [1, 5],
      [0.125, 32],
      [0.001, 200],
    ] as const) {
      const { call, clock } = simulated(() => seconds)
      assert.equal(measure(call, 4, clock).repeats, repeats)
    }
  })

  it("leaves out the calls in which code is still being compiled", () => {
    const slow = simulated((call) => (call < 10 ? 0.025 : 0.01))
    const { medianSeconds, leastSeconds, quartileSeconds } = measure(slow.call, 4, slow.clock)
    for (const seconds of [medianSeconds, leastSeconds, ...quartileSeconds])
      assert.ok(Math.abs(seconds - 0.01) < 1e-9, String(seconds))
  })

  it("gives least, quartiles and median in order", () => {
    const costs = [0.5, 0.3, 0.9, 0.2, 0.7]
    // A call to warm up and one to count the repeats by come first.
    const { call, clock } = simulated((index) => (index < 2 ? 0.8 : costs[index - 2]!))
    const { medianSeconds, leastSeconds, quartileSeconds, repeats } = measure(call, 4, clock)
    assert.equal(repeats, 5)
    for (const [seconds, expected] of [
      [leastSeconds, 0.2],
      [quartileSeconds[0], 0.3],
      [medianSeconds, 0.5],
      [quartileSeconds[1], 0.7],
    ] as const)
      assert.ok(Math.abs(seconds - expected) < 1e-9, `${seconds} is not ${expected}`)
  })

  it("batches calls that are too short for the clock", () => {
    const { call, clock, calls } = simulated(() => 1e-7)
    assert.ok(Math.abs(secondsPerCall(call, 0.01, clock) - 1e-7) < 1e-12)
    assert.ok(calls() > 5 * 10_000)
  })
})

describe("the statistics of rounds", () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 9 })

  it("has as many values above the median as below it", () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const middle = median(numbers)
        const above = numbers.filter((value) => value > middle).length
        const below = numbers.filter((value) => value < middle).length
        assert.ok(above <= numbers.length / 2 && below <= numbers.length / 2)
        const { least, greatest } = spreadOf(numbers)
        assert.ok(least <= middle && middle <= greatest)
      }),
    )
  })

  it("has a geometric mean that turns with its ratios: the mean of inverses is the inverse", () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const product = geometricMean(numbers) * geometricMean(numbers.map((value) => 1 / value))
        assert.ok(Math.abs(product - 1) < 1e-12)
      }),
    )
    assert.equal(geometricMean([2, 8]), 4)
  })
})
