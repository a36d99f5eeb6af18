import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { runNotebook } from "../../../kernel/notebook/run.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const cells = [
  `const figure = { data: [{ type: "bar", y: [1, 2] }], layout: { title: { text: "Bars" } } }
await save(figure, "bars.pdf")`,
  `for (const epoch of progress(3, { label: "epochs" })) for (const batch of progress(4, { label: "batches" })) await null
display.full(Array.from({ length: 200 }, (_, index) => index))`,
  `import { progress as bar } from "deltaw"
for (const _ of bar(2, { label: "library" })) await null`,
]

describe("displays in a notebook that is run", function () {
  this.timeout(60_000)

  it("saved figures are drawn by the front process, and bars are stored in their last state", async () => {
    await withScratchFolder(async (folder) => {
      const file = path.join(folder, "notebook.ipynb")
      const code = (source: string) => ({ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null })
      const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells.map(code) }
      await writeFile(file, JSON.stringify(notebook))
      const { failures, output } = await runNotebook({ file })
      assert.deepEqual(failures, [])
      assert.match((await readFile(path.join(folder, "bars.pdf"))).toString("latin1"), /^%PDF-.*Bars/s)
      assert.deepEqual((await readdir(folder)).sort(), ["bars.pdf", "notebook.ipynb", path.basename(output)])
      const stored = JSON.parse(await readFile(output, "utf8"))
      const texts = stored.cells.map((cell: { outputs: { data: Record<string, string[]> }[] }) =>
        cell.outputs.map(({ data }) => data["text/plain"]!.join("")),
      )
      const full = "█".repeat(20)
      assert.deepEqual(texts[0], ["'bars.pdf'"])
      assert.deepEqual(texts[1].slice(0, 2), [`epochs ${full} 100 % (3 of 3)`, `batches ${full} 100 % (4 of 4)`])
      assert.match(texts[1][2], /198, 199\n\]$/)
      assert.deepEqual(texts[2], [`library ${full} 100 % (2 of 2)`])
    })
  })
})
