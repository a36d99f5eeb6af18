import assert from "node:assert/strict"
import fc from "fast-check"
import type { ChoiceSequence } from "../../../lib/data/choices.ts"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import type { Precision } from "../../../lib/engine/primitives.ts"
import { reinforceLoss } from "../../../lib/engine/reference/reinforce.ts"
import { logLikelihood } from "../../../lib/inference/likelihood.ts"
import type { Parametrisation } from "../../../lib/inference/logit-model.ts"
import { createReinforceLanes, lossAndGradient } from "../../../lib/inference/reinforce-lanes.ts"
import { reinforceModel } from "../../../lib/inference/reinforce-rollout.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../support/choice-sequences.ts"
import { entries } from "../../support/shapes.ts"

/** All six slots free. */
const every: Parametrisation = {
  free: reinforceModel.slots.map((name, index) => ({ name, slots: [index] })),
  starts: [],
}

interface Result {
  readonly loss: number
  readonly gradient: Float64Array
}

/** Stable rules: rates and starting weights of moderate size, adders that follow the choices or are small. */
function drawParameters(seed: number): Float64Array {
  const [a, b, c, d, e, f] = entries(seed, 6)
  return Float64Array.of(0.01 * (a! + 3), 0.03 * (b! + 3), 0.01 * (c! - 2.5), 0.01 * (d! - 2.5), e!, f!)
}

