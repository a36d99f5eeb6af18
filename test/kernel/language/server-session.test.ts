import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { HoverRequest } from "vscode-languageserver-protocol/node"
import { findNativeServer } from "../../../kernel/language/native-server.ts"
import { openSession, type ServerSession } from "../../../kernel/language/server-session.ts"
import { startLanguage } from "../../../kernel/language/typescript-service.ts"
import { isRunning } from "../../support/process-state.ts"

/** What the server says of the first name in the document, null where it does not answer. */
async function hover(session: ServerSession): Promise<unknown> {
  const params = { textDocument: { uri: session.uri("virtual.mts") }, position: { line: 0, character: 6 } }
  return (await session.request(HoverRequest.type, params))?.contents ?? null
}

async function endOf(processId: number): Promise<void> {
  for (let waited = 0; waited < 2000; waited += 20) {
    if (!isRunning(processId)) return
    await delay(20)
  }
  assert.fail(`process ${processId} still runs after two seconds`)
}

describe("the language server's process", function () {
  this.timeout(30_000)
  let folder: string
  const notices: string[] = []
  const open = () => openSession({ folder, command: findNativeServer(), onNotice: (text) => notices.push(text) })
  const EXPECTED = { kind: "markdown", value: "```typescript\nconst answer: 42\n```\n" }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "deltaw-session-"))
    notices.length = 0
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it("ends when the session is closed", async () => {
    const session = open()
    session.put("virtual.mts", "const answer = 42")
    assert.deepEqual(await hover(session), EXPECTED)
    const processId = session.processId()!
    await session.close()
    assert.equal(isRunning(processId), false)
    assert.equal(await hover(session), null)
  })

  it("may be closed before it has started", async () => {
    const session = open()
    const asked = hover(session)
    await session.close()
    assert.equal(await asked, null)
    assert.equal(session.processId(), null)
  })

  it("is replaced once when it dies, with all documents, and then given up with a sentence", async () => {
    const session = open()
    session.put("virtual.mts", "const other = 1")
    await hover(session)
    session.put("virtual.mts", "const answer = 42")
    const first = session.processId()!
    process.kill(first, "SIGKILL")
    assert.deepEqual(await hover(session), EXPECTED)
    const second = session.processId()!
    assert.notEqual(second, first)
    assert.deepEqual(notices, [])
    process.kill(second, "SIGKILL")
    assert.equal(await hover(session), null)
    assert.equal(await hover(session), null)
    assert.deepEqual(notices.length, 1)
    assert.match(notices[0]!, /ended twice/)
    await session.close()
  })

  it("ends with the process that started it, killed or not", async () => {
    const module = (path: string) => JSON.stringify(new URL(`../../../kernel/language/${path}`, import.meta.url).href)
    const code = `import { openSession } from ${module("server-session.js")}
      import { findNativeServer } from ${module("native-server.js")}
      import { HoverRequest } from "vscode-languageserver-protocol/node"
      const session = openSession({ folder: ${JSON.stringify(folder)}, command: findNativeServer(), onNotice: console.error })
      session.put("virtual.mts", "const answer = 42")
      await session.request(HoverRequest.type, { textDocument: { uri: session.uri("virtual.mts") }, position: { line: 0, character: 6 } })
      console.log(session.processId())
      setInterval(() => undefined, 1000)`
    const front = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [printed] = (await once(front.stdout, "data")) as [Buffer]
    const processId = Number(printed.toString())
    assert.ok(isRunning(processId))
    front.kill("SIGKILL")
    await endOf(processId)
  })

  it("that does not exist leaves cells to run without types, and is told once", async () => {
    const told: string[] = []
    const language = await startLanguage({
      folder,
      command: null,
      converter: null,
      onNotice: (text) => told.push(text),
    })
    assert.deepEqual(await language.complete("Mat", 3), { items: [], start: 0, end: 3 })
    assert.equal(await language.inspect("Math", 2, 0), null)
    const cell = await language.compile("const x: string = 3")
    assert.ok(cell.ok)
    assert.deepEqual(await language.check(cell.number), [])
    assert.equal(told.length, 1)
    assert.match(
      told[0]!,
      new RegExp(`no native language server for ${process.platform}-${process.arch}.*npm install tslab`),
    )
    await language.close()
  })

  it("that cannot be started is told once", async () => {
    const told: string[] = []
    const command = join(folder, "no-such-program")
    const language = await startLanguage({ folder, command, onNotice: (text) => told.push(text) })
    assert.deepEqual((await language.complete("Mat", 3)).items, [])
    assert.deepEqual((await language.complete("Mat", 3)).items, [])
    assert.equal(told.length, 1)
    assert.match(told[0]!, /did not start/)
    await language.close()
  })

  it("is found for this platform and for no invented one", () => {
    assert.ok(findNativeServer())
    assert.equal(findNativeServer("amiga", "m68k"), null)
  })
})
