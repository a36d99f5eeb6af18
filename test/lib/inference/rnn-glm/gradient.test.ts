import assert from "node:assert/strict"
import fc from "fast-check"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { initialParameters, recurrentUpdateNetwork } from "../../../../lib/inference/rnn-glm/network.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { evaluate, plainPass } from "../../../support/rnn-glm.ts"
import { differences, distance } from "../../../support/rule-network.ts"

const units = 5
const network = recurrentUpdateNetwork(units)
const parameters = initialParameters(network, key(1), 0.3)
const cohort = (lengths: readonly number[]) =>
  lengths.map((trials, i) => randomAnimal(key(10 + i), trials, `animal ${i}`))
const ragged = [
  [17, 17, 17],
  [7, 18, 13],
  [1, 16, 2, 11],
]

describe("the adjoint of the RNNGLM", () => {
  for (const lengths of ragged)
    it(`agrees with central differences in f64, animals of ${lengths.join(", ")} trials (T7)`, () => {
      const animals = cohort(lengths)
      const { loss, gradient } = evaluate(animals, units, parameters, 1000)
      assert.ok(Math.abs(loss - plainPass(network, parameters, animals).loss) < 1e-14)
      const expected = differences(parameters, (theta) => plainPass(network, theta, animals).loss)
      assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
      assert.ok(gradient.every((value, i) => Math.abs(value - expected[i]!) < 1e-8))
    })

  for (const lengths of ragged)
    it(`with chunks of 5 is the sum of the chunks' gradients from detached w and h, ${lengths.join(", ")} trials (T7)`, () => {
      const animals = cohort(lengths)
      const { gradient } = evaluate(animals, units, parameters, 5)
      const truncation = { chunkTrials: 5, starts: plainPass(network, parameters, animals).starts }
      const expected = differences(parameters, (theta) => plainPass(network, theta, animals, truncation).loss)
      assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
      const whole = evaluate(animals, units, parameters, 20).gradient
      assert.ok(distance(gradient, whole) > 1e-3, "truncation must change this gradient, or the test says nothing")
    })

  it("rolls out the weights of the model as one would write it down", () => {
    const animals = cohort([40, 25])
    const { starts } = plainPass(network, parameters, animals)
    for (const chunk of [7, 100]) {
      const { weights } = evaluate(animals, units, parameters, chunk)
      for (const [index, own] of weights.entries())
        for (const [i, w] of own.entries()) assert.ok(Math.abs(w - starts[index]![i >> 1]!.w[i & 1]!) < 1e-13)
    }
  })

  it("is untouched, bit for bit, by a chunk length of at least the number of trials (T8)", () => {
    const animals = cohort([20, 16, 20])
    for (const precision of ["f32", "f64"] as const) {
      const exact = evaluate(animals, units, parameters, 20, precision)
      for (const chunk of [21, 500]) assert.deepEqual(evaluate(animals, units, parameters, chunk, precision), exact)
    }
  })

  it("leaves the forward pass the same bits for every chunk length (T8)", () => {
    const animals = cohort([23, 9])
    for (const precision of ["f32", "f64"] as const) {
      const { loss, weights } = evaluate(animals, units, parameters, 23, precision)
      for (let chunk = 1; chunk < 23; chunk++) {
        const other = evaluate(animals, units, parameters, chunk, precision)
        assert.deepEqual([other.loss, other.weights], [loss, weights])
      }
    }
  })

  it("rolls out an animal with the same bits alone as among others, in any order (T9)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 6 }),
        fc.nat(),
        fc.constantFrom("f32" as const, "f64" as const),
        (lengths, turn, precision) => {
          const animals = cohort(lengths)
          const by = 1 + (turn % (lengths.length - 1))
          const turned = [...animals.slice(by), ...animals.slice(0, by)]
          const [a, b] = [animals, turned].map((order) => evaluate(order, units, parameters, 7, precision))
          const tolerance = precision === "f32" ? 1e-5 : 1e-12
          assert.ok(Math.abs(a!.loss - b!.loss) < tolerance)
          assert.ok(a!.gradient.every((value, i) => Math.abs(value - b!.gradient[i]!) < tolerance))
          assert.deepEqual([...b!.weights.slice(-by), ...b!.weights.slice(0, -by)], a!.weights)
          const alone = animals.map((animal) => evaluate([animal], units, parameters, 7, precision).weights[0]!)
          assert.deepEqual(alone, a!.weights)
        },
      ),
      { numRuns: 30 },
    )
  })

  it("of a batch of animals is the mean over the animals one by one (T9)", () => {
    const animals = cohort([40, 40, 40, 40, 40])
    const together = evaluate(animals, units, parameters, 15)
    const alone = animals.map((animal: ChoiceSequence) => evaluate([animal], units, parameters, 15))
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    assert.ok(Math.abs(together.loss - mean(alone.map(({ loss }) => loss))) < 1e-12)
    for (const [i, value] of together.gradient.entries())
      assert.ok(Math.abs(value - mean(alone.map(({ gradient }) => gradient[i]!))) < 1e-12)
  })

  it("goes on over more rows than one slice holds, animals ending within slices", () => {
    const wide = initialParameters(recurrentUpdateNetwork(32), key(1), 0.3)
    const lengths = Array.from({ length: 30 }, (_, i) => 20 + ((7 * i) % 13))
    const animals = cohort(lengths)
    const many = evaluate(animals, 32, wide, 25)
    const expected = wide.map(() => 0)
    let loss = 0
    for (const [index, animal] of animals.entries()) {
      const share = lengths[index]! / lengths.reduce((sum, length) => sum + length, 0)
      const alone = evaluate([animal], 32, wide, 25)
      loss += share * alone.loss
      for (const [i, value] of alone.gradient.entries()) expected[i]! += share * value
    }
    assert.ok(Math.abs(many.loss - loss) < 1e-12)
    assert.ok(distance(many.gradient, expected) < 1e-10)
  })

  it("in f32 is that in f64 to single precision", () => {
    const animals = cohort([60, 45])
    const single = Float64Array.from(parameters, Math.fround)
    const [a, b] = [evaluate(animals, units, single, 25, "f32"), evaluate(animals, units, single, 25, "f64")]
    assert.ok(distance(a.gradient, b.gradient) < 1e-5)
    assert.ok(Math.abs(a.loss - b.loss) < 1e-6)
  })

  it("in mode fast is that of mode exact but for rounding, and has the same bits twice", () => {
    const animals = cohort([60, 45, 60])
    for (const [precision, tolerance] of [
      ["f32", 1e-5],
      ["f64", 1e-12],
    ] as const) {
      const [exact, fast, again] = (["exact", "fast", "fast"] as const).map((mode) =>
        evaluate(animals, units, parameters, 25, precision, mode),
      )
      assert.ok(distance(fast!.gradient, exact!.gradient) < tolerance)
      assert.ok(Math.abs(fast!.loss - exact!.loss) < tolerance)
      assert.deepEqual(again, fast)
    }
  })

  it("without memory is that of a network of the trial alone: no gradient reaches back through h (T10)", () => {
    const { gru } = network
    // The update gate shut and nothing read from h: h' is the candidate of the trial.
    const memoryless = parameters.map((value, i) => {
      if (i >= gru.recurrentWeights && i < gru.inputBiases) return 0
      const bias = i - gru.inputBiases
      return bias >= units && bias < 2 * units ? -80 : value
    })
    const animals = cohort([30, 21])
    const starts = plainPass(network, memoryless, animals).starts
    const forgetful = plainPass(network, memoryless, animals, {
      chunkTrials: 1,
      starts: starts.map((own) => own.map(({ w }) => ({ w, h: new Array<number>(units).fill(0.7) }))),
    })
    assert.ok(Math.abs(evaluate(animals, units, memoryless, 50).loss - forgetful.loss) < 1e-12)
  })
})
