import assert from "node:assert/strict"
import { rateNetwork } from "../../../lib/networks/rate-network.ts"
import { bitsHash } from "../../../lib/numerics/bits-hash.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { optimizers } from "../../../lib/rules/optimizers.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { type TrainOptions, train } from "../../../lib/rules/train.ts"
import { patternGeneration } from "../../../lib/tasks/pattern-generation.ts"
import { withStopCounter } from "../../support/stop-counter.ts"

const network = rateNetwork({ units: 24, inputs: 10, outputs: 1, activation: "relu", dtMs: 69.3 })
const task = patternGeneration({ key: key(3) })
const { bptt, threeFactor } = recurrentRules

function learn(options: Partial<TrainOptions> = {}, rate = 0.2, rule = bptt()) {
  const settings = { key: key(5), iterations: 60, batch: 8, clipNorm: 1, onProgress: () => {}, ...options }
  return train(network, task, rule, optimizers.sgd({ rate }), settings)
}

describe("training a rate network", () => {
  it("lowers the loss by backpropagation and by the three-factor rule, in both modes and precisions", async () => {
    for (const rule of [bptt(), threeFactor()])
      for (const mode of ["fast", "exact"] as const)
        for (const precision of ["f32", "f64"] as const) {
          const { status, value } = await learn({ mode, precision, iterations: 200 }, 0.2, rule)
          const mean = (from: number, to: number) =>
            value.losses.subarray(from, to).reduce((sum, loss) => sum + loss, 0) / (to - from)
          assert.equal(status, "converged")
          assert.ok(mean(180, 200) < 0.5 * mean(0, 5), `${mean(0, 5)} to ${mean(180, 200)}`)
        }
  })

  it("gives the same key the same bits in mode exact, as on the machine where this was written", async () => {
    const hash = async (mode: "exact") => bitsHash((await learn({ mode, iterations: 50 })).value.parameters)
    const first = await hash("exact")
    assert.equal(await hash("exact"), first)
    assert.equal(first, "e9e226dea0fffb35bd23d8c051793468b7cfca1ce225d3f41f12ea27df146193")
  })

  it("hands back what it has when it is stopped", async () => {
    await withStopCounter(async (stop) => {
      const { status, value, message } = await learn({
        iterations: 1_000_000,
        onProgress: ({ done }) => {
          if (done > 10) stop()
        },
      })
      assert.equal(status, "stopped")
      assert.ok(value.losses.length > 10 && value.losses.length < 1_000_000)
      assert.match(message, /stopped on request/)
    })
  })

  it("shows the network before the first step, after every so many and at the end, and learns the same beside it", async () => {
    const seen: { iteration: number; hash: string }[] = []
    const checkpoints = {
      every: 25,
      look: (iteration: number, parameters: Float32Array | Float64Array) => {
        seen.push({ iteration, hash: bitsHash(parameters) })
        parameters.fill(Number.NaN)
      },
    }
    const watched = await learn({ mode: "exact", checkpoints })
    const alone = await learn({ mode: "exact" })
    assert.deepEqual(
      seen.map(({ iteration }) => iteration),
      [0, 25, 50, 60],
    )
    assert.equal(seen.at(-1)!.hash, bitsHash(alone.value.parameters))
    assert.equal(bitsHash(watched.value.parameters), bitsHash(alone.value.parameters))
  })

  it("decays all weights but the biases, by the penalty's slope", async () => {
    const biased = rateNetwork({ units: 6, inputs: 10, outputs: 1, readoutBias: true })
    const start = Float64Array.from({ length: biased.parameterCount }, (_, i) => Math.sin(i + 1))
    const one = (weightDecay: number) =>
      train(biased, task, bptt(), optimizers.sgd({ rate: 0.1 }), {
        key: key(5),
        iterations: 1,
        precision: "f64",
        start,
        weightDecay,
        onProgress: () => {},
      })
    const [plain, decayed] = [(await one(0)).value.parameters, (await one(0.3)).value.parameters]
    for (const [i, value] of decayed.entries()) {
      const share = i < biased.layout.bias.first ? 0.1 * 0.3 * start[i]! : 0
      assert.ok(Math.abs(plain[i]! - share - value) < 1e-12)
    }
  })

  it("refuses checkpoints that never come", async () => {
    await assert.rejects(learn({ checkpoints: { every: 0, look: () => {} } }), /every/)
  })

  it("fails as a value, at finite parameters, where the loss explodes", async () => {
    const { status, value, message } = await learn({ clipNorm: Number.POSITIVE_INFINITY }, 1e30)
    assert.equal(status, "failed")
    assert.ok(value.parameters.every((parameter) => !Number.isNaN(parameter)))
    assert.match(message, /not finite.*smaller rate/)
  })

  it("starts where it is told, and records what the result was made with", async () => {
    const start = new Float64Array(network.parameterCount).fill(0.01)
    const { value, provenance, table } = await learn({ start, iterations: 0, mode: "exact" })
    assert.deepEqual(Array.from(value.parameters), Array.from(Float32Array.from(start)))
    assert.deepEqual(
      [provenance.mode, provenance.precision, provenance.key, provenance.options.rule],
      ["exact", "f32", [0, 5], "bptt"],
    )
    assert.equal(table.numRows(), 0)
  })

  it("refuses unknown options, impossible values and a task of other channels, quoting them", async () => {
    await assert.rejects(
      learn({ epochs: 3 } as object),
      /train has no option "epochs"; its options are key, iterations/,
    )
    await assert.rejects(learn({ batch: 0 }), /train: batch must be an integer of at least 1, got 0/)
    await assert.rejects(learn({ start: [1] }), /start must have 840 parameters, got 1/)
    const other = patternGeneration({ key: foldIn(key(1), 0), inputs: 3 })
    await assert.rejects(
      train(network, other, bptt(), optimizers.sgd({ rate: 0.1 }), { key: key(1), iterations: 1 }),
      /patternGeneration has 3 inputs and 1 outputs, the network 10 and 1/,
    )
    assert.throws(() => optimizers.adam({ rate: 0 }), /optimizers.adam: rate must be a finite number above 0, got 0/)
  })
})
