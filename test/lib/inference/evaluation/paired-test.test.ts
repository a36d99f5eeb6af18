import assert from "node:assert/strict"
import fc from "fast-check"
import { heldOutDifference } from "../../../../lib/inference/evaluation/evaluation-table.ts"
import type { HeldOutScore } from "../../../../lib/inference/evaluation/held-out-score.ts"
import { honestLikelihood, pairedTest } from "../../../../lib/inference/evaluation/paired-test.ts"
import { key } from "../../../../lib/numerics/random-key.ts"

const close = (value: number | null, expected: number, relative = 1e-10) =>
  assert.ok(value !== null && Math.abs(value - expected) <= relative * Math.abs(expected), `${value} for ${expected}`)

describe("a paired test over animals", () => {
  const one = [-0.501, -0.48, -0.53, -0.47, -0.5, -0.515]
  const other = [-0.505, -0.482, -0.529, -0.479, -0.507, -0.516]

  // scipy 1.17.1: stats.ttest_rel(one, other) and its confidence_interval(0.95).
  it("has the t, p and interval of scipy", () => {
    const { t, p, degreesOfFreedom, interval, meanDifference } = pairedTest(one, other)
    close(t, 2.377857356419143)
    close(p, 0.06333284954462173)
    close(interval![0], -0.00029718200794872805)
    close(interval![1], 0.007630515341282068)
    close(meanDifference, 0.0036666666666666666)
    assert.equal(degreesOfFreedom, 5)
  })

  it("counts animals, never trials: with a hundred times the trials t and p are the same", async () => {
    const scores = (natsPerTrial: readonly number[], trials: number) =>
      natsPerTrial.map((nats, animal) => ({ animal: `m${animal}`, trials, nats: nats * trials }) as HeldOutScore)
    const tests = [100, 10_000].map((trials) =>
      heldOutDifference({ scores: scores(one, trials) }, { scores: scores(other, trials) }, key(1), 100),
    )
    for (const { test } of await Promise.all(tests)) {
      close(test!.t, 2.377857356419143)
      assert.deepEqual([test!.animals, test!.degreesOfFreedom], [6, 5])
    }
  })

  it("calls a tie what is below 1e-4 nats per trial, however small p is", () => {
    const hair = one.map((score, animal) => score - 0.00005 - animal * 1e-7)
    const { p, verdict } = pairedTest(one, hair)
    assert.ok(p! < 1e-6)
    assert.equal(verdict, "tie")
  })

  it("is undecided between p = 0.05 and 1, and says better and worse below", () => {
    assert.equal(pairedTest(one, other).verdict, "undecided")
    const ahead = other.map((score, animal) => score + 0.01 + animal * 1e-4)
    assert.equal(pairedTest(ahead, other).verdict, "better")
    assert.equal(pairedTest(other, ahead).verdict, "worse")
  })

  it("has no t for one animal, and none where all differ by the same", () => {
    assert.deepEqual([pairedTest([1], [0]).t, pairedTest([1], [0]).verdict], [null, "undecided"])
    assert.equal(pairedTest([1, 2, 3], [0, 1, 2]).p, null)
    assert.equal(pairedTest([1, 2], [1, 2]).verdict, "tie")
  })

  it("turns around with its arguments", () => {
    const scores = fc.array(
      fc.tuple(fc.double({ min: -1, max: 0, noNaN: true }), fc.double({ min: -1, max: 0, noNaN: true })),
      {
        minLength: 3,
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(scores, (pairs) => {
        const [a, b] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
        const [there, back] = [pairedTest(a, b), pairedTest(b, a)]
        assert.equal(there.meanDifference + 0, -back.meanDifference + 0)
        assert.equal(there.p, back.p)
      }),
    )
  })

  it("refuses lists that do not pair", () => {
    assert.throws(() => pairedTest([1, 2], [1]), /got 2 and 1 scores/)
    assert.throws(() => pairedTest([], []), /got 0 and 0/)
  })
})

describe("an honest likelihood", () => {
  // Table 1 of Liu, Geadah and Pillow 2025: 12 mice x 10,000 trials.
  const published = [
    [-0.5048, -60576, -0.7283],
    [-0.5711, -68532, -0.8239],
    [-0.5042, -60504, -0.7274],
    [-0.5047, -60564, -0.7281],
    [-0.503, -60360, -0.7257],
    [-0.5014, -60168, -0.7234],
    [-0.4991, -59892, -0.72],
  ] as const

  it("makes the published table again from its own column of nats per trial", () => {
    for (const [natsPerTrial, totalNats, bitsPerTrial] of published)
      assert.deepEqual(honestLikelihood(natsPerTrial, 120_000), {
        natsPerTrial,
        totalNats,
        bitsPerTrial,
        totalPrecisionNats: 12,
      })
  })

  // Table 2: 12 mice x 500 trials after the first 5,500.
  const future = [
    [-0.4874, -2924.4],
    [-0.4843, -2905.8],
    [-0.4802, -2881.2],
    [-0.5454, -3272.4],
    [-0.4858, -2914.8],
    [-0.4817, -2890.2],
    [-0.4823, -2893.8],
  ] as const

  it("makes the totals of future trials again, to 0.6 nats", () => {
    for (const [natsPerTrial, totalNats] of future) {
      const honest = honestLikelihood(natsPerTrial, 6000)
      assert.deepEqual([honest.totalNats, honest.totalPrecisionNats], [totalNats, 0.6])
    }
  })

  it("does not print digits that mean nothing", () => {
    const { natsPerTrial, totalNats } = honestLikelihood(-0.50483712, 120_000)
    assert.deepEqual([natsPerTrial, totalNats], [-0.5048, -60576])
  })
})
