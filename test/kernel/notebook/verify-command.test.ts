import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { deltaw } from "../../support/deltaw.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const cell = (source: string) => ({ cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] })

describe("deltaw verify", () => {
  it("finds the outputs of a run again, names the cells whose outputs are others, and writes nothing", async () => {
    await withScratchFolder(async (folder) => {
      const cells = [
        "const rate: number = 0.5",
        "\nconsole.log('rate', rate)\nconsole.error('careful')",
        "throw new RangeError('expected')",
      ].map(cell)
      const file = join(folder, "a.ipynb")
      await writeFile(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }))
      assert.equal((await deltaw({ folder }, "run", "a.ipynb", "--in-place")).code, 1)
      const stored = await readFile(file, "utf8")
      const same = await deltaw({ folder }, "verify", "a.ipynb")
      assert.deepEqual(same, {
        code: 0,
        stdout: "",
        stderr: 'deltaw verify: "a.ipynb": 3 cells run, all outputs are the same\n',
      })
      assert.equal(await readFile(file, "utf8"), stored)

      await writeFile(
        file,
        stored.replace("rate: number = 0.5", "rate: number = 0.25").replaceAll("('expected')", "('other')"),
      )
      const other = await deltaw({ folder }, "verify", "a.ipynb")
      assert.equal(other.code, 1)
      assert.equal(
        other.stdout,
        `\
cell 2: console.log('rate', rate)
  output 1, stdout: "rate 0.5\\n" now "rate 0.25\\n"
cell 3: throw new RangeError('other')
  output 1, error: "RangeError: expected" now "RangeError: other"
`,
      )
      assert.match(other.stderr, /3 cells run, 2 with other outputs/)
    })
  }).timeout(60_000)

  it("refuses a wrong call", async () => {
    await withScratchFolder(async (folder) => {
      const { code, stderr } = await deltaw({ folder }, "verify", "a.ipynb", "b.ipynb")
      assert.equal(code, 2)
      assert.match(
        stderr,
        /one notebook at a time, and "b\.ipynb" came after "a\.ipynb"\nusage: deltaw verify NOTEBOOK/,
      )
    })
  })
})
