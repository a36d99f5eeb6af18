import assert from "node:assert/strict"
import { effectiveRank } from "../../../lib/analysis/effective-rank.ts"
import { decisionAccuracy, networkActivity, ratesAt } from "../../../lib/analysis/network-activity.ts"
import { representationAlignment, signSimilarity } from "../../../lib/analysis/representation-alignment.ts"
import { connectivity } from "../../../lib/networks/connectivity/kinds.ts"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"
import { initialRateParameters } from "../../../lib/networks/rate-start.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { delayedMatchToSample } from "../../../lib/tasks/delayed-match-to-sample.ts"

describe("the effective rank", () => {
  it("of a Gaussian matrix is near 2/3 by eigenvalues and 1/4 by the stable rank", () => {
    const w = connectivity.gaussian().draw(200, key(1))
    const byEigenvalues = effectiveRank(w)
    assert.ok(byEigenvalues > 0.6 && byEigenvalues < 0.69, `${byEigenvalues}`)
    assert.ok(Math.abs(effectiveRank(w, "stable") - 0.26) < 0.02)
  })

  it("of a rank-1 matrix is 1/N and of the unit matrix 1, by every definition", () => {
    const unit = Float64Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 1 : 0))
    const one = connectivity.lowRank({ rank: 1 }).draw(10, key(2))
    for (const definition of ["eigenvalues", "stable", "entropy"] as const) {
      assert.ok(Math.abs(effectiveRank(unit, definition) - 1) < 1e-12)
      assert.ok(
        Math.abs(effectiveRank(one, definition) - 0.1) < 1e-6,
        `${definition} ${effectiveRank(one, definition)}`,
      )
    }
  })

  it("of truncated Gaussian matrices of 100 rises with the rank", () => {
    const ranks = [1, 10, 33].map((rank) => effectiveRank(connectivity.lowRank({ rank }).draw(100, key(3))))
    for (const [i, near] of [0.01, 0.054, 0.2].entries()) assert.ok(Math.abs(ranks[i]! / near - 1) < 0.25, `${ranks}`)
  })

  it("refuses what has none", () => {
    assert.throws(() => effectiveRank(new Float64Array(4)), /without a nonzero eigenvalue/)
    assert.throws(() => effectiveRank(new Float64Array(3)), /no 3 entries/)
    assert.throws(() => effectiveRank(Float64Array.of(Number.NaN)), /finite/)
  })
})

describe("representation alignment", () => {
  const [before, after] = [normal(key(1), 40 * 7), normal(key(2), 40 * 7)]

  it("is that of the explicit trials-by-trials matrices, centred or not", () => {
    const explicit = (a: Float64Array, b: Float64Array) => {
      const gram = (h: Float64Array) =>
        Array.from({ length: 40 * 40 }, (_, at) => {
          let sum = 0
          for (let i = 0; i < 7; i++) sum += h[Math.floor(at / 40) * 7 + i]! * h[(at % 40) * 7 + i]!
          return sum
        })
      const [r, s] = [gram(a), gram(b)]
      const inner = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
      return inner(r, s) / Math.sqrt(inner(r, r) * inner(s, s))
    }
    assert.ok(Math.abs(representationAlignment(before, after, 7) - explicit(before, after)) < 1e-12)
    const shifted = before.map((x, i) => x + (i % 7))
    const centred = representationAlignment(shifted, after, 7, { centred: true })
    assert.ok(Math.abs(centred - representationAlignment(before, after, 7, { centred: true })) < 1e-12)
  })

  it("is 1 for the same states turned or scaled, and less for others", () => {
    const turned = before.map((_, i) => -2 * before[i - (i % 7) + ((i + 1) % 7)]!)
    const permuted = before.map((_, i) => 3 * before[i - (i % 7) + (6 - (i % 7))]!)
    assert.ok(Math.abs(representationAlignment(before, permuted, 7) - 1) < 1e-12)
    assert.ok(turned.length === before.length && representationAlignment(before, after, 7) < 0.9)
  })

  it("counts equal signs", () => {
    assert.equal(signSimilarity([1, -1, 0, 2], [3, 1, 0, -1]), 0.5)
    assert.throws(() => signSimilarity([1], []), /1 and 0/)
  })
})

describe("the activity of a network", () => {
  it("has its decision at the last step, right where the readout is set by hand", async () => {
    const task = delayedMatchToSample({ noise: 0 })
    const network = rateNetwork({
      units: 5,
      inputs: 3,
      outputs: 3,
      activation: "relu",
      integration: "euler",
      readoutBias: true,
    })
    const parameters = initialRateParameters(network, key(1))
    const { first, rows, columns } = network.layout.readout
    parameters.fill(0, first, first + rows * columns)
    const bias = network.layout.bias.first
    const trials = task.sample(key(2), 200)
    const accuracies = []
    for (const chosen of [0, 1, 2]) {
      parameters.fill(0, bias, bias + 3)
      parameters[bias + chosen] = 1
      accuracies.push(decisionAccuracy(await networkActivity(network, parameters, trials), trials))
    }
    assert.equal(accuracies[0], 0)
    assert.ok(Math.abs(accuracies[1]! + accuracies[2]! - 1) < 1e-12 && accuracies[1]! > 0.4 && accuracies[1]! < 0.6)
  })

  it("gives the rates of each step", async () => {
    const task = delayedMatchToSample()
    const network = rateNetwork({ units: 4, inputs: 3, outputs: 3, activation: "relu", integration: "euler" })
    const activity = await networkActivity(network, initialRateParameters(network, key(1)), task.sample(key(2), 3))
    assert.deepEqual(ratesAt(activity, 7), activity.rates.slice(7 * 12))
    await assert.rejects(networkActivity(network, [1, 2], task.sample(key(2), 3)), /parameters, got 2/)
  })
})
