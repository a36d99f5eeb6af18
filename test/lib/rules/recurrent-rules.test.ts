import assert from "node:assert/strict"
import fc from "fast-check"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { rateObjective } from "../../../lib/rules/rate-objective.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { type PlainRun, plainRun } from "../../support/plain-rates.ts"
import { rateForms, rateProblem, withUnscored } from "../../support/rate-problems.ts"
import { flatGradient, relativeDistance, ruleCases, runRule } from "../../support/recurrent-rules.ts"

const seed = key(30)

/** So many trials that time is gone through in stretches of two steps. */
const many = { units: 4, inputs: 2, trialCount: 700 } as const
const forms = [
  ...rateForms,
  { ...many, title: "tanh, last label, in stretches of time", steps: 6, target: "last label" },
  {
    ...many,
    title: "ReLU, leaking rate, in stretches of time",
    activation: "relu",
    integration: "euler",
    dtMs: 30,
    steps: 5,
  },
] as const

for (const { title, ...options } of forms)
  describe(`learning rules of a rate network: ${title}`, () => {
    const problem = rateProblem(seed, options)
    let plain: PlainRun
    before(() => {
      plain = plainRun(problem)
    })

    // The sums have some hundred terms in the small problems, of which rounding leaves 1e-15 of their norm at most, and a few thousand in the others.
    const tolerance = "trialCount" in options ? 1e-14 : 3e-15
    for (const { title: rule, make, oracle } of ruleCases)
      it(`${rule} has the gradient of its causal form`, () => {
        const expected = flatGradient(oracle(plain)).both
        const error = relativeDistance(runRule(make(problem), problem).both, expected)
        assert.ok(error < tolerance, `relative error ${error}`)
      })

    it("BPTT equals RTRL and is the gradient of the objective, whose loss is that of plain loops", () => {
      const { network, trials, parameters } = problem
      const exact = runRule(recurrentRules.bptt(), problem).both
      const forward = relativeDistance(exact, runRule(recurrentRules.rtrl(), problem).both)
      assert.ok(forward < (4 / 3) * tolerance, `relative error ${forward}`)
      const engine = borrowEngine()
      const trained = ["recurrent", "input"] as const
      const objective = rateObjective(engine, network, trials, { parameters, trained, precision: "f64" })
      const point = objective.at(parameters.subarray(0, objective.parameterCount))
      assert.ok(relativeDistance(point.gradient(), exact) < 1e-14)
      assert.ok(Math.abs(point.loss - plain.loss) < 1e-14 * plain.loss)
      objective.dispose()
      returnEngine(engine)
    })
  })

/** A form that each run of a property draws, with the seed of its problem. */
const drawn = fc.tuple(fc.constantFrom(...rateForms), fc.nat())

for (const { title, make } of ruleCases)
  describe(`the rule ${title}`, () => {
    it("gives self-connections that are left out a gradient of 0, and does not look at their weights", () => {
      fc.assert(
        fc.property(drawn, ([{ title: _, ...form }, n]) => {
          const problem = rateProblem(key(n), { ...form, units: 5, selfConnections: false })
          const { recurrent, both } = runRule(make(problem), problem)
          for (let i = 0; i < 5; i++) assert.ok(Object.is(recurrent[i * 6], 0))
          const parameters = problem.parameters.map((value, i) => (i < 25 && i % 6 === 0 ? 9 : value))
          assert.deepEqual(runRule(make(problem), { ...problem, parameters }).both, both)
        }),
        { numRuns: 15 },
      )
    })

    it("does not see trials that are not scored, nor what comes after the last step that is", () => {
      fc.assert(
        fc.property(drawn, ([{ title: _, ...form }, n]) => {
          const problem = rateProblem(key(n), { ...form, units: 5, steps: 4 })
          const alone = runRule(make(problem), problem).both
          // Three steps more leave the cuts of a truncated rule where they are.
          for (const more of [
            { trials: 2, steps: 0 },
            { trials: 0, steps: 3 },
            { trials: 1, steps: 3 },
          ])
            assert.ok(relativeDistance(runRule(make(problem), withUnscored(problem, more)).both, alone) < 1e-14)
        }),
        { numRuns: 15 },
      )
    })

    it("gives the same bits again on the same pass, and takes no memory when it runs", () => {
      const engine = borrowEngine()
      const problem = rateProblem(seed, { units: 5, steps: 4 })
      const once = runRule(make(problem), problem, { engine })
      assert.deepEqual(runRule(make(problem), problem, { engine, times: 3 }), once)
      assert.equal(engine.arena.used, 0)
      returnEngine(engine)
    })

    it("computes in f32, exact and fast, what it computes in f64, to single precision", () => {
      for (const { title: _, ...form } of rateForms) {
        const problem = rateProblem(seed, form)
        const expected = runRule(make(problem), problem).both
        for (const mode of ["exact", "fast"] as const) {
          const engine = borrowEngine(mode)
          const got = runRule(make(problem), problem, { engine, precision: "f32" }).both
          returnEngine(engine)
          assert.ok(relativeDistance(got, expected) < 1e-5, `${mode}: ${relativeDistance(got, expected)}`)
        }
      }
    })
  })
