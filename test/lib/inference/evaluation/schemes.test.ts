import assert from "node:assert/strict"
import fc from "fast-check"
import { animalPlan, blockPlan, futurePlan } from "../../../../lib/inference/evaluation/schemes.ts"
import { sequence } from "../../../support/simulated-learner.ts"

const animals = (lengths: readonly number[]) =>
  lengths.map((length, index) =>
    sequence(`m${index}`, new Float64Array(length), new Uint8Array(length), new Uint8Array(length)),
  )
const lengths = fc.array(fc.integer({ min: 7, max: 400 }), { minLength: 1, maxLength: 5 })

describe("a plan by animals", () => {
  it("scores every trial of every animal once, under a fit that saw none of the animal", () => {
    const plan = animalPlan(animals([30, 20, 25, 40]), [1, 0, 1, 2], "three")
    assert.equal(plan.splits.length, 3)
    for (const { fitted, scored } of plan.splits)
      for (const part of scored) {
        assert.equal(part.from, 0)
        assert.ok(fitted.every(({ animal }) => animal !== part.animal))
      }
    const held = plan.splits.flatMap(({ scored }) => scored.map(({ animal, to }) => [animal, to]))
    assert.deepEqual(held.sort(), [
      [0, 30],
      [1, 20],
      [2, 25],
      [3, 40],
    ])
  })
})

describe("a plan of the future", () => {
  it("never scores a trial that was fitted to, and fits to no later one", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100 }), (all, train, test) => {
        fc.pre(all.some((length) => length > train))
        const { splits } = futurePlan(animals(all), train, test)
        for (const { animal, from, to } of splits[0]!.scored) {
          assert.equal(from, splits[0]!.fitted[animal]!.to)
          assert.ok(from < to && to <= all[animal]! && to - from <= test)
        }
      }),
    )
  })

  it("keeps short animals in the fit, scores what there is of others, and says so", () => {
    const { splits, notes, scheme } = futurePlan(animals([100, 130, 300]), 110, 50)
    assert.deepEqual(
      splits[0]!.fitted.map(({ to }) => to),
      [100, 110, 110],
    )
    assert.deepEqual(splits[0]!.scored, [
      { animal: 1, from: 110, to: 130 },
      { animal: 2, from: 110, to: 160 },
    ])
    assert.match(notes.join(" "), /only fitted to: m0\. Fewer than 50 trials to score: m1\./)
    assert.match(scheme.words, /not held-out animals/)
  })

  it("is refused where no animal has a future", () => {
    assert.throws(() => futurePlan(animals([100, 90]), 100, 50), /trainTrials is 100.*longest animal has 100.*up to 99/)
  })
})

describe("a plan by blocks", () => {
  it("scores all blocks but the first, each after a fit to everything before it and nothing later", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 6 }), (all, blocks) => {
        const { splits } = blockPlan(animals(all), blocks)
        all.forEach((length, animal) => {
          let edge = splits[0]!.fitted[animal]!.to
          for (const { fitted, scored } of splits) {
            assert.deepEqual([fitted[animal]!.to, scored[animal]!.from], [edge, edge])
            edge = scored[animal]!.to
          }
          assert.equal(edge, length)
        })
      }),
    )
  })

  it("is refused where there are fewer trials than blocks", () => {
    assert.throws(() => blockPlan(animals([5]), 5), /5 blocks need at least 6 trials; m0 has 5/)
  })
})
