import assert from "node:assert/strict"
import type { ClientMessage } from "../../support/client-wire.ts"
import { type Exchange, type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { assertPublished, assertReply } from "../../support/message-schema.ts"

type Json = Record<string, unknown>

const types = (messages: readonly ClientMessage[]) =>
  messages.map(({ header, content }) => (content.execution_state as string | undefined) ?? header.msg_type)

function assertWellFormed({ messages, replyMessage }: Exchange): void {
  for (const { header, content, parent, prefix, signatureIsRight } of messages) {
    assertPublished(header.msg_type, content)
    assert.equal(parent.msg_id, replyMessage.parent.msg_id)
    assert.equal(header.session, replyMessage.header.session)
    assert.ok(prefix[0]!.toString().endsWith(header.msg_type))
    assert.ok(signatureIsRight)
  }
  assertReply(replyMessage.header.msg_type, replyMessage.content)
}

describe("what a kernel publishes", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
  })
  after(() => client?.close())

  it("begins with one status starting, without parent", async () => {
    const starting = client.published.filter(({ content }) => content.execution_state === "starting")
    assert.ok(starting.length <= 1)
    for (const { parent } of starting) assert.deepEqual(parent, {})
  })

  it("puts everything of a cell between busy and idle, in the order in which it was caused", async () => {
    const exchange = await client.execute(`
      console.log("one")
      display({ a: 1 }, { id: "shown" })
      console.error("two")
      display({ a: 2 }, { id: "shown", update: true })
      display.clear({ wait: true })
      "result"`)
    assertWellFormed(exchange)
    assert.deepEqual(types(exchange.messages), [
      "busy",
      "execute_input",
      "stream",
      "display_data",
      "stream",
      "update_display_data",
      "clear_output",
      "execute_result",
      "idle",
    ])
  })

  it("names a display in transient, and its update the same display", async () => {
    const first = await client.execute("display('old', { id: 'named' })")
    const second = await client.execute("display('new', { id: 'named', update: true })")
    const [shown, updated] = [first.outputs[0]!, second.outputs[0]!]
    assert.equal(shown.type, "display_data")
    assert.deepEqual(shown.content.transient, { display_id: "named" })
    assert.equal(updated.type, "update_display_data")
    assert.deepEqual(updated.content.transient, { display_id: "named" })
    assert.deepEqual((updated.content.data as Json)["text/plain"], "'new'")
  })

  it("has rich results with a plain twin, and a transient that is an object", async () => {
    const code = `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>bold</b>", "text/plain": "bold" }) })`
    const { outputs } = await client.execute(code)
    assert.equal(outputs.length, 1)
    assert.equal(outputs[0]!.type, "execute_result")
    assert.deepEqual(outputs[0]!.content.data, { "text/html": "<b>bold</b>", "text/plain": "bold" })
    assert.deepEqual(outputs[0]!.content.transient, {})
  })

  it("counts every stored cell by one, a failing one too, and shows the same count everywhere", async () => {
    const counts: number[] = []
    for (const [code, content] of [
      ["1", {}],
      ["throw 1", {}],
      ["2", { store_history: false }],
      ["3", { silent: true }],
      ["4", {}],
    ] as const) {
      const exchange = await client.execute(code, content)
      const count = exchange.reply.execution_count as number
      for (const { content } of exchange.messages) assert.equal(content.execution_count ?? count, count)
      counts.push(count)
    }
    const [start] = counts as [number]
    assert.deepEqual(counts, [start, start + 1, start + 1, start + 1, start + 2])
  })

  it("is nothing but status for a silent cell, whatever it shows", async () => {
    const { messages, reply } = await client.execute("console.log('unheard'); display(1); 'unseen'", { silent: true })
    assert.deepEqual(types(messages), ["busy", "idle"])
    assert.equal(reply.status, "ok")
  })

  it("is one error message for a failing cell, whose fields the reply repeats", async () => {
    const exchange = await client.execute("throw new RangeError('too far')")
    assertWellFormed(exchange)
    assert.deepEqual(types(exchange.messages), ["busy", "execute_input", "error", "idle"])
    const { ename, evalue, traceback } = exchange.reply
    assert.deepEqual(exchange.outputs[0]!.content, { ename, evalue, traceback })
  })

  it("answers user_expressions key by key", async () => {
    const user_expressions = { good: "6 * 7", bad: "nowhere", odd: "let x" }
    const { reply } = await client.execute("", { user_expressions })
    const { good, bad, odd } = reply.user_expressions as Record<string, Json>
    assert.deepEqual(good, { status: "ok", data: { "text/plain": "42" }, metadata: {} })
    assert.equal(bad?.ename, "ReferenceError")
    assert.equal(odd?.ename, "SyntaxError")
    assert.ok(Array.isArray(odd?.traceback))
  })

  it("shows help as one page, by type and documentation, with the source where two question marks ask for it", async () => {
    await client.execute("/** Twice a number. */\nfunction double(x: number): number { return 2 * x }")
    const page = async (code: string) => {
      const exchange = await client.execute(code)
      assertWellFormed(exchange)
      assert.deepEqual(types(exchange.messages), ["busy", "execute_input", "idle"])
      const [payload, ...others] = exchange.reply.payload as [{ source: string; data: Json }]
      assert.equal(others.length, 0)
      assert.equal(payload.source, "page")
      return String(payload.data["text/plain"])
    }
    assert.match(await page("?double"), /double\(x: number\): number\n+Twice a number\.$/)
    assert.match(await page("double??"), /return 2 \* x/)
    assert.match(await page("Math.max?"), /max\(\.\.\.values: number\[\]\): number/)
    assert.match(await page("??nowhere"), /Nothing is known about "nowhere"/)
  })

  it("keeps busy and idle around requests on control and their parents, while a cell runs", async () => {
    const id = client.send("execute_request", { code: "console.log('on'); for (;;) {}" })
    await client.waitFor("spinning", ({ parent, content }) => parent.msg_id === id && content.text === "on\n")
    const info = await client.request("kernel_info_request", {}, { channel: "control" })
    assertWellFormed(info)
    assert.deepEqual(types(info.messages), ["busy", "idle"])
    // Clients show one state for the whole kernel, and the cell still runs.
    await client.waitFor("busy", ({ parent, content }) => parent.msg_id === id && content.execution_state === "busy")
    const interrupt = await client.interrupt()
    assertWellFormed(interrupt)
    const { reply, messages } = await client.exchange(id)
    assert.equal(reply.ename, "Interrupted")
    assert.equal(types(messages).at(-1), "idle")
  })

  it("repeats its answer to every kernel_info request that a starting client sends", async () => {
    const ids = Array.from({ length: 5 }, () => client.send("kernel_info_request", {}))
    for (const id of ids) assert.equal((await client.exchange(id)).reply.status, "ok")
  })

  it("ends with the reply to a shutdown, on control and on iopub", async () => {
    const { reply } = await client.shutdown(false)
    assert.deepEqual(reply, { status: "ok", restart: false })
    const told = await client.waitFor(
      "shutdown_reply",
      ({ channel, header }) => channel === "iopub" && header.msg_type === "shutdown_reply",
    )
    assert.deepEqual(told.content, { status: "ok", restart: false })
    assert.equal(client.process.exitCode, 0)
  })
})
