import assert from "node:assert/strict"
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { rnnGlm } from "../../../../lib/inference/rnn-glm/learner.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const options = { epochs: 6 }
const animals = () => [randomAnimal(key(1), 700, "one"), randomAnimal(key(2), 450, "other")]
const fitOnce = async (seed = 5) => {
  const { info } = await rnnGlm(options).fit(animals(), { key: key(seed), onProgress: () => {} })
  return info.parameterHash as string
}

/** The fit of `fitRnnGlm` in a worker thread, from a spec that was sent to it. */
const inWorker = async () => {
  const at = (path: string) => JSON.stringify(new URL(`../../../../${path}`, import.meta.url).href)
  const code = `
    import { parentPort, workerData } from "node:worker_threads"
    import { fitRnnGlm } from ${at("lib/inference/rnn-glm/learner.js")}
    import { bitsHash } from ${at("lib/numerics/bits-hash.js")}
    const { spec, key } = workerData
    const { best } = await fitRnnGlm(spec, key, { onProgress: () => {} })
    parentPort.postMessage(bitsHash(best.parameters))`
  const workerData = { spec: { animals: animals(), options }, key: key(5) }
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData })
  const [hash] = (await once(worker, "message")) as [string]
  await worker.terminate()
  return hash
}

describe("the same key gives the RNNGLM the same bits", () => {
  const expected = "7ea616579ce77ca60789ce43d98ba80c5d43bfe5cd0921f9d45e2ff711dab026"

  it("as on the machine where this was written", async () => {
    assert.equal(await fitOnce(), expected)
  })

  it("in a worker thread, and when two fits run at once in one thread", async () => {
    assert.deepEqual([await inWorker(), ...(await Promise.all([fitOnce(), fitOnce()]))], [expected, expected, expected])
  })

  it("but not another key", async () => {
    assert.notEqual(await fitOnce(6), expected)
  })
})
