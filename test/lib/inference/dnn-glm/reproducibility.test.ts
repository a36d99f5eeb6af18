import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { once } from "node:events"
import process from "node:process"
import { promisify } from "node:util"
import { runInThisContext } from "node:vm"
import { Worker } from "node:worker_threads"
import { dnnGlm } from "../../../../lib/inference/dnn-glm/learner.ts"
import { uniform } from "../../../../lib/numerics/distributions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const seed = 5
const options = { epochs: 12 }
const animals = () => [randomAnimal(key(1), 700, "one"), randomAnimal(key(2), 450, "other")]
const fitOnce = async () => {
  const { info } = await dnnGlm(options).fit(animals(), { key: key(seed), onProgress: () => {} })
  return info.parameterHash as string
}

/** The same fit as a program of its own: `report` receives the hash. */
function program(report: string): string {
  const at = (path: string) => JSON.stringify(new URL(`../../../../${path}`, import.meta.url).href)
  return `
    import { dnnGlm } from ${at("lib/inference/dnn-glm/learner.js")}
    import { key } from ${at("lib/numerics/random-key.js")}
    import { randomAnimal } from ${at("test/support/choice-sequences.js")}
    const animals = [randomAnimal(key(1), 700, "one"), randomAnimal(key(2), 450, "other")]
    const { info } = await dnnGlm(${JSON.stringify(options)}).fit(animals, { key: key(${seed}), onProgress: () => {} })
    ${report}(info.parameterHash)`
}

const inFreshProcess = async () => {
  const code = program("console.log")
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code])
  return stdout.trim()
}

/** Puts a host where the library looks for one; gives its stop counter and takes it away afterwards. */
async function withStopCounter<Result>(work: (stop: Int32Array) => Promise<Result>): Promise<Result> {
  const name = Symbol.for("Jupyter.host")
  const stop = new Int32Array(new SharedArrayBuffer(4))
  Reflect.set(globalThis, name, { display() {}, update() {}, progress() {}, stop })
  try {
    return await work(stop)
  } finally {
    Reflect.deleteProperty(globalThis, name)
  }
}

describe("the same key gives the DNNGLM the same bits", () => {
  let expected = ""
  before(async () => {
    expected = await inFreshProcess()
    assert.match(expected, /^[0-9a-f]{64}$/)
  })

  it("twice in one process", async () => {
    assert.deepEqual([await fitOnce(), await fitOnce()], [expected, expected])
  })

  it("as on the machine where this was written", () => {
    assert.equal(expected, "8dca78b5b93842b6d17235797f00a296ab445b224a16c8869346e1c2f9e842de")
  })

  it("in a worker thread", async () => {
    const code = `import { parentPort } from "node:worker_threads"\n${program("parentPort.postMessage.bind(parentPort)")}`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
    assert.deepEqual(await once(worker, "message"), [expected])
    await worker.terminate()
  })

  it("when two fits run at once in one thread", async () => {
    assert.deepEqual(await Promise.all([fitOnce(), fitOnce()]), [expected, expected])
  })

  it("but not another key", async () => {
    const { info } = await dnnGlm(options).fit(animals(), { key: key(seed + 1), onProgress: () => {} })
    assert.notEqual(info.parameterHash, expected)
  })

  it("after fits that were stopped at 20 seeded moments, which hand back what they have", async () => {
    const long = animals()
    await withStopCounter(async (stop) => {
      for (const moment of uniform(key(11), 20)) {
        const fit = dnnGlm({ epochs: 1_000_000 }).fit(long, { key: key(3), onProgress: () => {} })
        setTimeout(() => Atomics.add(stop, 0, 1), 120 * moment)
        const { status, message, value, info } = await fit
        assert.equal(status, "stopped")
        assert.match(message, /stopped on request after \d+ of 1000000 epochs; these are the best parameters so far/)
        assert.ok(Number.isFinite(value.natsPerTrial))
        assert.ok((info.weights as Float32Array).every(Number.isFinite))
        assert.equal(await fitOnce(), expected)
      }
    })
  })

  it("after fits that were terminated at 20 seeded moments, so that none of their code ran on", async () => {
    const many = Array.from({ length: 150 }, (_, i) => randomAnimal(key(100 + i), 500))
    const name = Symbol.for("deltaw.test.start")
    let terminated = 0
    for (const moment of uniform(key(12), 20)) {
      Reflect.set(globalThis, name, () => {
        void dnnGlm({ epochs: 1 }).fit(many, { key: key(3), onProgress: () => {} })
        for (;;); // What the fit does before its first await takes some milliseconds; where it is done, this is cut short.
      })
      const timeout = 1 + Math.floor(12 * moment)
      const start = 'globalThis[Symbol.for("deltaw.test.start")]()'
      assert.throws(() => runInThisContext(start, { timeout }), { code: "ERR_SCRIPT_EXECUTION_TIMEOUT" })
      terminated++
      assert.equal(await fitOnce(), expected)
    }
    Reflect.deleteProperty(globalThis, name)
    assert.equal(terminated, 20)
  })
})
