import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { deltaw } from "../../support/deltaw.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

type Json = Record<string, unknown>

const deltawRun = (folder: string, ...argv: string[]) => deltaw({ folder }, "run", ...argv)

function notebook(...sources: (string | [source: string, ...tags: string[]])[]): string {
  const cells = sources.map((one) => {
    const [source, ...tags] = typeof one === "string" ? [one] : one
    return { cell_type: "code", source, metadata: { tags }, execution_count: null, outputs: [] }
  })
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })
}

async function storedCells(file: string): Promise<{ execution_count: number | null; outputs: Json[] }[]> {
  return JSON.parse(await readFile(file, "utf8")).cells
}

describe("deltaw run", () => {
  it("runs a notebook with the real kernel, in its folder, and gives the same file every time", async () => {
    await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "numbers.csv"), "1\n2\n3\n")
      const cells = [
        `import { readFileSync } from "node:fs"
const numbers: number[] = readFileSync("numbers.csv", "utf8").trim().split("\\n").map(Number)
console.log("read", numbers.length)
console.error("careful")`,
        "numbers.reduce((sum, one) => sum + one, 0)",
        '({ data: [{ type: "bar", y: numbers }], layout: {} })',
        "let wrong: string = numbers[0]",
      ]
      await writeFile(join(folder, "a.ipynb"), notebook(...cells))
      const { code, stderr } = await deltawRun(folder, "a.ipynb")
      assert.equal(code, 0, stderr)
      assert.match(stderr, /wrote a\.out\.ipynb \(4 cells run\)/)
      const stored = await storedCells(join(folder, "a.out.ipynb"))
      assert.deepEqual(
        stored.map(({ execution_count }) => execution_count),
        [1, 2, 3, 4],
      )
      const [streams, sum, figure, warning] = stored.map(({ outputs }) => outputs)
      assert.deepEqual(
        streams?.map(({ name, text }) => [name, text]),
        [
          ["stdout", ["read 3\n"]],
          ["stderr", ["careful\n"]],
        ],
      )
      assert.deepEqual(sum?.[0]?.data, { "text/plain": ["6"] })
      const bundle = figure?.[0]?.data as Json
      assert.ok("application/vnd.plotly.v1+json" in bundle)
      assert.match((bundle["image/svg+xml"] as string[])[0]!, /^<svg/)
      assert.match((warning![0]!.text as string[]).join(""), /not assignable to type 'string'/)

      const again = await deltawRun(folder, "a.ipynb", "-o", "b.ipynb")
      assert.equal(again.code, 0, again.stderr)
      const [first, second] = await Promise.all(
        ["a.out.ipynb", "b.ipynb"].map((name) => readFile(join(folder, name), "utf8")),
      )
      assert.equal(second, first)
      assert.doesNotMatch(first!, new RegExp(folder.replaceAll("\\", "\\\\")))
    })
  }).timeout(60_000)

  it("shows the error of a failing cell, writes what ran, and exits with 1", async () => {
    await withScratchFolder(async (folder) => {
      const file = join(folder, "a.ipynb")
      await writeFile(
        file,
        notebook("1", ["throw new Error('expected')", "raises-exception"], "throw new RangeError('too big')", "4"),
      )
      const { code, stderr } = await deltawRun(folder, "a.ipynb", "--in-place")
      assert.equal(code, 1)
      assert.match(stderr, /RangeError: too big/)
      assert.match(stderr, /cell \[3\] of "a\.ipynb" failed; wrote a\.ipynb \(3 cells run\)/)
      const stored = await storedCells(file)
      assert.deepEqual(
        stored.map(({ outputs }) => outputs[0]?.ename ?? outputs[0]?.output_type ?? null),
        ["execute_result", "Error", "RangeError", null],
      )
      assert.deepEqual(await readdir(folder), ["a.ipynb"])
    })
  }).timeout(30_000)

  const parametrised = notebook(
    "type Preset = 'quick' | 'full'",
    ["let rate = 0.1\nconst preset: Preset = 'quick'\nlet label: string = ''", "parameters"],
    "for (;;) {}",
    "throw new Error(label)",
    "console.log(rate * 2, preset, label)",
  )

  it("sets parameters, stops a cell that runs too long, goes on where it is told to, and says what failed", async () => {
    await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "a.ipynb"), parametrised)
      await writeFile(join(folder, "p.json"), '{"preset": "full", "rate": 7}')
      const given = ["-p", "rate", "0.5", "-p", "label=12", "-f", "p.json"]
      const { code, stderr } = await deltawRun(folder, "a.ipynb", ...given, "--timeout", "3", "--keep-going")
      assert.equal(code, 1, stderr)
      assert.match(stderr, /Timeout: The cell ran longer than 3 s and was stopped\.\n/)
      assert.match(stderr, /Error: 12\n/)
      assert.match(stderr, /cells \[4\], \[5\] of "a\.ipynb" failed; wrote a\.out\.ipynb \(6 cells run\)/)
      const stored = JSON.parse(await readFile(join(folder, "a.out.ipynb"), "utf8"))
      const cells: Json[] = stored.cells
      assert.deepEqual(cells[2]!.metadata, { tags: ["injected-parameters"] })
      assert.equal(
        (cells[2]!.source as string[]).join(""),
        '// Parameters\nconst preset: Preset = "full"\nlet rate = 0.5\nlet label: string = "12"',
      )
      assert.deepEqual(
        cells.slice(3).map((cell) => (cell.outputs as Json[]).map(({ ename, text }) => ename ?? text)),
        [["Timeout"], ["Error"], [["1 full 12\n"]]],
      )
      assert.deepEqual(stored.metadata.papermill, { parameters: { label: "12", preset: "full", rate: 0.5 } })
      assert.equal(stored.metadata.deltaw.provenance.node, process.versions.node)
    })
  }).timeout(60_000)

  it("refuses parameters that the notebook does not have or whose type is another, and runs nothing", async () => {
    await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "a.ipynb"), parametrised)
      const unknown = await deltawRun(folder, "a.ipynb", "-p", "rat", "1")
      assert.equal(unknown.code, 2)
      assert.match(
        unknown.stderr,
        /no parameter "rat"; the notebook has rate = 0\.1, preset: Preset = 'quick', label: string/,
      )
      const wrong = await deltawRun(folder, "a.ipynb", "-p", "rate", "fast")
      assert.equal(wrong.code, 2)
      assert.match(wrong.stderr, /Parameter "rate" is "fast", expected number: Type 'string' is not assignable/)
      assert.deepEqual(await readdir(folder), ["a.ipynb"])
    })
  }).timeout(30_000)

  it("stops the running cell on Ctrl-C, writes what there is, and exits with 130", async function () {
    if (process.platform === "win32") this.skip()
    await withScratchFolder(async (folder) => {
      // The cell presses Ctrl-C itself once it runs.
      const spin = "console.log('running'); process.kill(process.ppid, 'SIGINT'); for (;;) {}"
      await writeFile(join(folder, "a.ipynb"), notebook(spin, "1"))
      const { code, stderr } = await deltawRun(folder, "a.ipynb")
      assert.equal(code, 130)
      assert.match(stderr, /stopped; wrote a\.out\.ipynb \(1 cell run\)/)
      const [first, second] = await storedCells(join(folder, "a.out.ipynb"))
      assert.deepEqual(
        first?.outputs.map(({ text, ename }) => text ?? ename),
        [["running\n"], "Interrupted"],
      )
      assert.deepEqual(second?.outputs, [])
    })
  }).timeout(30_000)

  it("refuses a wrong call with the bad argument, and leaves everything as it was", async () => {
    await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "a.ipynb"), notebook("1"))
      await writeFile(join(folder, "b.ipynb"), "{}")
      const python = { kernelspec: { name: "python3", language: "python" } }
      await writeFile(join(folder, "c.ipynb"), JSON.stringify({ ...JSON.parse(notebook("1")), metadata: python }))
      const wrong: [string[], RegExp][] = [
        [[], /no notebook was named\nusage: deltaw run/],
        [["a.ipynb", "b.ipynb"], /"b\.ipynb" came after "a\.ipynb"/],
        [["a.ipynb", "--inplace"], /'--inplace'/],
        [["a.ipynb", "--in-place", "-o", "d.ipynb"], /"--output d\.ipynb" and "--in-place" exclude each other/],
        [["missing.ipynb"], /There is no file "missing\.ipynb"/],
        [["b.ipynb"], /"b\.ipynb" is not a notebook: its nbformat is undefined, expected 4/],
        [["c.ipynb"], /The language of "c\.ipynb" is "python", expected "typescript"/],
        [["a.ipynb", "-p", "rate"], /-p wants a name and a value/],
        [["a.ipynb", "-f", "p.json"], /There is no file "p\.json"/],
        [["a.ipynb", "--timeout", "0"], /--timeout is "0", expected seconds, more than 0/],
        [["a.ipynb", "-o", "nowhere/c.ipynb"], /cannot write "nowhere.c\.ipynb": there is no writable folder/],
      ]
      for (const [argv, sentence] of wrong) {
        const { code, stderr } = await deltawRun(folder, ...argv)
        assert.equal(code, 2, argv.join(" "))
        assert.match(stderr, sentence)
      }
      assert.deepEqual((await readdir(folder)).sort(), ["a.ipynb", "b.ipynb", "c.ipynb"])
      const help = await deltawRun(folder, "--help")
      assert.equal(help.code, 0)
      assert.match(help.stdout, /usage: deltaw run NOTEBOOK \[-o FILE \| --in-place\] \[-p NAME VALUE\]/)
    })
  }).timeout(30_000)
})
