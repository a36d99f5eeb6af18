import assert from "node:assert/strict"
import { modelRecovery } from "../../../../lib/inference/weight-noise/model-recovery.ts"
import { key } from "../../../../lib/numerics/random-key.ts"

const silent = { onProgress: () => {} }

describe("the recovery of models of the weight-noise family", () => {
  it("fits every model to every generator, the same bits for any number of workers", async function () {
    this.timeout(60_000)
    const options = { key: key(2), trials: 120, ...silent }
    const one = await modelRecovery({ ...options, workers: 1 })
    const two = await modelRecovery({ ...options, workers: 2 })
    assert.equal(one.status, "converged", one.message)
    assert.deepEqual(one.value.names, ["RF_0", "RF_1", "RF_K", "RF_beta"])
    assert.deepEqual(one.value.aic, two.value.aic)
    assert.ok(one.value.aic.flat().every(Number.isFinite))
    assert.equal(one.table.numRows(), 16)
  })

  it("refuses unknown options and generators", async () => {
    await assert.rejects(modelRecovery({ key: key(1), seeds: 3 } as never), /has no option "seeds"/)
    const generators = { RF_2: { log2Sigma: [-4, -4] as const } }
    await assert.rejects(modelRecovery({ key: key(1), generators }), /has no option "RF_2"/)
  })
})
