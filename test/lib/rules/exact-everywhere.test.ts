import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import process from "node:process"
import { promisify } from "node:util"
import { hashOfTrainings } from "../../support/exact-training.ts"
import { node24 } from "../../support/other-node.ts"

const moduleUrl = new URL("../../support/exact-training.js", import.meta.url).href

/** The hash that a process of this Node program prints. */
async function hashIn(program: string, flags: readonly string[] = []): Promise<string> {
  const code = `console.log(await (await import(${JSON.stringify(moduleUrl)})).hashOfTrainings(1))`
  const { stdout } = await promisify(execFile)(program, [...flags, "--input-type=module", "-e", code])
  return stdout.trim()
}

describe("a training of 50 steps in mode exact has one hash", () => {
  const expected = "0b0446f8f4a6b55144a75e83ace8e6e4745ff3fd4c49d304c9ee9ed86b5aa1b5"

  it("for 1, 2 and 3 workers, as on the machine where this was written", async function () {
    this.timeout(60_000)
    for (const workers of [1, 2, 3]) assert.equal(await hashOfTrainings(workers), expected)
  })

  it("where this Node takes no relaxed SIMD, in every worker too", async () => {
    const without = "data:text/javascript,WebAssembly.validate=()=>false"
    assert.equal(await hashIn(process.execPath, ["--import", without]), expected)
  })

  it("on Node 24 @long", async function () {
    this.timeout(300_000)
    assert.equal(await hashIn(await node24()), expected)
  })
})
