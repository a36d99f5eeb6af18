import assert from "node:assert/strict"
import fc from "fast-check"
import { distilledRule } from "../../../../lib/inference/reading/distilled-rule.ts"
import { formula, monomials } from "../../../../lib/inference/reading/monomials.ts"
import { sparseFit } from "../../../../lib/inference/reading/sparse-regression.ts"
import { normal } from "../../../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { maximumLikelihood } from "../../../../lib/rules/maximum-likelihood.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { asFitted, updateOf } from "../../../support/fitted-rule.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const alpha = 0.004
const animal = simulatedLearner(reinforce({ rate: alpha }), { trials: 3000, key: key(1) })
const known = asFitted(animal, { update: updateOf(reinforce({ rate: alpha })) })
const { weightStimulus, weightBias } = known.trajectories[0]!
const logits = animal.stimulus.map((s, t) => weightStimulus[t]! * s + weightBias[t]!)
const widest = logits.reduce((most, u) => Math.max(most, Math.abs(u)), 0)

/** Root mean square over every other trial of what Taylor's polynomial of the sigmoid leaves, |q - (1/2 + u/4 - u^3/48)|, times alpha |x|. */
function taylorError(order: 1 | 3, x: (t: number) => number): number {
  const left = [...logits].flatMap((u, t) => {
    if (t % 2 === 1 || animal.reward[t] === 0) return t % 2 === 1 ? [] : [0]
    const series = 0.5 + u / 4 - (order === 3 ? u ** 3 / 48 : 0)
    return [alpha * (1 / (1 + Math.exp(-u)) - series) * x(t)]
  })
  return Math.sqrt(left.reduce((sum, value) => sum + value ** 2, 0) / left.length)
}

describe("a distilled rule", () => {
  for (const [order, next] of [
    [1, 48],
    [3, 480],
  ] as const)
    it(`of REINFORCE is at least as close as its sigmoid expanded to order ${order}, and no further off than the next term, |u|^${order + 2} / ${next}`, async () => {
      const { value } = await distilledRule(known, animal, { order, terms: 40, tolerance: 0 })
      const bound = (alpha * widest ** (order + 2)) / next
      // Taking terms back may cost 1 % each.
      assert.ok(value.stimulus.fittedError <= 1.02 * taylorError(order, (t) => animal.stimulus[t]!))
      assert.ok(value.bias.fittedError <= 1.02 * taylorError(order, () => 1))
      for (const change of [value.stimulus, value.bias]) {
        assert.ok(change.largestError <= bound, `${change.largestError} of ${bound}`)
        assert.ok(change.error <= change.largestError && change.error < 2 * change.fittedError)
      }
      assert.deepEqual([value.fittedStates, value.heldOutStates], [1500, 1500])
    })

  it("of REINFORCE that has learned little has the terms and coefficients of the expansion: alpha / 2 and -alpha / 4", async () => {
    const slow = simulatedLearner(reinforce({ rate: 0.0005 }), { trials: 2000, key: key(2), start: [0.2, -0.2] })
    const fitted = asFitted(slow, { update: updateOf(reinforce({ rate: 0.0005 })) }, [0.2, -0.2])
    const { value, table } = await distilledRule(fitted, slow, { order: 1, tolerance: 0.004 })
    const found = value.stimulus.terms.map(({ coefficient, ...powers }) => [
      Object.values(powers).join(""),
      coefficient,
    ])
    // Powers of w_stim, w_bias, s, choice, reward, and the coefficient over alpha.
    const expected = { "00111": 0.5, "01101": -0.25, "10201": -0.25 }
    assert.deepEqual(new Set(found.map(([name]) => name)), new Set(Object.keys(expected)), value.stimulus.formula)
    for (const [name, coefficient] of found)
      assert.ok(Math.abs(Number(coefficient) / 0.0005 - expected[name as keyof typeof expected]) < 0.02)
    assert.match(
      value.stimulus.formula,
      /^Δw_stim ≈ 0\.0002\d+ r e s - 0\.0001\d+ r s\S* w_\w+ - 0\.0001\d+ r s\S* w_\w+$/,
    )
    assert.equal(table.numRows(), value.stimulus.terms.length + value.bias.terms.length)
  })

  it("is a rule that can be asked, and is the rule itself where that is a polynomial", async () => {
    const exact = asFitted(animal, {
      update: ({ weightStimulus, stimulus, reward }) => [
        0.01 * reward * stimulus ** 2 - 0.002 * weightStimulus,
        -0.003,
      ],
    })
    const { value } = await distilledRule(exact, animal)
    const state = { weightStimulus: 0.7, weightBias: -0.2, stimulus: 0.5, choice: 1, reward: 1 } as const
    assert.ok(Math.abs(value.update(state)[0] - exact.update(state)[0]) < 1e-4)
    assert.ok(Math.abs(value.update(state)[1] + 0.003) < 1e-4)
    assert.equal(value.bias.formula, "Δw_bias ≈ -0.003")
  })

  it("of a rule with memory counts what hangs on memory as error", async () => {
    const noisy = randomAnimal(key(5), 1500)
    const remembers = asFitted(noisy, {
      update: ({ hidden, stimulus }) => [0.01 * stimulus + 0.01 * (hidden?.[0] ?? 0), 0],
      nextHidden: ({ reward }) => Float64Array.of(2 * reward - 1),
    })
    const { value } = await distilledRule(remembers, noisy, { order: 1 })
    assert.ok(value.stimulus.error > 0.0095 && value.stimulus.error < 0.0105, `${value.stimulus.error}`)
    assert.deepEqual([value.bias.formula, value.bias.error], ["Δw_bias ≈ 0", 0])
  })

  it("does not need the reward for a rule that is told the answer: the side is in the stimulus", async () => {
    const told = asFitted(animal, { update: updateOf(maximumLikelihood(0.004)) })
    const { value } = await distilledRule(told, animal, { terms: 20 })
    assert.ok(value.stimulus.error < 0.06 * value.stimulus.size, value.stimulus.formula)
  })

  it("can be stopped, and says so", async () => {
    await withStopCounter(async (stop) => {
      const running = distilledRule(known, animal)
      stop()
      const { status, message } = await running
      assert.equal(status, "stopped")
      assert.match(message, /Stopped on request/)
    })
  })

  it("is refused for too few trials and impossible options", async () => {
    const short = randomAnimal(key(6), 10)
    const few = asFitted(short, { update: () => [0, 0] })
    await assert.rejects(distilledRule(few, short), /at least 20 trials, got 10/)
    await assert.rejects(distilledRule(known, animal, { order: 9 }), /order must be an integer from 0 to 5, got 9/)
    await assert.rejects(distilledRule(known, animal, { degree: 2 } as never), /no option "degree"/)
  })
})

