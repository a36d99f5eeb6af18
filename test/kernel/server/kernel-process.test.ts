import assert from "node:assert/strict"
import { type Exchange, type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { assertPublished, assertReply } from "../../support/message-schema.ts"

const spin = "console.log('spinning'); for (;;) {}"

/** Runs an endless cell and resolves when it is at it. */
async function startSpinning(client: JupyterClient): Promise<string> {
  const id = client.send("execute_request", { code: spin })
  await client.waitFor("spinning", ({ parent, header }) => parent.msg_id === id && header.msg_type === "stream")
  return id
}

function assertWellFormed({ messages, replyMessage }: Exchange): void {
  for (const { header, content, signatureIsRight, parent } of messages) {
    assertPublished(header.msg_type, content)
    assert.ok(signatureIsRight)
    assert.equal(parent.msg_id, replyMessage.parent.msg_id)
  }
  assertReply(replyMessage.header.msg_type, replyMessage.content)
  assert.ok(replyMessage.signatureIsRight)
}

const text = (exchange: Exchange) =>
  exchange.outputs.map(({ content }) => (content.data as Record<string, unknown> | undefined)?.["text/plain"])

describe("kernel process behind real sockets", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
  })
  after(() => client?.close())

  it("greets a subscriber first of all", () => {
    const [first] = client.published.filter(({ content }) => content.execution_state !== "starting")
    assert.equal(first?.header.msg_type, "iopub_welcome")
    assert.deepEqual(first?.content, { subscription: "" })
    assert.deepEqual(first?.prefix.map(String), [""])
  })

  it("answers kernel_info with what clients need, on shell and on control", async () => {
    for (const channel of ["shell", "control"] as const) {
      const exchange = await client.request("kernel_info_request", {}, { channel })
      assertWellFormed(exchange)
      assert.equal(exchange.reply.protocol_version, "5.5")
      const language = exchange.reply.language_info as Record<string, unknown>
      assert.equal(language.name, "typescript")
      assert.equal(language.file_extension, ".ts")
    }
  })

  it("runs TypeScript, shows its result under the count, and keeps names for later cells", async () => {
    const first = await client.execute("const greeting: string = 'hello'; greeting.length")
    assertWellFormed(first)
    assert.deepEqual(text(first), ["5"])
    const second = await client.execute("console.log(greeting); greeting + '!'")
    assertWellFormed(second)
    assert.deepEqual(
      second.outputs.map(({ type }) => type),
      ["stream", "execute_result"],
    )
    assert.equal(second.reply.execution_count, (first.reply.execution_count as number) + 1)
  })

  it("reports an exception in one message with the user's line", async () => {
    const exchange = await client.execute("const fine = 1\nthrow new RangeError('too big')")
    assertWellFormed(exchange)
    assert.deepEqual(
      exchange.outputs.map(({ type }) => type),
      ["error"],
    )
    assert.equal(exchange.reply.ename, "RangeError")
    assert.equal(exchange.reply.evalue, "too big")
    assert.match((exchange.reply.traceback as string[]).join("\n"), /line 2/)
  })

  it("warns of a type error under the cell and runs it all the same", async () => {
    const id = client.send("execute_request", { code: "let wrong: number = 'text'; 'ran'" })
    const exchange = await client.exchange(id)
    assert.deepEqual(text(exchange).filter(Boolean), ["'ran'"])
    const warning = await client.waitFor(
      "type warning",
      ({ parent, content }) => parent.msg_id === id && content.name === "stderr",
    )
    assert.match(warning.content.text as string, /not assignable to type 'number'/)
  })

  it("keeps the parent of output that comes late", async () => {
    const id = client.send("execute_request", { code: "setTimeout(() => console.log('late'), 150)" })
    await client.exchange(id)
    await client.execute("1")
    const late = await client.waitFor("late output", ({ content }) => content.text === "late\n")
    assert.equal(late.parent.msg_id, id)
  })

  it("gives a figure a static image in the same bundle, in its place among the outputs", async () => {
    const exchange = await client.execute(
      `console.log("before")
       display({ data: [{ type: "scatter", x: [1, 2, 3], y: [2, 1, 3] }], layout: { title: { text: "T" } } })
       console.log("after")`,
      {},
      { timeoutMs: 20_000 },
    )
    assertWellFormed(exchange)
    assert.deepEqual(
      exchange.outputs.map(({ type }) => type),
      ["stream", "display_data", "stream"],
    )
    const bundle = exchange.outputs[1]!.content.data as Record<string, string>
    assert.ok("application/vnd.plotly.v1+json" in bundle)
    assert.match(bundle["image/svg+xml"] ?? "no SVG", /^<svg/)
  }).timeout(30_000)

  it("completes, inspects and judges code", async () => {
    const complete = await client.request("complete_request", { code: "const 𝐚 = 1; Math.hyp", cursor_pos: 21 })
    assertWellFormed(complete)
    assert.deepEqual(complete.reply.matches, ["hypot"])
    assert.equal(complete.reply.cursor_start, 18)
    const inspect = await client.request("inspect_request", { code: "Math.max", cursor_pos: 7, detail_level: 0 })
    assertWellFormed(inspect)
    assert.equal(inspect.reply.found, true)
    for (const [code, status] of [
      ["1", "complete"],
      ["{", "incomplete"],
      ["const = 1", "invalid"],
    ]) {
      const exchange = await client.request("is_complete_request", { code })
      assertWellFormed(exchange)
      assert.equal(exchange.reply.status, status)
    }
  })

  it("answers heartbeats within 50 ms and control at once while a cell spins, and stops it on request", async () => {
    await client.execute("let kept = 41")
    const id = await startSpinning(client)
    const beats = []
    for (let i = 0; i < 5; i++) beats.push(await client.heartbeat())
    const median = beats.sort((a, b) => a - b)[2]!
    assert.ok(median < 50, `heartbeats took ${beats}`)
    await client.request("kernel_info_request", {}, { channel: "control", timeoutMs: 2000 })
    const start = performance.now()
    await client.interrupt()
    const stopped = await client.exchange(id)
    assert.ok(performance.now() - start < 1000)
    assert.equal(stopped.reply.ename, "Interrupted")
    assert.deepEqual(text(await client.execute("kept + 1")), ["42"])
  })

  it("says that the child was killed, and runs the next cell", async () => {
    const id = client.send("execute_request", { code: "console.log(process.pid); for (;;) {}" })
    const said = await client.waitFor("pid", ({ parent, content }) => parent.msg_id === id && content.name === "stdout")
    process.kill(Number(said.content.text), "SIGKILL")
    const exchange = await client.exchange(id)
    assertWellFormed(exchange)
    assert.equal(exchange.reply.ename, "ProcessDied")
    assert.match(exchange.reply.evalue as string, /killed \(SIGKILL\)/)
    assert.deepEqual(
      exchange.outputs.map(({ type }) => type),
      ["stream", "error"],
    )
    assert.deepEqual(text(await client.execute("6 * 7")), ["42"])
  })

  it("ends within a second of a shutdown request while a cell spins, and echoes restart", async () => {
    await startSpinning(client)
    const { reply, endedMs } = await client.shutdown(true)
    assert.deepEqual(reply, { status: "ok", restart: true })
    assert.ok(endedMs < 1000, `ended after ${endedMs} ms`)
    assert.equal(client.process.exitCode, 0)
  })
})
