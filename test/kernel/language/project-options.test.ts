import { deepEqual, equal, match } from "node:assert/strict"
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type ReadOptions, readProjectOptions } from "../../../kernel/language/project-options.ts"

describe("the options of a project", () => {
  let folder = ""
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-options-")))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function read(files: Readonly<Record<string, string>>): Promise<ReadOptions> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    return readProjectOptions(join(folder, "tsconfig.json"))
  }

  it("are read with comments, commas at the end and a byte order mark", async () => {
    const text =
      '\ufeff// mine\n{ "compilerOptions": { "jsx": "react-jsx", /* no */ "experimentalDecorators": true, }, }'
    deepEqual(await read({ "tsconfig.json": text }), {
      options: { experimentalDecorators: true, jsx: "react-jsx" },
      problem: null,
    })
  })

  it("come from what is extended, the latter over the former, files and packages alike", async () => {
    const { options } = await read({
      "tsconfig.json":
        '{ "extends": ["./base", "@lab/strictest/tsconfig.json"], "compilerOptions": { "jsx": "react" } }',
      "base.json": '{ "extends": "./below/deep.json", "compilerOptions": { "jsxFactory": "h", "jsx": "preserve" } }',
      "below/deep.json":
        '{ "compilerOptions": { "useDefineForClassFields": false, "paths": { "@/*": ["../src/*"] } } }',
      "node_modules/@lab/strictest/tsconfig.json": '{ "compilerOptions": { "jsxFactory": "make" } }',
    })
    deepEqual(options, {
      useDefineForClassFields: false,
      jsx: "react",
      jsxFactory: "make",
      paths: { "@/*": [join(folder, "src/*")] },
    })
  })

  it("give paths told from baseUrl, from the file that holds them, or from the folder of the project", async () => {
    const { options } = await read({
      "tsconfig.json": '{ "extends": "./config/base.json" }',
      "config/base.json":
        '{ "compilerOptions": { "baseUrl": "../lib", "paths": { "~": ["./index"], "#/*": ["${configDir}/own/*"] } } }',
    })
    deepEqual(options.paths, { "~": [join(folder, "lib/index")], "#/*": [join(folder, "own/*")] })
  })

  it("that cannot be read are told with the place", async () => {
    const broken = await read({ "tsconfig.json": '{\n "compilerOptions": {\n' })
    deepEqual(broken, { options: {}, problem: `${join(folder, "tsconfig.json")} does not parse at line 3.` })
    const lost = await read({ "tsconfig.json": '{ "extends": "./lost" }' })
    equal(lost.problem, `${join(folder, "tsconfig.json")} extends "./lost", which is not there.`)
    const round = await read({
      "tsconfig.json": '{ "extends": "./a.json" }',
      "a.json": '{ "extends": "./tsconfig.json" }',
    })
    match(round.problem ?? "", /tsconfig\.json extends itself\.$/)
  })
})
