import assert from "node:assert/strict"
import { modelRecovery, recoveryCell } from "../../../../lib/inference/weight-noise/model-recovery.ts"
import { key, split } from "../../../../lib/numerics/random-key.ts"

const silent = { onProgress: () => {} }

describe("the recovery of models of the weight-noise family", () => {
  it("fits every model to every generator on worker threads, with the bits of one fit after the other", async function () {
    this.timeout(60_000)
    const trials = 40
    const { value, table, status, message } = await modelRecovery({ key: key(2), trials, workers: 2, ...silent })
    assert.equal(status, "converged", message)
    assert.deepEqual(value.names, ["RF_0", "RF_1", "RF_K", "RF_beta"])
    assert.ok(value.aic.flat().every(Number.isFinite))
    assert.equal(table.numRows(), 16)
    const learner = { trials, log2Sigma: [-4, -5] as const }
    const [forFirst] = split(key(2), 4)
    for (const [column, model] of value.names.entries()) {
      const here = { onProgress: () => {}, stopped: () => false }
      assert.equal(await recoveryCell({ learner, model, animals: 1 }, forFirst!, here), value.aic[0]![column])
    }
  })

  it("finds at least 3 of the 4 models on choices of their own by AIC, at the published sizes @long", async function () {
    this.timeout(1_800_000)
    const { value, table } = await modelRecovery({ key: key(3), animals: 3, ...silent })
    assert.ok(value.recovered >= 3, JSON.stringify(table.objects()))
  })

  it("refuses unknown options and generators", async () => {
    await assert.rejects(modelRecovery({ key: key(1), seeds: 3 } as never), /has no option "seeds"/)
    const generators = { RF_2: { log2Sigma: [-4, -4] as const } }
    await assert.rejects(modelRecovery({ key: key(1), generators }), /has no option "RF_2"/)
  })
})
