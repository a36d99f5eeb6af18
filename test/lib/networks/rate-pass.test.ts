import assert from "node:assert/strict"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import { createRatePass, forward, load } from "../../../lib/networks/rate-forward.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Trials } from "../../../lib/tasks/trials.ts"
import { plainRun } from "../../support/plain-rates.ts"
import { type RateProblem, rateProblem } from "../../support/rate-problems.ts"

describe("a pass of a rate network", () => {
  let engine: Engine
  beforeEach(() => {
    engine = borrowEngine()
  })
  afterEach(() => returnEngine(engine))

  const passFor = ({ network, trials, parameters }: RateProblem) => {
    const pass = createRatePass(engine, network, trials, "f64")
    pass.parameters.values.set(parameters)
    return pass
  }
  const close = (loss: number, expected: number) => assert.ok(Math.abs(loss - expected) < 1e-14 * expected)

  it("scores the trials that were brought last, and parameters as they stand", () => {
    for (const target of ["values", "labels", "weighted values"] as const) {
      const [first, second] = [1, 2].map((seed) => rateProblem(key(seed), { target }))
      const pass = passFor(first!)
      close(forward(pass), plainRun(first!).loss)
      load(pass, second!.trials)
      close(forward(pass), plainRun({ ...first!, trials: second!.trials }).loss)
      pass.parameters.values.set(second!.parameters)
      close(forward(pass), plainRun(second!).loss)
    }
  })

  it("takes trials that are scored from a later step on, and refuses those that are from an earlier one", () => {
    const early = rateProblem(key(1), { target: "labels" })
    const late = rateProblem(key(2), { target: "last label" })
    const pass = passFor(early)
    load(pass, late.trials)
    close(forward(pass), plainRun({ ...early, trials: late.trials }).loss)
    assert.throws(() => load(passFor(late), early.trials), {
      name: "RangeError",
      message: "these trials are scored from step 0 on, but the pass was made for trials scored from step 8 on",
    })
  })

  it("refuses trials of another shape, targets that do not fit, and trials that are not scored at all", () => {
    const problem = rateProblem(key(1), { target: "labels" })
    const pass = passFor(problem)
    const { trials } = problem
    const longer = rateProblem(key(1), { target: "labels", steps: 10 }).trials
    assert.throws(
      () => load(pass, longer),
      /expected trials of 9 steps x 3 trials with 108 input values, got 10 x 3 with 120/,
    )
    assert.throws(
      () => load(pass, rateProblem(key(1)).trials),
      /expected 27 labels, one a step and trial, got 54 values/,
    )
    const labels = new Int32Array(27).fill(2)
    const wrong: Trials = { ...trials, target: { kind: "labels", labels } }
    assert.throws(() => load(pass, wrong), /a label must be -1 or a class from 0 to 1, got 2/)
    const unscored = { ...problem, trials: { ...trials, weights: new Float64Array(27) } }
    assert.throws(() => passFor(unscored), /no step of these trials is scored: all weights are 0 or all labels -1/)
  })
})
