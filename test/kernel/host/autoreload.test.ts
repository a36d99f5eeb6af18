import { equal, match } from "node:assert/strict"
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type Notebook, openNotebook } from "../../support/notebook.ts"

describe("local modules that were edited", () => {
  let notebook: Notebook
  let folder = ""
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-autoreload-")))
    notebook = await openNotebook(folder)
  })
  afterEach(async () => {
    await notebook.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }

  it("are evaluated anew by the next import, and what they import keeps its state", async () => {
    await write({
      "counter.ts": "export let count = 0\nexport const increment = (): number => ++count",
      "helper.ts": 'import { increment } from "./counter.ts"\nexport const first = (): number => increment()',
    })
    equal(await notebook.value('import { first } from "./helper.ts"; [first(), first()].join()'), "'1,2'")
    equal(await notebook.value('import { first } from "./helper.ts"; first()'), "3")
    await write({
      "helper.ts": 'import { increment } from "./counter.ts"\nexport const second = (): number => increment() * 10',
    })
    equal(await notebook.value('import { second } from "./helper.ts"; second()'), "40")
    equal(await notebook.value('import * as counter from "./counter.ts"; counter.count'), "4")
    equal(await notebook.value("first()"), "5")
  })

  it("take with them those that import them, however deep, and no others", async () => {
    await write({
      "deep/rate.ts": "export const rate = 1",
      "deep/middle.ts": 'import { rate } from "./rate"\nexport const doubled = 2 * rate',
      "top.ts": 'export { doubled } from "./deep/middle"\nexport { loads } from "./aside"',
      "aside.ts": "export const loads = { count: 0 }\nloads.count = Math.random()",
    })
    equal(await notebook.value('import { doubled, loads } from "./top.ts"; const before = loads.count; doubled'), "2")
    await write({ "deep/rate.ts": "export const rate = 50" })
    equal(await notebook.value('import { doubled, loads } from "./top.ts"; doubled'), "100")
    equal(await notebook.value("loads.count === before"), "true")
  })

  it("are followed around a cycle of imports", async () => {
    const [even, odd] = ["import { odd } from './odd.ts'\n", "import { even } from './even.ts'\n"]
    const step = "n === 0 ? BASE : OTHER(n - 1)"
    const text = (head: string, name: string, other: string, base: string) =>
      `${head}export const ${name} = (n: number): string => ${step.replace("BASE", `'${base}'`).replace("OTHER", other)}`
    await write({ "even.ts": text(even, "even", "odd", "even"), "odd.ts": text(odd, "odd", "even", "odd") })
    equal(await notebook.value("import { even } from './even.ts'; even(3)"), "'odd'")
    await write({ "odd.ts": text(odd, "odd", "even", "ungerade") })
    equal(await notebook.value("import { even } from './even.ts'; even(3) + even(2)"), "'ungeradeeven'")
    equal(await notebook.value("import { odd } from './odd.ts'; odd(3) + odd(2)"), "'evenungerade'")
  })

  it("may be JavaScript, JSON and CommonJS, imported or required", async () => {
    const files = (value: number) => ({
      "plain.mjs": `export const value = ${value}`,
      "data.json": `{ "value": ${value} }`,
      "common.cjs": `exports.value = require("./inner.cjs").value`,
      "inner.cjs": `exports.value = ${value}`,
      "typed.ts": 'import data from "./data.json"\nexport const value: number = data.value',
    })
    await write(files(1))
    const cell = `import { value as plain } from "./plain.mjs"; import data from "./data.json"
      import common from "./common.cjs"; import { value as typed } from "./typed.ts"
      ;[plain, data.value, common.value, typed, require("./common.cjs").value].join()`
    equal(await notebook.value(cell), "'1,1,1,1,1'")
    await notebook.run("0")
    await write(files(23))
    equal(await notebook.value(cell), "'23,23,23,23,23'")
  })

  it("that failed are tried again though nothing changed but what was missing", async () => {
    await write({ "needy.ts": 'import { late } from "late-comer"\nexport const found: string = late' })
    match(await notebook.failure('import { found } from "./needy.ts"; found'), /late-comer/)
    await write({
      "node_modules/late-comer/package.json": '{ "name": "late-comer", "type": "module", "exports": "./index.js" }',
      "node_modules/late-comer/index.js": "export const late = 'now here'",
    })
    equal(await notebook.value('import { found } from "./needy.ts"; found'), "'now here'")
  })

  it("that do not parse say where, and load once they do", async () => {
    await write({ "broken.ts": "export const a: number = 1\nexport const b = (a +\n" })
    const outcome = await notebook.run('import { b } from "./broken.ts"; b')
    const error = outcome.status === "error" ? outcome.error : null
    equal(error?.name, "SyntaxError")
    match(error?.stack ?? "", /broken\.ts:3:1/)
    await write({ "broken.ts": "export const a: number = 1\nexport const b = a + 1\n" })
    equal(await notebook.value('import { b } from "./broken.ts"; b'), "2")
  })

  it("that throw while they are evaluated are evaluated anew, those that were fine before are not", async () => {
    await write({
      "state.ts": "export const state = { visits: 0 }",
      "moody.ts": `import { state } from "./state.ts"
        state.visits += 1
        if (state.visits < 3) throw new RangeError("not yet")
        export const visits = state.visits`,
    })
    equal(await notebook.value('import { state } from "./state.ts"; state.visits'), "0")
    equal(await notebook.value('import { state } from "./state.ts"; state.visits'), "0")
    equal(await notebook.failure('import { visits } from "./moody.ts"'), "RangeError: not yet")
    equal(await notebook.failure('import { visits } from "./moody.ts"'), "RangeError: not yet")
    equal(await notebook.value('import { visits } from "./moody.ts"; visits'), "3")
  })

  it("are seen by a dynamic import in a local module", async () => {
    await write({
      "plugin.ts": "export const name = 'old'",
      "loader.ts": 'export const load = async (): Promise<string> => (await import("./plugin.ts")).name',
    })
    equal(await notebook.value('import { load } from "./loader.ts"; await load()'), "'old'")
    await write({ "plugin.ts": "export const name = 'newer'" })
    equal(await notebook.value("await load()"), "'newer'")
  })

  it("tell import.meta of their own place", async () => {
    await write({ "place.ts": "export const place = new URL('./data.csv', import.meta.url).pathname" })
    equal(await notebook.value('import { place } from "./place.ts"; place'), `'${folder}/data.csv'`)
    await write({ "place.ts": "export const place = new URL('./data2.csv', import.meta.url).pathname" })
    equal(await notebook.value('import { place } from "./place.ts"; place'), `'${folder}/data2.csv'`)
  })
})

