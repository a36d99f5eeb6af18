import { deepEqual, equal, match, rejects, throws } from "node:assert/strict"
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { environmentFile, nodeArguments, variablesOf } from "../../../kernel/host/child-settings.ts"
import { openNotebook } from "../../support/notebook.ts"

describe("settings of the process that runs cells", () => {
  let folder = ""
  const outside = { ...process.env }
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-settings-")))
  })
  afterEach(async () => {
    for (const name of ["DELTAW_HEAP_MB", "DELTAW_ENV_FILE"]) {
      if (outside[name] === undefined) delete process.env[name]
      else process.env[name] = outside[name]
    }
    await rm(folder, { recursive: true, force: true })
  })

  /** What a cell of a notebook in the folder gives. */
  async function value(code: string): Promise<string | null> {
    const notebook = await openNotebook(folder)
    try {
      return await notebook.value(code)
    } finally {
      await notebook.close()
    }
  }

  it("cells run in the notebook's folder", async () => {
    await writeFile(join(folder, "data.csv"), "contrast,choice\n")
    equal(
      await value('import { readFileSync } from "node:fs"; readFileSync("data.csv", "utf8").trim()'),
      "'contrast,choice'",
    )
    equal(await value("process.cwd()"), `'${folder}'`)
  })

  it("the folder's .env is read: quotes, comments, several lines", async () => {
    const text = "# a comment\nMOUSE=KS014 # another\nTITLE='two words'\nexport LAB=wittenlab\nLINES=\"one\ntwo\"\n"
    await writeFile(join(folder, ".env"), text)
    const names = "process.env.MOUSE, process.env.TITLE, process.env.LAB, process.env.LINES"
    equal(await value(`JSON.stringify([${names}])`), `'["KS014","two words","wittenlab","one\\\\ntwo"]'`)
  })

  it("DELTAW_ENV_FILE names another file, told from the folder, or none", async () => {
    await writeFile(join(folder, ".env"), "MOUSE=default")
    await writeFile(join(folder, "lab.env"), "MOUSE=named")
    process.env.DELTAW_ENV_FILE = "lab.env"
    equal(await value("process.env.MOUSE"), "'named'")
    process.env.DELTAW_ENV_FILE = "none"
    equal(await value("String(process.env.MOUSE)"), "'undefined'")
  })

  it("what the environment says already wins over the file", async () => {
    equal(environmentFile(folder, {}), null)
    const path = join(folder, ".env")
    await writeFile(path, "MOUSE=KS014\nLAB=wittenlab\nEMPTY=\n")
    equal(environmentFile(folder, {}), path)
    deepEqual(variablesOf(path, { LAB: "mine" }), { MOUSE: "KS014", EMPTY: "" })
  })

  it("a file cannot change how the process starts", async () => {
    await writeFile(join(folder, ".env"), "NODE_OPTIONS=--require=./no-such-file.cjs\nHOME=elsewhere\n")
    equal(
      await value("process.env.NODE_OPTIONS + (process.env.HOME === 'elsewhere')"),
      "'--require=./no-such-file.cjsfalse'",
    )
  })

  it("a named file that does not exist is told before the process starts", async () => {
    process.env.DELTAW_ENV_FILE = "missing.env"
    await rejects(openNotebook(folder), {
      message: `DELTAW_ENV_FILE is "missing.env": there is no file ${join(folder, "missing.env")}; expected a file or "none"`,
    })
  })

  it("DELTAW_HEAP_MB limits the heap", async () => {
    process.env.DELTAW_HEAP_MB = "96"
    const limit = Number(await value('import v8 from "node:v8"; v8.getHeapStatistics().heap_size_limit / 2 ** 20'))
    equal(limit >= 96 && limit < 400, true, `${limit} MB`)
  })

  it("a heap that is no number of megabytes is refused with what is expected", () => {
    deepEqual(nodeArguments({}), [])
    deepEqual(nodeArguments({ DELTAW_HEAP_MB: "" }), [])
    deepEqual(nodeArguments({ DELTAW_HEAP_MB: "4096" }), ["--max-old-space-size=4096"])
    for (const value of ["4 GB", "-1", "12", "1e3", "64.5"]) {
      throws(() => nodeArguments({ DELTAW_HEAP_MB: value }), {
        message: `DELTAW_HEAP_MB is "${value}": expected a whole number of megabytes, 64 or more`,
      })
    }
    match(String(nodeArguments({ DELTAW_HEAP_MB: "64" })), /64/)
  })
})