describe("REINFORCE in lanes", () => {
  let engine: Engine
  beforeEach(() => {
    engine = borrowEngine()
  })
  afterEach(() => returnEngine(engine))

  const run = (
    animals: readonly ChoiceSequence[],
    parameters: readonly ArrayLike<number>[],
    precision: Precision,
    { arena, primitives }: Engine = engine,
  ) =>
    arena.scope(() => {
      const lanes = createReinforceLanes(arena, primitives(precision), animals, precision)
      const { columns } = lanes.parameters
      for (const [lane, values] of parameters.entries())
        for (let slot = 0; slot < 6; slot++) lanes.parameters.values[slot * columns + lane] = values[slot]!
      lossAndGradient(lanes)
      return Array.from({ length: columns }, (_, lane): Result => {
        const gradient = Float64Array.from({ length: 6 }, (_, slot) => lanes.gradient.values[slot * columns + lane]!)
        return { loss: lanes.loss.values[lane]!, gradient }
      })
    })

  /** Largest error of a gradient, relative to its largest entry. */
  const error = (got: ArrayLike<number>, expected: ArrayLike<number>) => {
    const sizes = Array.from(expected, Math.abs)
    const differences = sizes.map((_, i) => Math.abs(got[i]! - expected[i]!))
    return Math.max(...differences) / Math.max(...sizes)
  }

  it("in f64 has the likelihood and the gradient of the model's own roll-out, for animals of any number and length", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(lengths, fc.nat(), (trials, seed) => {
        const animals = trials.map((length, i) => randomAnimal(foldIn(key(seed), i), length))
        const parameters = animals.map((_, i) => drawParameters(seed + i))
        const results = run(animals, parameters, "f64")
        for (const [i, animal] of animals.entries()) {
          const { value, gradient } = logLikelihood(reinforceModel, every, animal, parameters[i]!)
          assert.ok(Math.abs(results[i]!.loss + value) <= 1e-10 * Math.abs(value))
          assert.ok(
            error(
              results[i]!.gradient,
              gradient.map((slope) => -slope),
            ) < 1e-10,
          )
        }
        for (const { loss, gradient } of results.slice(animals.length)) {
          assert.equal(loss, 0)
          assert.deepEqual(gradient, new Float64Array(6))
        }
      }),
      { numRuns: 60 },
    )
  })

  it("in f64 has the gradient of its twin, which is derived backward in time", () => {
    const animals = [3, 257, 512, 40].map((length, i) => randomAnimal(key(i), length))
    const parameters = animals.map((_, i) => drawParameters(i))
    const results = run(animals, parameters, "f64")
    for (const [i, { stimulus, choice, reward }] of animals.entries()) {
      const expected = reinforceLoss({ stimulus, choice, reward, parameters: parameters[i]! })
      assert.ok(Math.abs(results[i]!.loss - expected.loss) <= 1e-10 * expected.loss)
      assert.ok(error(results[i]!.gradient, expected.gradient) < 1e-10)
    }
  })

  it("has the gradient that central differences give", () => {
    const animal = randomAnimal(key(4), 300)
    const at = drawParameters(11)
    const h = 1e-5
    const starts = [...at.keys()].flatMap((i) => [at.with(i, at[i]! + h), at.with(i, at[i]! - h)])
    // All displaced runs are lanes of one pass.
    const results = run(
      Array.from({ length: 13 }, () => animal),
      [at, ...starts],
      "f64",
    )
    for (const [i, exact] of results[0]!.gradient.entries()) {
      const measured = (results[2 * i + 1]!.loss - results[2 * i + 2]!.loss) / (2 * h)
      // Truncation h^2 = 1e-10 relative, rounding 1e-16 * 200 nats / h = 2e-9 absolute.
      assert.ok(Math.abs(measured - exact) / Math.max(1, Math.abs(exact)) < 1e-6, `${measured} for ${exact}`)
    }
  })

  it("in f32 is close to f64", () => {
    const animals = [2000, 1500, 900, 1999, 10].map((length, i) => randomAnimal(key(i), length))
    const parameters = animals.map((_, i) => drawParameters(20 + i))
    const [single, double] = [run(animals, parameters, "f32"), run(animals, parameters, "f64")]
    for (const i of animals.keys()) {
      assert.ok(Math.abs(single[i]!.loss / double[i]!.loss - 1) < 1e-6)
      assert.ok(error(single[i]!.gradient, double[i]!.gradient) < 1e-4)
    }
  })

  it("gives a run the same bits alone as among others, whatever their number and length", () => {
    const animals = [300, 700, 20, 299, 512, 1].map((length, i) => randomAnimal(key(i), length))
    const parameters = animals.map((_, i) => drawParameters(i))
    for (const precision of ["f32", "f64"] as const) {
      const together = run(animals, parameters, precision)
      for (const [i, animal] of animals.entries())
        assert.deepEqual(run([animal], [parameters[i]!], precision)[0], together[i])
    }
  })

  it("has a finite loss where choices were all but impossible, and NaN in its own lane alone", () => {
    const animal = { ...randomAnimal(key(1), 5), stimulus: new Float64Array(5).fill(1), choice: new Uint8Array(5) }
    for (const precision of ["f32", "f64"] as const) {
      const certain = [0, 0, 0, 0, 2000, 0]
      const broken = [0.1, Number.NaN, 0, 0, 0, 0]
      const [first, second, third] = run([animal, animal, animal], [certain, broken, new Float64Array(6)], precision)
      assert.ok(Math.abs(first!.loss / 10_000 - 1) < 1e-7)
      assert.ok(Math.abs(first!.gradient[4]! - 5) < 1e-12)
      assert.ok(Number.isNaN(second!.loss) && Number.isNaN(second!.gradient[1]!))
      assert.ok(Math.abs(third!.loss - 5 * Math.LN2) < 1e-12)
    }
  })

  it("in mode fast is close to mode exact", () => {
    const animals = [700, 300].map((length, i) => randomAnimal(key(i), length))
    const parameters = animals.map((_, i) => drawParameters(30 + i))
    const fastEngine = borrowEngine("fast")
    for (const [precision, tolerance] of [
      ["f32", 1e-4],
      ["f64", 1e-12],
    ] as const) {
      const exact = run(animals, parameters, precision)
      const fast = run(animals, parameters, precision, fastEngine)
      for (const i of animals.keys()) {
        assert.ok(Math.abs(fast[i]!.loss / exact[i]!.loss - 1) < tolerance)
        assert.ok(error(fast[i]!.gradient, exact[i]!.gradient) < tolerance)
      }
    }
    returnEngine(fastEngine)
  })

  it("keeps no subnormal slopes where the start is forgotten", () => {
    const animal = randomAnimal(key(6), 12_000)
    for (const precision of ["f32", "f64"] as const)
      engine.arena.scope(() => {
        const lanes = createReinforceLanes(engine.arena, engine.primitives(precision), [animal], precision)
        const { values, columns } = lanes.parameters
        for (const [slot, value] of [0.5, 0.5, -0.8, -0.8, 0, 0].entries()) values[slot * columns] = value
        lossAndGradient(lanes)
        const smallest = precision === "f32" ? 2 ** -126 : 2 ** -1022
        // Slopes and their sums stand last, 18 vectors of them.
        const slopes = lanes.state.values.slice(-18 * columns)
        assert.ok(slopes.every((x) => x === 0 || Math.abs(x) >= smallest))
        for (const slot of [4, 5])
          for (const weight of [0, 1])
            assert.equal(slopes[(3 * slot + weight) * columns], 0, `slope ${slot}, ${weight}`)
      })
  })

  it("has nothing to say about no trials", () => {
    const [none] = run([randomAnimal(key(0), 0)], [drawParameters(0)], "f64")
    assert.deepEqual(none, { loss: 0, gradient: new Float64Array(6) })
  })
})
