import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { tinyRnnModel } from "../../../../lib/inference/tiny-rnn/learner.ts"
import type { TinyRnnOptions } from "../../../../lib/inference/tiny-rnn/options.ts"
import { evaluateModel } from "../../../support/network-model.ts"
import { differences, distance } from "../../../support/rule-network.ts"
import { cohort } from "../../../support/rule-network-variants.ts"

const units = 4
const animals = cohort([20, 9, 14])
const model = (options: TinyRnnOptions = {}) => tinyRnnModel({ units, precision: "f64", ...options })

interface PlainPass {
  readonly loss: number
  readonly states: readonly (readonly (readonly number[])[])[]
  readonly logits: readonly (readonly number[])[]
}

/** The model as one would write it down: loss by softmax, state before each trial, log odds of each trial. */
function plainPass(
  theta: Float64Array,
  of: readonly ChoiceSequence[],
  options: { scoreFrom?: number; chunkTrials?: number; states?: PlainPass["states"] } = {},
): PlainPass {
  const { scoreFrom = 0, chunkTrials = Number.POSITIVE_INFINITY } = options
  let [sum, count] = [0, 0]
  const logits: number[][] = []
  const states = of.map((animal, index) => {
    let h: readonly number[] = new Array<number>(units).fill(0)
    logits[index] = []
    return Array.from(animal.choice, (y, t) => {
      if (t > 0 && t % chunkTrials === 0) h = options.states![index]![t]!
      const before = h
      const first = animal.sessionStart[t] === 1
      const signed = (bit: number) => (first ? 0 : 2 * bit - 1)
      const u = [animal.stimulus[t]!, signed(animal.choice[t - 1]!), signed(animal.reward[t - 1]!)]
      const step = plainStep(theta, u, h)
      h = step.h
      const [left, right] = [step.logits[0]!, step.logits[1]!]
      logits[index]!.push(right - left)
      if (t >= scoreFrom) {
        sum += Math.log(Math.exp(left) + Math.exp(right)) - (y === 1 ? right : left)
        count++
      }
      return before
    })
  })
  return { loss: sum / count, states, logits }
}

function plainStep(theta: Float64Array, u: readonly number[], h: readonly number[]) {
  const columns = 3 * units
  const ends = [3 * columns, (3 + units) * columns, (4 + units) * columns, (5 + units) * columns] as const
  const sum = (x: readonly number[], weights: number, bias: number, j: number) =>
    x.reduce((total, value, i) => total + value * theta[weights + i * columns + j]!, theta[bias + j]!)
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const next = h.map((before, k) => {
    const [i, r] = [0, 1, 2]
      .map((gate) => gate * units + k)
      .reduce<[number[], number[]]>(
        ([is, rs], j) => [
          [...is, sum(u, 0, ends[1], j)],
          [...rs, sum(h, ends[0], ends[2], j)],
        ],
        [[], []],
      )
    const [reset, update] = [sigmoid(i[0]! + r[0]!), sigmoid(i[1]! + r[1]!)]
    return (1 - update) * Math.tanh(i[2]! + reset * r[2]!) + update * before
  })
  const out = (j: number) =>
    next.reduce((total, value, i) => total + value * theta[ends[3] + 2 * i + j]!, theta[ends[3] + 2 * units + j]!)
  return { h: next, logits: [out(0), out(1)] }
}

describe("the adjoint of the tiny network", () => {
  for (const options of [{}, { scoreFrom: 3 }])
    it(`agrees with central differences in f64, scores from ${options.scoreFrom ?? 0}, animals of different length (T7)`, () => {
      const { loss, gradient, parameters, weights } = evaluateModel(model(options), animals)
      const plain = plainPass(parameters, animals, options)
      assert.ok(Math.abs(loss - plain.loss) < 1e-13)
      for (const [index, own] of plain.logits.entries())
        assert.ok(own.every((logit, t) => Math.abs(logit - weights[index]![t]!) < 1e-13))
      const expected = differences(parameters, (theta) => plainPass(theta, animals, options).loss)
      assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
    })

  it("with chunks of 6 is the sum of the chunks' gradients from detached states (T7)", () => {
    const { gradient, parameters } = evaluateModel(model({ chunkTrials: 6 }), animals)
    const truncation = { chunkTrials: 6, states: plainPass(parameters, animals).states }
    const expected = differences(parameters, (theta) => plainPass(theta, animals, truncation).loss)
    assert.ok(distance(gradient, expected) < 1e-6, `relative error ${distance(gradient, expected)}`)
    const { gradient: whole } = evaluateModel(model(), animals)
    assert.ok(distance(gradient, whole) > 1e-4, "truncation must change this gradient, or the test says nothing")
  })

  it("has the same bits for every chunk length that holds all trials, and forward for any (T8)", () => {
    for (const precision of ["f32", "f64"] as const) {
      const whole = evaluateModel(model({ precision, chunkTrials: 20 }), animals)
      assert.deepEqual(evaluateModel(model({ precision, chunkTrials: 99 }), animals), whole)
      for (const chunkTrials of [1, 4, 5, 19]) {
        const { loss, weights } = evaluateModel(model({ precision, chunkTrials }), animals)
        assert.deepEqual([loss, weights], [whole.loss, whole.weights])
      }
    }
  })

  it("of a batch is the mean over its animals, and that of animals loaded in the place of others (T9)", () => {
    const alone = animals.map((animal) => evaluateModel(model({ chunkTrials: 6 }), [animal]))
    const { loss, gradient, weights } = evaluateModel(model({ chunkTrials: 6 }), animals)
    const share = (index: number) => animals[index]!.choice.length / 43
    assert.ok(Math.abs(loss - alone.reduce((sum, one, index) => sum + share(index) * one.loss, 0)) < 1e-13)
    const mean = gradient.map((_, i) => alone.reduce((sum, one, index) => sum + share(index) * one.gradient[i]!, 0))
    assert.ok(distance(gradient, mean) < 1e-12)
    for (const [index, own] of weights.entries()) assert.deepEqual(own, alone[index]!.weights[0])
    const loaded = evaluateModel(model({ chunkTrials: 6 }), animals, { batch: [1] })
    assert.deepEqual(loaded.gradient, alone[1]!.gradient)
  })
})
