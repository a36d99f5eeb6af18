import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { installForJupyter, type JupyterPrograms } from "../../support/jupyter-programs.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

type Json = Record<string, unknown>
interface StoredCell {
  readonly source: string[]
  readonly outputs: Json[]
  readonly metadata: Json
}

/** A notebook for the installed kernel; cells may have tags behind their source. */
function notebook(...sources: (string | [source: string, ...tags: string[]])[]): string {
  const cells = sources.map((one, index) => {
    const [source, ...tags] = typeof one === "string" ? [one] : one
    return { cell_type: "code", id: `cell-${index}`, source, metadata: { tags }, execution_count: null, outputs: [] }
  })
  const kernelspec = { name: "deltaw", display_name: "TypeScript (Δw)", language: "typescript" }
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells })
}

const storedCells = async (file: string): Promise<StoredCell[]> => JSON.parse(await readFile(file, "utf8")).cells
const sourceOf = (cell: StoredCell | undefined) => cell?.source.join("")
const textOf = (cell: StoredCell | undefined) => cell?.outputs.map(({ text }) => (text as string[])?.join("")).join("")

const nbclientProgram = `
import json, sys, nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
notebook = nbformat.read(sys.argv[1], as_version=4)
error = None
try:
    NotebookClient(notebook, timeout=120).execute()
except CellExecutionError as failure:
    error = [failure.ename, failure.evalue]
print(json.dumps({"error": error, "kinds": [[output.output_type for output in cell.outputs] for cell in notebook.cells]}))
`

const papermillProgram = `
import json, sys, papermill
print(json.dumps(papermill.inspect_notebook("a.ipynb")))
papermill.execute_notebook("b.ipynb", "c.ipynb", parameters=json.loads(sys.argv[1]), prepare_only=True)
`

describe("the installed kernel with clients of Jupyter", function () {
  this.timeout(120_000)

  let jupyter: JupyterPrograms
  before(async () => {
    jupyter = await installForJupyter()
  })
  after(() => jupyter?.close())

  it("is found by Jupyter", async () => {
    const { stdout } = await jupyter.run(jupyter.data, "jupyter_client.kernelspecapp", ["list", "--json"])
    const { deltaw } = JSON.parse(stdout).kernelspecs
    assert.equal(deltaw.resource_dir, path.join(jupyter.data, "kernels", "deltaw"))
    assert.equal(deltaw.spec.interrupt_mode, "message")
  })

  it("runs under nbclient, which hears of an error by name and message, and goes on behind an expected one", async () => {
    await withScratchFolder(async (folder) => {
      await writeFile(path.join(folder, "client.py"), nbclientProgram)
      const cells = notebook(
        "1 + 1",
        ["throw new Error('expected')", "raises-exception"],
        "throw new RangeError('too big')",
        "4",
      )
      await writeFile(path.join(folder, "a.ipynb"), cells)
      const { stdout, stderr } = await jupyter.run(folder, "client", ["a.ipynb"])
      assert.notEqual(stdout, "", stderr)
      assert.deepEqual(JSON.parse(stdout), {
        error: ["RangeError", "too big"],
        kinds: [["execute_result"], ["error"], ["error"], []],
      })
    })
  })

  it("runs under nbconvert, which makes a page with results and pictures", async () => {
    await withScratchFolder(async (folder) => {
      const figure = "({ data: [{ type: 'bar', y: [1, 2] }], layout: {} })"
      await writeFile(
        path.join(folder, "a.ipynb"),
        notebook("const answer: number = 42\nconsole.log('answer', answer)", figure),
      )
      const { code, stderr } = await jupyter.run(folder, "nbconvert", ["--execute", "--to", "html", "a.ipynb"])
      assert.equal(code, 0, stderr)
      const page = await readFile(path.join(folder, "a.html"), "utf8")
      assert.match(page, /answer 42/)
      assert.match(page, /<svg class="main-svg"|data:image\/svg\+xml|application\/vnd\.plotly/)
    })
  })

  it("runs under papermill with parameters that keep their declared types", async () => {
    await withScratchFolder(async (folder) => {
      const declaring =
        "let rate = 0.1 // per trial\nconst preset: 'quick' | 'full' = 'quick'\nlet animals: string[] = []\nlet n: number = 1"
      const cells = notebook(
        [declaring, "parameters"],
        "console.log(rate * 2, preset, animals, n)",
        "preset === 'full'",
      )
      await writeFile(path.join(folder, "a.ipynb"), cells)
      const given = ["-p", "rate", "0.5", "-p", "preset", "full", "-y", "animals: [a, b]"]
      const { code, stderr } = await jupyter.run(folder, "papermill", ["a.ipynb", "b.ipynb", ...given])
      assert.equal(code, 0, stderr)
      assert.doesNotMatch(stderr, /unknown parameter/)
      const [, injected, printed, compared] = await storedCells(path.join(folder, "b.ipynb"))
      assert.deepEqual(injected?.metadata.tags, ["injected-parameters"])
      assert.deepEqual(sourceOf(injected)?.trim().split("\n").sort(), [
        "// Parameters",
        "const preset: 'quick' | 'full' = \"full\"",
        'let animals: string[] = ["a", "b"]',
        "let rate = 0.5",
      ])
      assert.deepEqual(injected?.outputs, [])
      assert.equal(textOf(printed), "1 full [ 'a', 'b' ] 1\n")
      assert.deepEqual(
        compared?.outputs.map(({ data }) => data),
        [{ "text/plain": ["true"] }],
        "no type error either",
      )
    })
  })

  it("tells papermill the parameters of a notebook, and takes any value where none are declared", async () => {
    await withScratchFolder(async (folder) => {
      const declaring = "let rate = 0.1 // per trial\nexport const preset: Preset = 'quick';\nfunction f() {}"
      await writeFile(path.join(folder, "a.ipynb"), notebook([declaring, "parameters"]))
      await writeFile(path.join(folder, "b.ipynb"), notebook("1"))
      await writeFile(path.join(folder, "client.py"), papermillProgram)
      const values = { text: 'a "b" \\ \u{1F42D} \u2028', list: [1, null, true], record: { "a b": -0.5 } }
      const { code, stdout, stderr } = await jupyter.run(folder, "client", [JSON.stringify(values)])
      assert.equal(code, 0, stderr)
      assert.deepEqual(JSON.parse(stdout), {
        rate: { name: "rate", inferred_type_name: "None", default: "0.1", help: "per trial" },
        preset: { name: "preset", inferred_type_name: "Preset", default: "'quick'", help: "" },
      })
      const lines = sourceOf((await storedCells(path.join(folder, "c.ipynb")))[0])!
        .trim()
        .split("\n")
      const read = lines.slice(1).map((line) => {
        const [, name, json] = /^let (\w+) = (.*)$/.exec(line)!
        return [name, JSON.parse(json!)]
      })
      assert.deepEqual(Object.fromEntries(read), values)
    })
  })

  it("answers in Jupyter's console, line by line", async () => {
    await withScratchFolder(async (folder) => {
      const lines = "const count: number = 20\ncount + 1\nthrow new RangeError('too big')\ncount * 2\n"
      const argv = ["--kernel", "deltaw", "--simple-prompt", "--no-confirm-exit"]
      const { code, stdout, stderr } = await jupyter.run(folder, "jupyter_console", argv, lines)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /Δw \d+\.\d+\.\d+: TypeScript/)
      assert.match(stdout, /Out\[2\]: 21\n[\s\S]*Out\[4\]: 40\n/)
      assert.match(stderr, /RangeError.*too big/)
    })
  })
})
