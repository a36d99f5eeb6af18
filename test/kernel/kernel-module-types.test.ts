import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { KERNEL_MODULE_TYPES } from "../../kernel/language/kernel-module-types.ts"
import { startLanguage } from "../../kernel/language/typescript-service.ts"
import { bootstrap } from "../support/bootstrap.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"

describe("types of what only the kernel can give to cells", () => {
  /** Complaints of the type checker about a cell. */
  async function complaints(code: string): Promise<string[]> {
    let found: string[] = []
    await withScratchFolder(async (folder) => {
      const language = await startLanguage({ folder })
      try {
        const compiled = await language.compile(code)
        assert.ok(compiled.ok)
        found = (await language.check(compiled.number)).map(({ message }) => message)
      } finally {
        await language.close()
      }
    })
    return found
  }

  it("are those of the host itself", async () => {
    const { root } = await bootstrap<{ readonly root: string }>("places.mjs")
    const source = await readFile(join(root, "kernel", "host", "comm-types.ts"), "utf8")
    const indented = source.trim().replaceAll(/^(?=.)/gm, "  ")
    assert.ok(KERNEL_MODULE_TYPES.includes(indented), "kernel/language/kernel-module-types.ts differs from the host's")
  })

  it("fit the functions that ask the user, and the comms", async () => {
    assert.deepEqual(
      await complaints(`
        import { type Comm, comms } from "@deltaw/kernel"
        const name: string = prompt("Name?", "Ada")
        const sure: boolean = confirm("Sure?") && password().length > 3
        comms.registerTarget("lab", (comm: Comm, { data, metadata, buffers }) => {
          comm.onMessage(async ({ buffers: [bytes] }) => comm.send({ data }, { metadata, buffers: [new Float32Array(bytes!.buffer)] }))
          comm.onClose(() => {})
          comm.close({ n: buffers.length })
        })
        comms.unregisterTarget("lab")
        const closed: boolean = comms.openComm("chart", { data: { a: 1 } }).isClosed`),
      [],
    )
  })

  it("complain of what does not fit", async () => {
    assert.equal(
      (
        await complaints(`
        import { comms } from "@deltaw/kernel"
        const age: number = prompt("Age?")
        comms.openComm("chart", { date: 1 })
        comms.openComm("chart").send(1)`)
      ).length,
      3,
    )
  })
})
