import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { runNotebook } from "../../../kernel/notebook/run.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

describe("run of a notebook without a client", () => {
  it("refuses to ask with a sentence, stores no comm messages, and goes on", async () => {
    const sources = [
      "try { prompt('Name?') } catch (error) { console.log(String(error)) }",
      `import { comms } from "@deltaw/kernel"
       const comm = comms.openComm("chart")
       comm.send({ a: 1 })
       comm.close()
       console.log("sent")`,
    ]
    const cells = sources.map((source) => ({
      cell_type: "code",
      source,
      metadata: {},
      execution_count: null,
      outputs: [],
    }))
    await withScratchFolder(async (folder) => {
      const file = join(folder, "notes.ipynb")
      await writeFile(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }))
      const { output, failures } = await runNotebook({ file })
      assert.deepEqual(failures, [])
      const stored = JSON.parse(await readFile(output, "utf8")) as { cells: { outputs: { text: string[] }[] }[] }
      assert.deepEqual(
        stored.cells.map(({ outputs }) => outputs.map(({ text }) => text.join(""))),
        [["InputError: There is nobody to ask: this notebook runs without a client.\n"], ["sent\n"]],
      )
    })
  })
})
