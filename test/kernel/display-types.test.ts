import assert from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { display } from "../../kernel/host/display.ts"
import { progress } from "../../kernel/host/progress.ts"
import { DISPLAY_GLOBALS } from "../../kernel/language/display-globals.ts"
import type { Language } from "../../kernel/language/language.ts"
import { startLanguage } from "../../kernel/language/typescript-service.ts"

describe("built-in functions of cells", function () {
  this.timeout(60_000)

  let folder: string
  let language: Language
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "deltaw-test-"))
    language = await startLanguage({ folder })
  })
  after(async () => {
    await language.close()
    await rm(folder, { recursive: true, force: true })
  })

  it("have in the types of cells the very names that the host serves", () => {
    for (const [name, served] of Object.entries({ display, progress })) {
      const declared = new RegExp(`declare namespace ${name} \\{\\n(.*?)\\n\\}\\n`, "s").exec(DISPLAY_GLOBALS)![1]!
      const names = [...declared.matchAll(/^ {2}function (\w+)\(/gm)].map(([, one]) => one)
      assert.deepEqual(names.sort(), Object.keys(served).sort())
    }
  })

  async function complaintsAbout(code: string): Promise<string[]> {
    const cell = await language.compile(code)
    assert.ok(cell.ok)
    return (await language.check(cell.number)).map(({ message }) => message.split("\n")[0]!)
  }

  it("are typed: items keep their type, and what is right passes", async () => {
    const code = `
      for (const x of progress([1, 2], { label: "a" })) x.toFixed()
      for await (const x of progress((async function* () { yield "a" })())) x.toUpperCase()
      for (const i of progress(3)) i.toFixed()
      { using bar = progress.start("fit", 10); bar.report(3, "loss") }
      display.image("a.png", { width: 3, id: "a" }); display.full([1]); display(1, { id: "a", update: true })
      const file: string = await save({ data: [], layout: {} }, "a.svg", { width: 300 })`
    assert.deepEqual(await complaintsAbout(code), [])
  })

  for (const [code, complaint] of [
    ['display(1, { name: "x" })', /'name' does not exist in type 'Options'/],
    ["for (const x of progress([1])) x.toUpperCase()", /'toUpperCase' does not exist on type 'number'/],
    ["save(3, 'a.csv')", /'number' is not assignable to parameter of type 'object'/],
    ["display.image(3)", /not assignable to parameter of type/],
  ] as const) {
    it(`are typed: ${code} is a complaint`, async () => {
      const [found = "none"] = await complaintsAbout(code)
      assert.match(found, complaint)
    })
  }
})
