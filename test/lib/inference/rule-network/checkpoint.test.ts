import assert from "node:assert/strict"
import { setTimeout } from "node:timers"
import { learners } from "../../../../lib/inference/learners.ts"
import type { Checkpoint } from "../../../../lib/inference/rule-network/checkpoint.ts"
import type { RuleNetworkOptions } from "../../../../lib/inference/rule-network/options.ts"
import { uniform } from "../../../../lib/numerics/distributions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { cohort } from "../../../support/rule-network-variants.ts"
import { withStopByHost } from "../../../support/stop-by-host.ts"

type Kind = "dnnGlm" | "rnnGlm"

const animals = cohort([300, 180, 260, 220, 240])
const usual: RuleNetworkOptions = { epochs: 24, hiddenUnits: 6, initialScale: 0.05 }
const fits: readonly { readonly title: string; readonly kind: Kind; readonly options: RuleNetworkOptions }[] = [
  { title: "a DNNGLM", kind: "dnnGlm", options: usual },
  { title: "an RNNGLM with trained starts", kind: "rnnGlm", options: { ...usual, initialWeights: "trained" } },
  { title: "a DNNGLM in batches of two animals", kind: "dnnGlm", options: { ...usual, batchAnimals: 2 } },
]

const fitOf = (kind: Kind, options: RuleNetworkOptions, seed = 4) =>
  learners[kind](options).fit(animals, { key: key(seed), onProgress: () => {} })
const checkpointOf = async (kind: Kind, options: RuleNetworkOptions, seed?: number) =>
  (await fitOf(kind, options, seed)).info.checkpoint as Checkpoint

for (const { title, kind, options } of fits)
  describe(`a fit of ${title} that is taken up again`, () => {
    it("ends with the bits of one that was never left, wherever it was left, and with its whole table", async () => {
      const whole = await fitOf(kind, options)
      for (const epochs of [0, 1, 5, 12, 23, 24]) {
        const checkpoint = structuredClone(await checkpointOf(kind, { ...options, epochs }))
        assert.equal(checkpoint.epoch, epochs)
        const { value, info, table, message } = await fitOf(kind, { ...options, resume: checkpoint })
        assert.equal(info.parameterHash, whole.info.parameterHash)
        assert.equal(value.natsPerTrial, whole.value.natsPerTrial)
        assert.deepEqual(value.trajectories, whole.value.trajectories)
        assert.deepEqual(table.objects(), whole.table.objects())
        assert.equal(message, whole.message)
      }
    })

    it("does so after being interrupted again and again at seeded moments", async () => {
      const long = { ...options, epochs: 800 }
      const whole = await fitOf(kind, long)
      let stopped = 0
      let resume: Checkpoint | undefined
      for (const moment of uniform(key(21), 1000)) {
        const { status, info } = await withStopByHost(async (stop) => {
          const timer = setTimeout(stop, 40 * moment)
          const solution = await fitOf(kind, { ...long, ...(resume && { resume }) })
          clearTimeout(timer)
          return solution
        })
        resume = info.checkpoint as Checkpoint
        if (status === "converged") {
          assert.equal(info.parameterHash, whole.info.parameterHash)
          break
        }
        assert.equal(status, "stopped")
        stopped++
      }
      assert.ok(stopped > 0 && resume?.epoch === 800, `stopped ${stopped} times`)
    })
  })

describe("a checkpoint", () => {
  let checkpoint: Checkpoint
  before(async () => {
    checkpoint = await checkpointOf("dnnGlm", { ...usual, epochs: 3 })
  })
  const resumed = (options: RuleNetworkOptions, kind: Kind = "dnnGlm", seed?: number) =>
    fitOf(kind, { ...usual, ...options, resume: checkpoint }, seed)

  it("is refused by another network, other options, another key and other animals, each with a sentence", async () => {
    await assert.rejects(resumed({}, "rnnGlm"), /of another fit: learner was "dnnGlm" and is "rnnGlm"/)
    await assert.rejects(resumed({ hiddenUnits: 7 }), /of another fit: hiddenUnits was 6 and is 7/)
    await assert.rejects(resumed({ precision: "f64" }), /precision was "f32" and is "f64"/)
    await assert.rejects(resumed({}, "dnnGlm", 5), /its key was \[0,4\] and is \[0,5\]/)
    const learner = learners.dnnGlm({ ...usual, resume: checkpoint })
    const fitTo = (others: typeof animals) => learner.fit(others, { key: key(4), onProgress: () => {} })
    await assert.rejects(fitTo(animals.slice(1)), /it had 5 animals and has 4/)
    const choice = animals[2]!.choice.map((y, t) => (t === 7 ? 1 - y : y))
    const changed = animals.map((animal, index) => (index === 2 ? { ...animal, choice } : animal))
    await assert.rejects(fitTo(changed), /animal 2 has other trials or another name/)
  })

  it("is refused where fewer epochs are asked for than it has behind it, and where it is none", async () => {
    await assert.rejects(resumed({ epochs: 2 }), /epochs is 2, but the checkpoint has 3 epochs behind it/)
    const none = { ...usual, resume: 3 as unknown as Checkpoint }
    await assert.rejects(fitOf("dnnGlm", none), /resume must be the info\.checkpoint of a fit, got 3/)
  })

  it("holds numbers, text and typed arrays of its own: going on leaves it as it was", async () => {
    const before = structuredClone(checkpoint)
    await resumed({ epochs: 6 })
    assert.deepEqual(checkpoint, before)
  })
})
