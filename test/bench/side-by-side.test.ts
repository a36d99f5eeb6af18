import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { writeFiles } from "../support/bootstrap.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"
import { findPinning } from "./pinned-process.ts"
import { sideBySide } from "./side-by-side.ts"
import type { Sample, Verdict } from "./summary.ts"

const tiny = fileURLToPath(new URL("../support/bench-workloads/tiny.js", import.meta.url))
const pinning = findPinning()

interface Results {
  readonly rows: readonly Verdict[]
  readonly notRun: readonly string[]
  readonly samples: readonly Sample[]
}

/** Runs the tiny workload beside peers whose scripts are JavaScript, as `--peers` may be any program; null for no peers. */
async function run(out: string, scripts: Readonly<Record<string, string>> | null, rounds = 1) {
  await writeFiles(out, scripts ?? {})
  const peers = scripts === null ? null : { python: process.execPath, scripts: out }
  const said: string[] = []
  const settings = { peers, rounds, budgetSeconds: 0.02, out }
  const whole = await sideBySide(new Map([["rule-dnn", tiny]]), ["rule-dnn"], settings, pinning, (text) =>
    said.push(text),
  )
  const results = JSON.parse(await readFile(path.join(out, "results.json"), "utf8")) as Results
  return { whole, said: said.join("\n"), markdown: await readFile(path.join(out, "results.md"), "utf8"), results }
}

/** A peer that takes 5 s a trial and says on how many cores it was asked to run. */
const slowPeer = `
const [threads, workload] = process.argv.slice(2)
if (process.env.OPENBLAS_CORETYPE !== undefined) throw new Error("misled")
const row = { peer: threads, workload, case: "animals=1 trials=10000", median_s: 1, min_s: 1, repeats: 5 }
console.log(JSON.stringify({ ...row, per: "trial", us_per_unit: 5e6 }))
`

describe("benchmarks side by side", function () {
  this.timeout(60_000)

  it("time every arm in a process of its own, and say which peers were not run", async () => {
    await withScratchFolder(async (out) => {
      const { whole, markdown, results } = await run(out, null, 2)
      assert.equal(whole, true)
      const order = results.samples.map(({ round, by }) => `${round} ${by}`)
      assert.deepEqual(order, ["1 fast without BLAS", "1 exact", "2 fast without BLAS", "2 exact"])
      for (const { line } of results.samples) {
        assert.ok(line.cpu_share! > 0)
        assert.ok(line.repeats >= 5 && line.repeats <= 200)
        assert.ok(line.min_s > 0 && line.min_s <= line.quartiles_s![0])
        assert.ok(line.quartiles_s![0] <= line.median_s && line.median_s <= line.quartiles_s![1])
        assert.ok(line.floor!.products_s > 0 && line.floor!.floor_s > line.floor!.products_s)
        assert.equal(line.floor!.product_flops, 2 * 4 * 8 * 8 * 3)
        assert.ok(Math.abs(line.us_per_unit - 1e5 * line.median_s) < 1e-9)
      }
      const [fast, exact] = results.rows
      assert.deepEqual([fast?.arm, fast?.ratio, fast?.asked], ["fast without BLAS", null, 1.5])
      assert.ok(exact!.exactSpeed! > 0 && exact!.limit!.share > 0)
      assert.match(markdown, /Not run:\n\n- JAX and PyTorch: give --peers PYTHON --peer-scripts DIR\n/)
      assert.match(
        markdown,
        /\n- rule-dnn: fast, which does not have it\n- rule-dnn animals=12 .*: asked, and no row of/,
      )
    })
  })

  it("go in turns with the peers, which are not misled, and give the ratio to the faster one", async () => {
    const before = process.env.OPENBLAS_CORETYPE
    process.env.OPENBLAS_CORETYPE = "Haswell"
    await withScratchFolder(async (out) => {
      const { whole, said, results } = await run(out, {
        "jax_peer.py": slowPeer,
        "torch_peer.py": slowPeer.replace("5e6", "7e6"),
      })
      assert.equal(whole, true, said)
      const order = results.samples.map(({ by }) => by)
      assert.deepEqual(order, ["fast without BLAS", "exact", "JAX", "PyTorch"])
      assert.equal(results.samples[2]?.line.peer, "1")
      for (const { ratio, ours } of results.rows) assert.equal(ratio, 5e6 / ours.median)
      assert.equal(results.rows[0]?.met, "by ratio")
    }).finally(() => {
      if (before === undefined) delete process.env.OPENBLAS_CORETYPE
      else process.env.OPENBLAS_CORETYPE = before
    })
  })

  it("show what a failing peer wrote, name its command, and go on with the others", async () => {
    await withScratchFolder(async (out) => {
      const scripts = {
        "jax_peer.py": `console.error("no module named jax")\nprocess.exit(3)`,
        "torch_peer.py": slowPeer,
      }
      const { whole, said, results } = await run(out, scripts)
      assert.equal(whole, false)
      assert.ok(said.includes(`JAX on rule-dnn ended with exit code 3: ${process.execPath} `), said)
      assert.ok(said.includes("jax_peer.py 1 rule-dnn\nno module named jax"), said)
      assert.ok(results.notRun.some((what) => what.startsWith("JAX on rule-dnn ended with exit code 3")))
      assert.deepEqual(Object.keys(results.rows[0]!.peers), ["PyTorch"])
    })
  })

  it("take a peer that prints no row, or that is not there, as failed", async () => {
    await withScratchFolder(async (out) => {
      const { whole, said } = await run(out, { "jax_peer.py": "console.log('hello')" })
      assert.equal(whole, false)
      assert.match(said, /JAX on rule-dnn printed no row: /)
      assert.match(said, /PyTorch on rule-dnn ended with exit code 1: .*torch_peer\.py 1 rule-dnn\n/)
    })
  })
})
