import assert from "node:assert/strict"
import { startLanguage } from "../../kernel/language/typescript-service.ts"
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
