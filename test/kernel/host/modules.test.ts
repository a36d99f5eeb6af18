import { equal, match } from "node:assert/strict"
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Notebook, openNotebook } from "../../support/notebook.ts"

describe("imports in cells", () => {
  let notebook: Notebook
  let folder = ""
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-modules-")))
    notebook = await openNotebook(folder)
  })
  after(async () => {
    await notebook.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }
  const installed = (name: string, manifest: object, files: Readonly<Record<string, string>>) =>
    write({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, ...manifest }),
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`node_modules/${name}/${file}`, text])),
    })

  it("take ES modules, with top-level await and by their import condition", async () => {
    const exports = { ".": { import: "./right.mjs", require: "./wrong.cjs" }, "./part": "./part.mjs" }
    await installed(
      "esm-only",
      { exports },
      {
        "right.mjs": "export default await Promise.resolve('whole'); export const part = 'named'",
        "wrong.cjs": "module.exports = 'wrong'",
        "part.mjs": "export const deep = 1",
      },
    )
    equal(
      await notebook.value(`import whole, { part as renamed } from "esm-only"; import * as all from "esm-only"
        import { deep } from "esm-only/part"; [whole, renamed, all.part, deep].join()`),
      "'whole,named,named,1'",
    )
  })

  it("take the names of CommonJS packages, also those that Node cannot tell beforehand", async () => {
    await installed(
      "common",
      {},
      {
        "index.js": "exports.told = 1; const more = { hidden: 2 }; for (const key in more) exports[key] = more[key]",
      },
    )
    equal(
      await notebook.value('import common, { told, hidden } from "common"; [common.told, told, hidden].join()'),
      "'1,1,2'",
    )
  })

  it("see a package that was installed after a first attempt", async () => {
    match(
      await notebook.failure('import { late } from "late-comer"'),
      /Cannot find the package "late-comer" from the folder .*npm install late-comer/,
    )
    await installed("late-comer", { type: "module" }, { "index.js": "export const late = 'now here'" })
    equal(await notebook.value('import { late } from "late-comer"; late'), "'now here'")
  })

  it("take local TypeScript files with what they import, and see edits", async () => {
    await write({
      "helper.ts": `import { inner } from "./nested/inner"; import { other } from "./other.js"
        export enum Side { Left = 1 } export class Made { constructor(readonly value: number) {} }
        export const sum: number = inner + other + Side.Left`,
      "nested/inner.ts": "export const inner: number = 10",
      "other.ts": "export const other = 100 as const",
    })
    equal(await notebook.value('import { Made, sum } from "./helper"; new Made(sum).value'), "111")
    await write({ "helper.ts": "export const sum = 5; export class Made { value = 6 }" })
    equal(await notebook.value('import { sum } from "./helper.ts"; sum'), "5")
  })

  it("take JSON, built-in modules and data addresses", async () => {
    await write({ "settings.json": '{ "rate": 0.25 }' })
    equal(
      await notebook.value(`import settings from "./settings.json"; import again from "./settings.json" with { type: "json" }
        import { sep } from "path"; import { max } from "data:text/javascript,export const max = 3"
        [settings.rate, again.rate, typeof sep, max].join()`),
      "'0.25,0.25,string,3'",
    )
  })

  it("work dynamically anywhere, nested functions included", async () => {
    equal(
      await notebook.value(`const load = (name: string) => { const inner = async () => (await import(name)).late; return inner() }
        await load("late-comer")`),
      "'now here'",
    )
    match(await notebook.failure('await import("no-such-package")'), /Cannot find the package "no-such-package"/)
  })

  it("leave out types, marked as such or not", async () => {
    equal(
      await notebook.value(`import type { Nothing } from "not-there"; import { late, type A, SomeInterface } from "late-comer"
        const typed: SomeInterface = late; typed`),
      "'now here'",
    )
    equal(
      await notebook.failure('import { missing } from "late-comer"; missing()'),
      'SyntaxError: The module "late-comer" has no export named "missing".',
    )
  })

  it("tell import.meta and require of the notebook's folder", async () => {
    equal(await notebook.value("import.meta.url"), `'${pathToFileURL(join(folder, "cell.ts")).href}'`)
    equal(await notebook.value("import.meta.dirname"), `'${folder}'`)
    equal(
      await notebook.value(
        'new URL("./settings.json", import.meta.url).pathname === import.meta.dirname + "/settings.json"',
      ),
      "true",
    )
    equal(await notebook.value('const read = require("./settings.json"); read.rate'), "0.25")
    equal(await notebook.value('import.meta.resolve("late-comer").endsWith("index.js")'), "true")
  })

  it("find deltaw and arquero though the folder has neither, in local files too", async () => {
    equal(
      await notebook.value(
        'import { table } from "arquero"; import * as deltaw from "deltaw"; table({ a: [1] }).numRows()',
      ),
      "1",
    )
    await write({ "own.ts": 'import { table } from "arquero"; export const rows = table({ a: [1, 2] }).numRows()' })
    equal(await notebook.value('import { rows } from "./own.ts"; rows'), "2")
  })

  it("prefer the folder's own copy", async () => {
    await installed("arquero", { type: "module" }, { "index.js": "export const table = 'own copy'" })
    equal(await notebook.value('import { table } from "arquero"; table'), "'own copy'")
  })

  it("say what a cell can import", async () => {
    match(
      await notebook.failure('import "https://example.org/module.js"'),
      /not addresses such as "https:\/\/example.org\/module.js"/,
    )
    match(await notebook.failure('import "./not-there.ts"'), /Cannot find "\.\/not-there\.ts" from the folder/)
  })

  it("place errors of local TypeScript files in their own lines", async () => {
    await write({
      "broken.ts": "interface A {\n  b: number\n}\nexport function fail(): never {\n  throw new Error('here')\n}\n",
    })
    const outcome = await notebook.run('import { fail } from "./broken.ts"; fail()')
    match(outcome.status === "error" ? outcome.error.stack : "", /broken\.ts:5:9/)
  })
})
