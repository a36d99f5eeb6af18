import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { deltaw } from "../../support/deltaw.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const output = { name: "stdout", output_type: "stream", text: ["1\n"] }
const notebook = {
  cells: [
    { cell_type: "markdown", id: "t", metadata: {}, source: ["# T\n", "text"] },
    { cell_type: "code", execution_count: 3, id: "a", metadata: {}, outputs: [output], source: ["1"] },
    { cell_type: "code", execution_count: 4, id: "b", metadata: {}, outputs: [output], source: ["2"] },
  ],
  metadata: { kernelspec: { display_name: "T", language: "typescript", name: "deltaw" } },
  nbformat: 4,
  nbformat_minor: 5,
}
const stored = `${JSON.stringify(notebook, null, 1)}\n`
const cleaned = stored
  .replaceAll(/"execution_count": \d/g, '"execution_count": null')
  .replaceAll(/"outputs": \[[^\]]*\][^\]]*\]/g, '"outputs": []')
const python = stored.replace('"typescript"', '"python"')

/** Works in a folder with `a.ipynb`, which has outputs. */
function inFolder(work: (folder: string, read: (name: string) => Promise<string>) => Promise<void>): Promise<void> {
  return withScratchFolder(async (folder) => {
    await writeFile(join(folder, "a.ipynb"), stored)
    await work(folder, (name) => readFile(join(folder, name), "utf8"))
  })
}

describe("deltaw convert", () => {
  it("goes to a script and back, and keeps outputs of unchanged cells where it updates", async () => {
    await inFolder(async (folder, read) => {
      const there = await deltaw({ folder }, "convert", "a.ipynb")
      assert.deepEqual([there.code, there.stderr], [0, "deltaw convert: wrote a.ts\n"])
      const script = await read("a.ts")
      assert.match(
        script,
        /\n\/\/ %% \[markdown\] id="t"\n\/\/ # T\n\/\/ text\n\n\/\/ %% id="a"\n1\n\n\/\/ %% id="b"\n2\n$/,
      )

      const back = await deltaw({ folder }, "convert", "a.ts", "-o", "b.ipynb")
      assert.equal(back.code, 0, back.stderr)
      assert.equal(await read("b.ipynb"), cleaned)

      const update = await deltaw({ folder }, "convert", "a.ts", "--update")
      assert.equal(update.code, 0, update.stderr)
      assert.equal(await read("a.ipynb"), stored)

      await writeFile(join(folder, "a.ts"), script.replace("\n1\n", "\n1 + 1\n"))
      await deltaw({ folder }, "convert", "a.ts", "--update")
      const { cells } = JSON.parse(await read("a.ipynb"))
      assert.deepEqual(cells[1].outputs, [])
      assert.deepEqual(cells[2], notebook.cells[2])
    })
  })

  it("prints where it is told to, and writes over nothing unless it is told to", async () => {
    await inFolder(async (folder, read) => {
      const { stdout } = await deltaw({ folder }, "convert", "a.ipynb", "-o", "-")
      assert.match(stdout, /^\/\/ ---\n\/\/ jupyter:\n/)
      await writeFile(join(folder, "a.ts"), stdout)
      const again = await deltaw({ folder }, "convert", "a.ipynb")
      assert.deepEqual([again.code, again.stderr], [2, 'deltaw convert: "a.ts" exists; --update writes over it\n'])
      const over = await deltaw({ folder }, "convert", "a.ts")
      assert.equal(over.code, 2)
      assert.equal(await read("a.ipynb"), stored)
      assert.deepEqual((await readdir(folder)).sort(), ["a.ipynb", "a.ts"])
      assert.equal((await deltaw({ folder }, "convert", "a.ts", "-o", "-")).stdout, cleaned)
    })
  })

  it("refuses what it cannot convert with the reason", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "p.ipynb"), python)
      await writeFile(join(folder, "bad.ts"), "// ---\n// jupyter:\n//   a: |\n// ---\n")
      const wrong: [string[], RegExp][] = [
        [[], /no notebook or script was named\nusage: deltaw convert/],
        [["a.py"], /"a\.py" ends neither in \.ipynb nor in \.ts\nusage/],
        [["missing.ts"], /There is no file "missing\.ts"/],
        [["p.ipynb"], /The language of "p\.ipynb" is "python"/],
        [["bad.ts"], /"bad\.ts" cannot be read as a notebook: the header's line "\|" is not understood/],
        [["a.ipynb", "-o", "no/a.ts"], /cannot write "no\/a\.ts": there is no writable folder/],
        [["a.ipynb", "--to", "x"], /'--to'/],
      ]
      for (const [argv, sentence] of wrong) {
        const { code, stderr } = await deltaw({ folder }, "convert", ...argv)
        assert.equal(code, 2, argv.join(" "))
        assert.match(stderr, sentence)
      }
      assert.match((await deltaw({ folder }, "convert", "--help")).stdout, /^usage: deltaw convert FILE/)
    })
  }).timeout(30_000)
})

describe("deltaw clean", () => {
  it("cleans notebooks of any language, names those it changed, and leaves clean ones alone", async () => {
    await inFolder(async (folder, read) => {
      const laidOut = JSON.stringify(JSON.parse(cleaned))
      await writeFile(join(folder, "p.ipynb"), python)
      await writeFile(join(folder, "c.ipynb"), laidOut)
      const { code, stdout } = await deltaw({ folder }, "clean", "a.ipynb", "p.ipynb", "c.ipynb")
      assert.deepEqual([code, stdout], [0, "a.ipynb\np.ipynb\n"])
      assert.equal(await read("a.ipynb"), cleaned)
      assert.equal(await read("p.ipynb"), cleaned.replace('"typescript"', '"python"'))
      assert.equal(await read("c.ipynb"), laidOut)
    })
  })

  it("only looks with --check: 1 where a notebook is not clean, 0 where all are", async () => {
    await inFolder(async (folder, read) => {
      await writeFile(join(folder, "c.ipynb"), cleaned)
      const { code, stdout, stderr } = await deltaw({ folder }, "clean", "--check", "a.ipynb", "c.ipynb")
      assert.deepEqual([code, stdout, stderr], [1, "a.ipynb\n", "deltaw clean: 1 of 2 not clean\n"])
      assert.equal(await read("a.ipynb"), stored)
      assert.equal((await deltaw({ folder }, "clean", "--check", "c.ipynb")).code, 0)
    })
  })

  it("is a filter for git: from the standard input to the standard output, the same again for what is clean", async () => {
    await inFolder(async (folder) => {
      assert.deepEqual(await deltaw({ folder, input: stored }, "clean", "-"), { code: 0, stdout: cleaned, stderr: "" })
      assert.equal((await deltaw({ folder, input: cleaned }, "clean", "-")).stdout, cleaned)
      const none = await deltaw({ folder, input: "<<<<<<<" }, "clean", "-")
      assert.equal(none.code, 2)
      assert.match(none.stderr, /The input is not a notebook/)
      assert.equal(none.stdout, "")
    })
  })

  it("refuses a wrong call", async () => {
    await inFolder(async (folder) => {
      const wrong: [string[], RegExp][] = [
        [[], /no notebook was named\nusage: deltaw clean/],
        [["-", "a.ipynb"], /"-" stands alone/],
        [["missing.ipynb"], /There is no file "missing\.ipynb"/],
      ]
      for (const [argv, sentence] of wrong) {
        const { code, stderr } = await deltaw({ folder }, "clean", ...argv)
        assert.equal(code, 2, argv.join(" "))
        assert.match(stderr, sentence)
      }
    })
  })
})
