import assert from "node:assert/strict"
import type { GradientAlignment } from "../../../lib/analysis/gradient-alignment.ts"
import { ruleAlignment } from "../../../lib/analysis/rule-alignment.ts"
import { watchAlignment } from "../../../lib/analysis/watched-alignment.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { createRatePass, forward } from "../../../lib/networks/rate-forward.ts"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"
import { initialRateParameters } from "../../../lib/networks/rate-start.ts"
import { bitsHash } from "../../../lib/numerics/bits-hash.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { gradientControls } from "../../../lib/rules/gradient-controls.ts"
import { optimizers } from "../../../lib/rules/optimizers.ts"
import { createRateGradient, type RecurrentRule } from "../../../lib/rules/recurrent-rule.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { type TrainOptions, train } from "../../../lib/rules/train.ts"
import { patternGeneration } from "../../../lib/tasks/pattern-generation.ts"
import type { Trials } from "../../../lib/tasks/trials.ts"
import { rateForms, rateProblem } from "../../support/rate-problems.ts"
import { ruleCases, runRule } from "../../support/recurrent-rules.ts"

const { bptt, threeFactor, mdgl, modProp } = recurrentRules
const network = rateNetwork({ units: 16, inputs: 10, outputs: 1, activation: "relu", selfConnections: false })
const task = patternGeneration({ key: key(3), steps: 12 })
const start = initialRateParameters(network, key(4))

/** Trains exactly, in f64, on batches that are kept. */
async function learn(rule: RecurrentRule, options: Partial<TrainOptions> = {}) {
  const batches: Trials[] = []
  const kept = {
    ...task,
    sample: (from: Parameters<typeof task.sample>[0], count: number) => {
      const batch = task.sample(from, count)
      batches.push(batch)
      return batch
    },
  }
  const { value } = await train(network, kept, rule, optimizers.sgd({ rate: 0.2 }), {
    ...{ key: key(5), start, iterations: 25, batch: 4, clipNorm: 0.5, mode: "exact", precision: "f64" },
    onProgress: () => {},
    ...options,
  })
  return { ...value, batches }
}

for (const { title, ...form } of rateForms)
  describe(`a learning rule that is watched: ${title}`, () => {
    const problem = rateProblem(key(41), form)

    it("has the gradient it has by itself, to the last bit, and the alignment of `ruleAlignment`", async () => {
      for (const { make } of ruleCases) {
        const { rule, alignments } = watchAlignment(make(problem), 1)
        assert.deepEqual(runRule(rule, problem), runRule(make(problem), problem))
        const { network: of, parameters, trials } = problem
        const exactly = { precision: "f64", mode: "exact" } as const
        const { errorShare: _, ...expected } = (await ruleAlignment(of, parameters, trials, make(problem), exactly))
          .value
        assert.deepEqual(alignments, [expected])
      }
    })
  })

describe("a learning rule that is watched while it trains", () => {
  for (const make of [bptt, threeFactor, mdgl, modProp])
    it(`learns the same to the last bit, in f32 too, with a control of its step and without: ${make().label}`, async () => {
      for (const options of [
        {},
        { precision: "f32" },
        { control: gradientControls.noisy({ tangent: 1, share: 0.5 }) },
      ] as const) {
        const alone = await learn(make(), options)
        const watched = await learn(watchAlignment(make(), 2).rule, options)
        assert.equal(bitsHash(watched.parameters), bitsHash(alone.parameters))
        assert.deepEqual(watched.losses, alone.losses)
        assert.notEqual(bitsHash(alone.parameters), bitsHash(alone.start))
      }
    })

  it("keeps its name and label", () => {
    const { rule } = watchAlignment(threeFactor(), 1)
    assert.deepEqual([rule.name, rule.label], [threeFactor().name, threeFactor().label])
  })

  it("takes steps of the exact gradient, at no angle, where it is BPTT", async () => {
    const { rule, alignments } = watchAlignment(bptt(), 1)
    await learn(rule)
    assert.equal(alignments.length, 25)
    for (const one of alignments) assert.deepEqual(one, { rho: 1, cosine: 1, thetaDegrees: 0 })
  })

  it("is looked at in the first pass and every so many, before clipping and controls, on the batch it learns from", async () => {
    const control = gradientControls.scaled({ share: 0.5 })
    const every = watchAlignment(threeFactor(), 1)
    const parameters: Float64Array[] = []
    const look = (_: number, now: ArrayLike<number>) => void parameters.push(Float64Array.from(now))
    const { batches } = await learn(every.rule, { control, clipNorm: 1e-3, checkpoints: { every: 1, look } })
    const expected: GradientAlignment[] = []
    for (let i = 0; i < 25; i++) {
      const exactly = { precision: "f64", mode: "exact" } as const
      const { value } = await ruleAlignment(network, parameters[i]!, batches[i]!, threeFactor(), exactly)
      expected.push({ rho: value.rho, cosine: value.cosine, thetaDegrees: value.thetaDegrees })
    }
    assert.deepEqual(every.alignments, expected)
    assert.equal(new Set(expected.map(({ rho }) => rho)).size, 25)
    for (const passes of [2, 10, 24, 25, 26]) {
      const some = watchAlignment(threeFactor(), passes)
      await learn(some.rule, { control, clipNorm: 1e-3 })
      assert.deepEqual(
        some.alignments,
        expected.filter((_, i) => i % passes === 0),
      )
    }
  })

  it("passes over gradients that are not finite, and counts them as passes", () => {
    const { rule, alignments } = watchAlignment(threeFactor(), 2)
    const engine = borrowEngine()
    try {
      engine.arena.scope(() => {
        const pass = createRatePass(engine, network, task.sample(foldIn(key(6), 0), 4), "f64")
        const run = rule.bind(pass, createRateGradient(pass))
        for (const scale of [1, 1, Number.NaN, 1, 1e200, 1, 1]) {
          pass.parameters.values.set(start.map((value) => scale * value))
          forward(pass)
          run()
        }
      })
    } finally {
      returnEngine(engine)
    }
    assert.equal(alignments.length, 2)
    assert.deepEqual(alignments[1], alignments[0])
    assert.ok(Number.isFinite(alignments[0]!.rho))
  })

  it("is refused where a look is to come every 0 or 1.5 passes", () => {
    assert.throws(() => watchAlignment(bptt(), 0), /watchAlignment: every must be an integer of at least 1, got 0/)
    assert.throws(() => watchAlignment(bptt(), 1.5), /got 1.5/)
  })
})
