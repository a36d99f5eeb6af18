import assert from "node:assert/strict"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import type { Completion, Language } from "../../../kernel/language/language.ts"
import { startLanguage } from "../../../kernel/language/typescript-service.ts"

/** Compiles a cell, checks it and counts it as run; complaints as `line:column code`. */
async function run(language: Language, code: string): Promise<string[]> {
  const cell = await language.compile(code)
  assert.ok(cell.ok, `the cell compiles: ${code}`)
  const found = await language.check(cell.number)
  language.ran(cell.number)
  return found.map(({ line, column, code }) => `${line}:${column} ${code}`)
}

/** Proposals at the cursor, which the code marks with `|`. */
function completeAt(language: Language, marked: string): Promise<Completion> {
  return language.complete(marked.replace("|", ""), marked.indexOf("|"))
}

const folders: string[] = []
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deltaw-language-"))
  folders.push(folder)
  return folder
}

after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

describe("type errors", function () {
  this.timeout(60_000)

  it("are reported with the user's line, and a mark at the place", async () => {
    const language = await startLanguage({ folder: await emptyFolder() })
    const cell = await language.compile("// one\nlet x: string = 3\n", 12)
    assert.ok(cell.ok)
    const report = stripVTControlCharacters(language.report(cell.number, await language.check(cell.number)))
    assert.equal(
      report,
      [
        "TS2322: Type 'number' is not assignable to type 'string'.",
        "Cell 12, line 2, column 5",
        "      1 | // one",
        "----> 2 | let x: string = 3",
        "        |     ^",
        "      3 |",
        "",
      ].join("\n"),
    )
    await language.close()
  })
})

describe("a cell that does not parse", () => {
  it("gives its place in the user's text", async () => {
    const language = await startLanguage({ folder: await emptyFolder() })
    const failure = await language.compile("const a = 1\nconst b = (a +\n", 4)
    assert.ok(!failure.ok)
    assert.equal(failure.error.name, "SyntaxError")
    const lines = failure.traceback.map(stripVTControlCharacters)
    assert.match(lines[0] ?? "", /^SyntaxError: /)
    assert.equal(lines[1], "Cell 4, line 3, column 1")
    await language.close()
  })
})

describe("the folder of the notebook", function () {
  this.timeout(60_000)

  it("may lie in the package itself, whose library has types there", async () => {
    const language = await startLanguage({ folder: join(process.cwd(), "kernel") })
    assert.deepEqual(await run(language, "import { key } from 'deltaw'\nconst k: string = key(7)"), ["2:7 2322"])
    await language.close()
  })

  it("packages of the project around the notebook have types: a misspelt Plotly trace is found, with a suggestion", async () => {
    const language = await startLanguage({ folder: process.cwd() })
    const cell = await language.compile(
      "import type { Data } from 'plotly.js-dist-min'\nconst trace: Data = { type: 'scater', y: [1] }",
    )
    assert.ok(cell.ok)
    const [found] = await language.check(cell.number)
    assert.match(found?.message ?? "", /Did you mean '"scatter"'\?/)
    language.ran(cell.number)
    const { items } = await completeAt(language, "const t: Data = { type: 'heat|' }")
    assert.deepEqual(
      items.map(({ text }) => text),
      ["heatmap"],
    )
    await language.close()
  })

  it("nothing is written into the folder", async () => {
    const folder = await emptyFolder()
    const language = await startLanguage({ folder })
    await run(language, "const x = 1")
    await language.close()
    assert.deepEqual(await readdir(folder), [])
    await rm(folder, { recursive: true })
  })
})
