import assert from "node:assert/strict"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Completion, Language, LanguageBackend } from "../../../kernel/language/language.ts"
import { startLanguage } from "../../../kernel/language/typescript-service.ts"
import { CHECKED } from "../../support/type-behaviours/checked.ts"
import { COMPLETED } from "../../support/type-behaviours/completed.ts"
import { HOVERED, SOURCED } from "../../support/type-behaviours/inspected.ts"
import { EARLIER, FILES } from "../../support/type-behaviours/room.ts"
import type { Row } from "../../support/type-behaviours/rows.ts"
import { STORIES, type Step } from "../../support/type-behaviours/stories.ts"

const BACKENDS: readonly LanguageBackend[] = ["native", "tslab"]

const given = <Given>(row: Row<Given>, backend: LanguageBackend): Given =>
  backend === "tslab" && row.tslab !== undefined ? row.tslab.gives : row.gives

const titleOf = <Given>(row: Row<Given>, backend: LanguageBackend): string =>
  backend === "tslab" && row.tslab !== undefined ? `${row.title} (otherwise: ${row.tslab.because})` : row.title

/** Compiles a cell, checks it and counts it as run; complaints as `line:column code`. */
async function run(language: Language, code: string): Promise<string[]> {
  const cell = await language.compile(code)
  assert.ok(cell.ok, `the cell compiles: ${code}`)
  const found = await language.check(cell.number)
  language.ran(cell.number)
  return found.map(({ line, column, code }) => `${line}:${column} ${code}`)
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** Starts a back end on a folder with these files. */
async function open(
  backend: LanguageBackend,
  files: Readonly<Record<string, string>> = {},
): Promise<{ language: Language; folder: string; notices: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "deltaw-backends-"))
  await writeFiles(folder, files)
  const notices: string[] = []
  const language = await startLanguage({ folder, backend, onNotice: (sentence) => notices.push(sentence) })
  return { language, folder, notices }
}

const completeAt = (language: Language, marked: string): Promise<Completion> =>
  language.complete(marked.replace("|", ""), marked.indexOf("|"))

for (const backend of BACKENDS) {
  describe(`types of cells from the back end ${backend}`, function () {
    this.timeout(120_000)
    let language: Language
    let folder: string

    before(async () => {
      ;({ language, folder } = await open(backend, FILES))
      assert.deepEqual(await run(language, EARLIER), [])
    })
    after(async () => {
      await language.close()
      await rm(folder, { recursive: true, force: true })
    })

    for (const row of CHECKED) {
      it(titleOf(row, backend), async () => {
        const cell = await language.compile(row.code)
        assert.ok(cell.ok)
        const found = await language.check(cell.number)
        const told = found.map(({ line, column, code }) => `${line}:${column} ${code}`)
        assert.deepEqual(told, given(row, backend))
      })
    }

    for (const row of COMPLETED) {
      it(`completes ${titleOf(row, backend)}`, async () => {
        const { items, start, end } = await completeAt(language, row.code)
        const [replaced, proposals] = given(row, backend)
        assert.equal(row.code.replace("|", "").slice(start, end), replaced)
        assert.equal(end, row.code.indexOf("|"))
        assert.deepEqual(Object.fromEntries(items.map(({ text, kind }) => [text, kind])), proposals)
      })
    }

    it("proposals come with signature and documentation", async () => {
      const { items } = await completeAt(language, "doub|")
      const signature = "const double: (x: number) => number"
      assert.deepEqual(items, [{ text: "double", kind: "variable", signature, documentation: "Doubles a number." }])
    })

    it("proposals without end are cut, names of the user first", async () => {
      const { items } = await completeAt(language, "|")
      assert.ok(items.length > 50 && items.length <= 250, `${items.length} items`)
      const texts = items.map(({ text }) => text)
      assert.ok(texts.indexOf("trials") < texts.indexOf("Array") || !texts.includes("Array"))
      assert.ok(!texts.some((text) => /deltaw-cell|__tslab__|__prev__/.test(text)))
    })

    for (const row of HOVERED) {
      it(`inspects ${titleOf(row, backend)}`, async () => {
        const bundle = await language.inspect(row.code.replace("|", ""), row.code.indexOf("|"), 0)
        const expected = given(row, backend)
        if (expected === null) assert.equal(bundle, null)
        else assert.match(String(bundle?.["text/plain"]), expected)
      })
    }

    for (const row of SOURCED) {
      it(`inspects at detail 1 ${titleOf(row, backend)}`, async () => {
        const bundle = await language.inspect(row.code.replace("|", ""), row.code.indexOf("|"), 1)
        const blocks = String(bundle?.["text/markdown"]).split("```ts\n")
        assert.equal(blocks.at(-1), `${given(row, backend)}\n\`\`\``)
        assert.equal(blocks.length, 3)
      })
    }
  })
}

for (const backend of BACKENDS) {
  describe(`types over several cells from the back end ${backend}`, function () {
    this.timeout(120_000)

    /** Stories that need no files of their own are told one after the other. */
    let shared: Awaited<ReturnType<typeof open>>
    before(async () => {
      shared = await open(backend)
    })
    after(() => close(shared))

    async function close({ language, folder }: { language: Language; folder: string }): Promise<void> {
      await language.close()
      await rm(folder, { recursive: true, force: true })
    }

    async function tell(language: Language, folder: string, steps: readonly Step[]): Promise<void> {
      for (const { write = {}, remove = [], reset = false, code, gives, tslab, completes } of steps) {
        await writeFiles(folder, write)
        for (const name of remove) await rm(join(folder, name))
        if (reset) language.reset()
        if (completes !== undefined) {
          const { items } = await completeAt(language, completes[0])
          assert.deepEqual(
            items.map(({ text }) => text),
            completes[1],
          )
        }
        assert.deepEqual(await run(language, code), backend === "tslab" ? (tslab?.gives ?? gives) : gives, code)
      }
    }

    for (const { title, files, steps } of STORIES) {
      it(title, async () => {
        const story = files === undefined ? shared : await open(backend, files)
        story.language.reset()
        // One that is compiled and checked, but does not run, leaves nothing behind.
        const ghost = await story.language.compile("const ghost = 1")
        assert.ok(ghost.ok)
        await story.language.check(ghost.number)
        await tell(story.language, story.folder, steps)
        assert.deepEqual(story.notices, [])
        if (files !== undefined) await close(story)
      })
    }

    it("deltaw has types in a folder without packages", async () => {
      const { language } = shared
      language.reset()
      assert.deepEqual(await run(language, "import { key } from 'deltaw'\nconst k: string = key(7)"), ["2:7 2322"])
    })

    it("a tsconfig.json that is broken stops nothing, and is told of", async () => {
      const { language, folder, notices } = await open(backend, {
        "tsconfig.json": '{ "compilerOptions": { "strict": ',
      })
      assert.deepEqual(await run(language, "const x: number = 'a'"), ["1:7 2322"])
      await close({ language, folder })
      const place = join(folder, "tsconfig.json")
      assert.deepEqual(notices, [
        `${place} does not parse at line 1. Cells are checked with the kernel's own settings.`,
      ])
    })
  })
}
