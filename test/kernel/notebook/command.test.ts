import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { withScratchFolder } from "../../support/scratch-folder.ts"

type Json = Record<string, unknown>

const program = `
  const { runCommand } = await import(${JSON.stringify(new URL("../../../kernel/notebook/command.js", import.meta.url).href)})
  process.exitCode = await runCommand(process.argv.slice(1))`

/** Calls `deltaw run` in a process of its own, which has to end by itself. */
function deltawRun(folder: string, ...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 30_000 }
    const child = execFile(
      process.execPath,
      ["--input-type=module", "-e", program, "--", ...argv],
      options,
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

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
      const wrong: [string[], RegExp][] = [
        [[], /no notebook was named\nusage: deltaw run/],
        [["a.ipynb", "b.ipynb"], /"b\.ipynb" came after "a\.ipynb"/],
        [["a.ipynb", "--inplace"], /'--inplace'/],
        [["a.ipynb", "--in-place", "-o", "c.ipynb"], /"--output c\.ipynb" and "--in-place" exclude each other/],
        [["missing.ipynb"], /There is no file "missing\.ipynb"/],
        [["b.ipynb"], /"b\.ipynb" cannot be run: its nbformat is undefined, expected 4/],
        [["a.ipynb", "-o", "nowhere/c.ipynb"], /cannot write "nowhere.c\.ipynb": there is no writable folder/],
      ]
      for (const [argv, sentence] of wrong) {
        const { code, stderr } = await deltawRun(folder, ...argv)
        assert.equal(code, 2, argv.join(" "))
        assert.match(stderr, sentence)
      }
      assert.deepEqual((await readdir(folder)).sort(), ["a.ipynb", "b.ipynb"])
      const help = await deltawRun(folder, "--help")
      assert.equal(help.code, 0)
      assert.match(help.stdout, /usage: deltaw run NOTEBOOK \[-o FILE \| --in-place\]/)
    })
  }).timeout(30_000)
})
