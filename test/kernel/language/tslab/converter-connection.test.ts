import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { projectOf } from "../../../../kernel/language/project-documents.ts"
import { ConverterConnection } from "../../../../kernel/language/tslab/converter-connection.ts"
import { findConverter } from "../../../../kernel/language/tslab/find-converter.ts"
import { startLanguage } from "../../../../kernel/language/typescript-service.ts"
import { isRunning } from "../../../support/process-state.ts"

const converter = findConverter(tmpdir())!

describe("the process of tslab's converter", function () {
  this.timeout(60_000)
  let folder = ""
  const notices: string[] = []
  const open = () => {
    const { documents } = projectOf(folder)
    return new ConverterConnection({ converter, folder, documents, onNotice: (text) => notices.push(text) })
  }
  const codesOf = async (connection: ConverterConnection, code: string) => {
    const converted = await connection.ask({ type: "convert", declarations: "", code })
    return converted?.complaints.map((one) => one.code) ?? null
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "deltaw-converter-"))
    notices.length = 0
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it("starts with the first question, and ends when it is closed", async () => {
    const connection = open()
    assert.equal(connection.processId, null)
    assert.deepEqual(await codesOf(connection, "const x: string = 3"), [2322])
    const processId = connection.processId!
    assert.ok(isRunning(processId))
    await connection.close()
    assert.equal(isRunning(processId), false)
    assert.equal(await codesOf(connection, "1"), null)
  })

  it("is replaced once where it ends, and then told of @long", async () => {
    const connection = open()
    assert.deepEqual(await codesOf(connection, "const x: string = 3"), [2322])
    const first = connection.processId!
    process.kill(first, "SIGKILL")
    while (connection.processId === first) await delay(5)
    assert.deepEqual(await codesOf(connection, "const x: string = 3"), [2322])
    const waiting = codesOf(connection, "const y: string = 3")
    process.kill(connection.processId!, "SIGKILL")
    assert.equal(await waiting, null)
    assert.equal(await codesOf(connection, "1"), null)
    assert.deepEqual(notices.length, 1)
    assert.match(notices[0]!, /ended twice/)
    await connection.close()
  })

  it("ends with the process that started it, however that ends", async () => {
    const module = (path: string) =>
      JSON.stringify(new URL(`../../../../kernel/language/${path}`, import.meta.url).href)
    const code = `import { ConverterConnection } from ${module("tslab/converter-connection.js")}
      const options = { converter: ${JSON.stringify(converter)}, folder: ${JSON.stringify(folder)}, documents: [], onNotice: console.error }
      const connection = new ConverterConnection(options)
      await connection.ask({ type: "changed", paths: [], anew: false })
      console.log(connection.processId)
      setInterval(() => undefined, 1000)`
    const front = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [printed] = (await once(front.stdout, "data")) as [Buffer]
    const processId = Number(printed.toString())
    assert.ok(isRunning(processId))
    front.kill("SIGKILL")
    while (isRunning(processId)) await delay(20)
  })

  it("serves where the platform has no native server", async () => {
    const language = await startLanguage({ folder, command: null, onNotice: (text) => notices.push(text) })
    const cell = await language.compile("const x: string = 3")
    assert.ok(cell.ok)
    const found = await language.check(cell.number)
    assert.deepEqual(
      found.map(({ code, line }) => [code, line]),
      [[2322, 1]],
    )
    await language.close()
    assert.deepEqual(notices, [])
  })

  it("that is asked for and not installed is told, and the native server serves", async () => {
    const onNotice = (text: string) => notices.push(text)
    const language = await startLanguage({ folder, backend: "tslab", converter: null, onNotice })
    const cell = await language.compile("const x: string = 3")
    assert.ok(cell.ok)
    assert.equal((await language.check(cell.number)).length, 1)
    await language.close()
    assert.deepEqual(notices.length, 1)
    assert.match(notices[0]!, /^The package tslab is not installed.*npm install tslab@1\.0\.22$/)
  })

  it("is found beside the notebook first", async () => {
    const own = join(folder, "node_modules", "tslab", "dist")
    await mkdir(own, { recursive: true })
    await writeFile(join(own, "converter.js"), "")
    assert.match(findConverter(folder) ?? "", /node_modules.tslab.dist.converter\.js$/)
    assert.notEqual(findConverter(folder), converter)
  })
})
