import assert from "node:assert/strict"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { RecurrentRule } from "../../../lib/rules/recurrent-rule.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { type RateProblem, type RateProblemOptions, rateForms, rateProblem } from "../../support/rate-problems.ts"
import { relativeDistance, ruleCases, runRule } from "../../support/recurrent-rules.ts"

const { bptt, truncatedBptt, threeFactor, rflo, mdgl, modProp } = recurrentRules
const seed = key(31)

/** w^T as feedback weights, N x N_out row by row. */
function readoutAsFeedback({ network: { layout, units, outputs }, parameters }: RateProblem): Float64Array {
  const at = (p: number, k: number) => parameters[layout.readout.first + k * units + p]!
  return Float64Array.from({ length: units * outputs }, (_, i) => at(Math.floor(i / outputs), i % outputs))
}

function apart(a: RecurrentRule, b: RecurrentRule, problem: RateProblem, block: "both" | "recurrent" = "both"): number {
  return relativeDistance(runRule(a, problem)[block], runRule(b, problem)[block])
}

for (const { title, ...form } of rateForms)
  describe(`limits of the learning rules: ${title}`, () => {
    const problem = rateProblem(seed, form)
    /** All rules, RFLO with w^T for its feedback. */
    const rules = ruleCases.map(({ make }) => (p: RateProblem) => {
      const rule = make(p)
      return rule.name === "rflo" ? rflo({ feedback: readoutAsFeedback(p) }) : rule
    })

    it("all agree where units are not connected, and differ where they are", () => {
      const unconnected = { ...problem, parameters: problem.parameters.map((value, i) => (i < 144 ? 0 : value)) }
      for (const make of rules) assert.ok(apart(make(unconnected), bptt(), unconnected) < 1e-14)
      const gradients = ruleCases.map(({ make }) => runRule(make(problem), problem).both)
      const [, rtrl] = gradients
      for (const [i, one] of gradients.entries())
        for (const other of gradients.slice(i + 1))
          if (i !== 0 || other !== rtrl) assert.ok(relativeDistance(one, other) > 1e-3)
    })

    it("all agree where there is one step, in which W has no say", () => {
      const single = rateProblem(seed, { ...form, steps: 1 })
      for (const make of rules) {
        assert.ok(apart(make(single), bptt(), single) < 1e-14)
        assert.ok(runRule(make(single), single).recurrent.every((value) => value === 0))
      }
    })

    it("BPTT cut after K steps is BPTT for K of at least T, of W for T - 1 too, and the three-factor rule for 1", () => {
      for (const steps of [9, 10, 1000]) assert.equal(apart(truncatedBptt({ steps }), bptt(), problem), 0)
      assert.ok(apart(truncatedBptt({ steps: 8 }), bptt(), problem, "recurrent") < 1e-14)
      assert.ok(apart(truncatedBptt({ steps: 7 }), bptt(), problem, "recurrent") > 1e-6)
      assert.ok(apart(truncatedBptt({ steps: 1 }), threeFactor(), problem) < 1e-14)
    })

    it("RFLO is the three-factor rule where its feedback is w^T", () => {
      assert.equal(apart(rflo({ feedback: readoutAsFeedback(problem) }), threeFactor(), problem), 0)
    })

    it("a type of its own for every unit is no averaging, and numbers of types are but names", () => {
      const types = (type: (unit: number) => number) => ({
        cellTypes: Uint8Array.from({ length: 12 }, (_, i) => type(i)),
      })
      for (const make of [mdgl, modProp]) {
        assert.ok(apart(make(types((i) => 11 - i)), make(), problem) < 1e-14)
        assert.equal(apart(make(types((i) => 2 * (i % 3))), make(types((i) => i % 3)), problem), 0)
      }
    })
  })

describe("limits of the learning rules", () => {
  it("ModProp with mu = 1 and M = W is BPTT where all units are linear", () => {
    for (const integration of ["expEuler", "euler"] as const) {
      const linear: RateProblemOptions = { activation: "relu", integration, dtMs: 40 }
      const { network, trials, parameters } = rateProblem(seed, linear)
      const problem: RateProblem = {
        network,
        parameters: parameters.map((value) => Math.abs(value) / 4),
        trials: { ...trials, inputs: trials.inputs.map(Math.abs) },
      }
      assert.ok(apart(modProp({ meanDerivative: 1 }), bptt(), problem) < 1e-14)
      assert.ok(apart(modProp({ meanDerivative: 0.9 }), bptt(), problem) > 1e-3)
    }
  })

  it("RFLO draws the same feedback from the same key always: normal with standard deviation 1 / sqrt(N)", () => {
    const problem = rateProblem(seed)
    const feedback = normal(key(5), 24).map((value) => value / Math.sqrt(12))
    for (let i = 0; i < 2; i++) assert.equal(apart(rflo({ key: key(5) }), rflo({ feedback }), problem), 0)
    assert.ok(apart(rflo({ key: key(6) }), rflo({ feedback }), problem) > 0.1)
  })
})

describe("learning rules refuse", () => {
  const problem = rateProblem(seed)
  const run = (rule: RecurrentRule) => runRule(rule, problem)

  it("what is no number of steps", () => {
    assert.throws(() => truncatedBptt({ steps: 0 }), /truncatedBptt: steps must be an integer of at least 1, got 0/)
    assert.throws(() => truncatedBptt({ steps: 2.5 }), /got 2.5/)
  })

  it("cell types that are not one integer from 0 to N - 1 a unit", () => {
    for (const [cellTypes, quoted] of [
      [[0, 1], "0, 1"],
      [new Array(12).fill(-1), "-1, "],
      [new Array(12).fill(0.5), "0.5, "],
    ] as const)
      for (const rule of [mdgl({ cellTypes }), modProp({ cellTypes })])
        assert.throws(
          () => run(rule),
          (error: Error) =>
            error.message.startsWith(`cellTypes must be 12 integers from 0 to 11, one a unit, got [${quoted}`),
        )
  })

  it("feedback that is given twice, not at all, or in the wrong size", () => {
    const message = /rflo takes either a key or feedback weights/
    assert.throws(() => rflo({}), message)
    assert.throws(() => rflo({ key: key(1), feedback: [1] }), message)
    assert.throws(() => run(rflo({ feedback: [1, 2, 3] })), /rflo: feedback must have 12 x 2 entries, got 3/)
  })

  it("a mean derivative that is not above 0", () => {
    assert.throws(
      () => modProp({ meanDerivative: 0 }),
      /modProp: meanDerivative must be a finite number above 0, got 0/,
    )
    assert.throws(() => modProp({ meanDerivative: Number.NaN }), /got NaN/)
  })

  it("options they do not have, naming those they do", () => {
    const unknown = { k: 3 } as object
    assert.throws(
      () => truncatedBptt({ steps: 1, ...unknown }),
      /truncatedBptt has no option "k"; its options are steps/,
    )
    assert.throws(() => rflo({ key: key(1), ...unknown }), /rflo has no option "k"; its options are key, feedback/)
    assert.throws(() => mdgl(unknown), /mdgl has no option "k"; its options are cellTypes/)
    assert.throws(() => modProp(unknown), /modProp has no option "k"; its options are cellTypes, meanDerivative/)
  })
})
