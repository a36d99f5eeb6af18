import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { node24 } from "../support/other-node.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"
import { root } from "../support/source-tree.ts"

/** The compiled tests that start kernels and children, which run on the Node that runs the tests. */
const suites = ["interrupt*", "host/*", "server/*", "protocol/*"].map((files) => `.build/test/kernel/${files}.test.js`)

/** What mocha's reporter "json" writes of a run. */
interface MochaRun {
  readonly stats: { readonly passes: number }
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[]
}

/** Runs the suites by another Node. */
function runSuites(node: string, report: string): Promise<MochaRun> {
  const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js")
  const options = ["--reporter", "json", "--reporter-option", `output=${report}`]
  const specs = suites.flatMap((suite) => ["--spec", suite])
  return new Promise((resolve, reject) => {
    execFile(node, [mocha, ...options, ...specs], { cwd: root, maxBuffer: 2 ** 26 }, (failure, stdout, stderr) => {
      try {
        resolve(JSON.parse(readFileSync(report, "utf8")) as MochaRun)
      } catch (cause) {
        reject(new Error(`mocha wrote no report: ${failure?.message}\n${stdout}\n${stderr}`, { cause }))
      }
    })
  })
}

describe("the kernel", () => {
  it("passes its tests of hosts, servers, protocol and interrupts on Node 24 @long", async function () {
    this.timeout(600_000)
    const node = await node24()
    await withScratchFolder(async (folder) => {
      const { stats, failures } = await runSuites(node, path.join(folder, "report.json"))
      const failed = failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)
      assert.deepEqual(failed, [])
      assert.ok(stats.passes > 100, `only ${stats.passes} tests ran`)
    })
  })
})