describe("a polynomial", () => {
  it("of order 3 has 200 terms to choose from, none twice", () => {
    const all = monomials(3).map((monomial) => JSON.stringify(monomial))
    assert.equal(new Set(all).size, 200)
    assert.equal(all.length, 10 * 5 * 4)
  })

  it("reads as a line of text", () => {
    const one = { weightStimulus: 0, weightBias: 1, stimulus: 2, choice: 1, reward: 0, coefficient: -0.12345 }
    assert.equal(formula("Δw", [one, { ...one, choice: 0, coefficient: 2 }]), "Δw ≈ -0.123 e s^2 w_bias + 2 s^2 w_bias")
  })
})

describe("sparse regression", () => {
  it("finds any three terms of ten with their coefficients, where there is no noise", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.uniqueArray(fc.nat(9), { minLength: 3, maxLength: 3 }), (seed, chosen) => {
        const [rows, count] = [60, 10]
        const x = normal(key(seed), rows * count)
        const weights = normal(foldIn(key(seed), 1), 3).map((value) => value + 3 * Math.sign(value))
        const gram = new Float64Array(count * count)
        const cross = new Float64Array(count)
        let total = 0
        for (let row = 0; row < rows; row += 1) {
          const at = (k: number) => x[row * count + k]!
          const y = chosen.reduce((sum, k, i) => sum + weights[i]! * at(k), 0)
          total += y * y
          for (let i = 0; i < count; i += 1) {
            cross[i]! += at(i) * y
            for (let j = 0; j < count; j += 1) gram[i * count + j]! += at(i) * at(j)
          }
        }
        const { terms, coefficients } = sparseFit({ gram, cross, total }, { most: 10, tolerance: 1e-5 })
        assert.deepEqual(terms, [...chosen].sort())
        terms.forEach((term, i) => {
          assert.ok(Math.abs(coefficients[i]! - weights[chosen.indexOf(term)]!) < 1e-6)
        })
      }),
      { numRuns: 40 },
    )
  })

  it("stops at the terms allowed, and has none for nothing", () => {
    const gram = Float64Array.of(1, 0, 0, 1)
    assert.deepEqual(sparseFit({ gram, cross: Float64Array.of(1, 2), total: 5 }, { most: 1, tolerance: 0 }).terms, [1])
    assert.deepEqual(sparseFit({ gram, cross: new Float64Array(2), total: 0 }, { most: 2, tolerance: 0 }).terms, [])
  })
})
