import assert from "node:assert/strict"
import { fitSeeds } from "../../../lib/inference/fit-seeds.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { cohort } from "../../support/rule-network-variants.ts"

const animals = cohort([80, 60, 70])
const quiet = () => {}

describe("a network fitted from several seeds", () => {
  for (const [kind, learner] of [
    ["dnnGlm", learners.dnnGlm({ epochs: 5, hiddenUnits: 4, regressors: ["tone", "stimulus", "bias"] })],
    ["rnnGlm", learners.rnnGlm({ epochs: 4, hiddenUnits: 4, initialWeights: "trained" })],
    ["tinyRnn", learners.tinyRnn({ epochs: 4, units: 3 })],
  ] as const)
    it(`on any number of workers is the ${kind} of each seed's own fit, in order, to the last bit`, async () => {
      const each = await Promise.all(
        [0, 1, 2].map((i) => learner.fit(animals, { key: foldIn(key(8), i), onProgress: quiet })),
      )
      for (const workers of [1, 2]) {
        const { value, table, status } = await fitSeeds(animals, learner, {
          seeds: 3,
          key: key(8),
          workers,
          onProgress: quiet,
        })
        assert.equal(status, "converged")
        assert.deepEqual(
          value.map(({ info }) => info.parameterHash),
          each.map(({ info }) => info.parameterHash),
        )
        assert.deepEqual(
          value.map(({ value: fitted }) => fitted.trajectories),
          each.map(({ value: fitted }) => fitted.trajectories),
        )
        assert.deepEqual(
          Array.from(table.array("natsPerTrial")),
          each.map(({ value: fitted }) => fitted.natsPerTrial),
        )
        assert.ok(value.every(({ value: fitted }) => typeof fitted.predict === "function"))
      }
    }).timeout(20_000)

  it("is refused for a learner that has one fit whatever the seed, for a checkpoint and for no seeds", async () => {
    const options = { seeds: 2, key: key(1), onProgress: quiet }
    await assert.rejects(fitSeeds(animals, learners.reinforce(), options), /takes learners\.dnnGlm, .* is no network/)
    const { info } = await learners.dnnGlm({ epochs: 0 }).fit(animals, { key: key(1), onProgress: quiet })
    const resumed = learners.dnnGlm({ resume: info.checkpoint as never })
    await assert.rejects(fitSeeds(animals, resumed, options), /begins every seed anew/)
    const none = { ...options, seeds: 0 }
    await assert.rejects(fitSeeds(animals, learners.dnnGlm(), none), /seeds must be an integer from 1 to 10000, got 0/)
  })
})
