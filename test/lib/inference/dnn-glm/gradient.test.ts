import assert from "node:assert/strict"
import fc from "fast-check"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { initialParameters, updateNetwork } from "../../../../lib/inference/dnn-glm/network.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { evaluate, plainLoss } from "../../../support/dnn-glm.ts"
import { differences, distance } from "../../../support/rule-network.ts"

const network = updateNetwork(8)
const parameters = initialParameters(network, key(1), 0.2)
const cohort = (lengths: readonly number[]) =>
  lengths.map((trials, i) => randomAnimal(key(10 + i), trials, `animal ${i}`))

describe("the adjoint of the DNNGLM", () => {
  for (const lengths of [
    [20, 20, 20],
    [7, 20, 13],
  ])
    it(`agrees with central differences in f64, animals of ${lengths.join(", ")} trials (T7)`, () => {
      const animals = cohort(lengths)
      const { loss, gradient } = evaluate(animals, 8, parameters, 1000)
      assert.ok(Math.abs(loss - plainLoss(network, parameters, animals)) < 1e-14)
      const expected = differences(parameters, (theta) => plainLoss(network, theta, animals))
      assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
      assert.ok(gradient.every((value, i) => Math.abs(value - expected[i]!) < 1e-8))
    })

  for (const lengths of [
    [20, 20, 20],
    [7, 18, 13],
  ])
    it(`with chunks of 5 is the sum of the chunks' gradients from detached starts, ${lengths.join(", ")} trials (T7)`, () => {
      const animals = cohort(lengths)
      const { gradient, weights } = evaluate(animals, 8, parameters, 5)
      const truncation = { chunkTrials: 5, starts: weights }
      const expected = differences(parameters, (theta) => plainLoss(network, theta, animals, truncation))
      assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
      const whole = evaluate(animals, 8, parameters, 20).gradient
      assert.ok(distance(gradient, whole) > 1e-3, "truncation must change this gradient, or the test says nothing")
    })

  it("is untouched, bit for bit, by a chunk length of at least the number of trials (T8)", () => {
    const animals = cohort([20, 16, 20])
    for (const precision of ["f32", "f64"] as const) {
      const exact = evaluate(animals, 8, parameters, 20, precision)
      for (const chunk of [21, 500]) assert.deepEqual(evaluate(animals, 8, parameters, chunk, precision), exact)
    }
  })

  it("leaves the forward pass the same bits for every chunk length (T8)", () => {
    const animals = cohort([23, 9])
    for (const precision of ["f32", "f64"] as const) {
      const { loss, weights } = evaluate(animals, 8, parameters, 23, precision)
      for (let chunk = 1; chunk < 23; chunk++) {
        const other = evaluate(animals, 8, parameters, chunk, precision)
        assert.deepEqual([other.loss, other.weights], [loss, weights])
      }
    }
  })

  it("does not depend on the order of the animals (T9)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 6 }),
        fc.nat(),
        (lengths, turn) => {
          const animals = cohort(lengths)
          const by = 1 + (turn % (lengths.length - 1))
          const turned = [...animals.slice(by), ...animals.slice(0, by)]
          const [a, b] = [evaluate(animals, 8, parameters, 7), evaluate(turned, 8, parameters, 7)]
          assert.ok(Math.abs(a.loss - b.loss) < 1e-12)
          assert.ok(a.gradient.every((value, i) => Math.abs(value - b.gradient[i]!) < 1e-12))
          assert.deepEqual([...b.weights.slice(-by), ...b.weights.slice(0, -by)], a.weights)
        },
      ),
      { numRuns: 30 },
    )
  })

  it("of a batch of animals is the mean over the animals one by one (T9)", () => {
    const animals = cohort([40, 40, 40, 40, 40])
    const together = evaluate(animals, 8, parameters, 15)
    const alone = animals.map((animal: ChoiceSequence) => evaluate([animal], 8, parameters, 15))
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    assert.ok(Math.abs(together.loss - mean(alone.map(({ loss }) => loss))) < 1e-12)
    for (const [i, value] of together.gradient.entries())
      assert.ok(Math.abs(value - mean(alone.map(({ gradient }) => gradient[i]!))) < 1e-12)
    assert.deepEqual(
      together.weights,
      alone.flatMap(({ weights }) => weights),
    )
  })

  it("goes on over more rows than one slice holds", () => {
    const wide = initialParameters(updateNetwork(32), key(1), 0.2)
    const animal = randomAnimal(key(10), 20)
    const alone = evaluate([animal], 32, wide, 20)
    const many = evaluate(new Array<ChoiceSequence>(900).fill(animal), 32, wide, 20)
    assert.ok(Math.abs(many.loss - alone.loss) < 1e-12)
    assert.ok(distance(many.gradient, alone.gradient) < 1e-10)
  })

  it("in f32 is that in f64 to single precision", () => {
    const animals = cohort([60, 45])
    const single = Float64Array.from(parameters, Math.fround)
    const [a, b] = [evaluate(animals, 8, single, 25, "f32"), evaluate(animals, 8, single, 25, "f64")]
    assert.ok(distance(a.gradient, b.gradient) < 1e-5)
    assert.ok(Math.abs(a.loss - b.loss) < 1e-6)
  })
})