describe("the tsconfig.json beside the notebook", () => {
  let folder = ""
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-config-")))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const files: Readonly<Record<string, string>> = {
    "tsconfig.base.json":
      '{ // a comment\n "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "experimentalDecorators": true } }',
    "tsconfig.json": '{ "extends": "./tsconfig.base" }',
    "src/rate.ts": "export const rate: number = 3",
    "src/model.ts": `import { rate } from "@/rate"
      function noted(target: object, name: string): void { names.push(name) }
      export const names: string[] = []
      export class Model { @noted rate(): number { return rate } }`,
  }

  async function cell(config: string, code: string): Promise<string | null> {
    for (const [name, text] of Object.entries({ ...files, "tsconfig.json": config })) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const notebook = await openNotebook(folder)
    try {
      return await notebook.value(code)
    } finally {
      await notebook.close()
    }
  }

  it("gives the paths of imports, in cells and in local files, and the kind of decorators", async () => {
    const code = 'import { Model, names } from "@/model"; [new Model().rate(), ...names].join()'
    equal(await cell('{ "extends": "./tsconfig.base" }', code), "'3,rate'")
  })

  it("stops nothing where it is broken", async () => {
    equal(await cell('{ "compilerOptions": ', 'import { rate } from "./src/rate.ts"; rate'), "3")
  })
})
