import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { Dealer } from "zeromq"
import { clientSigner, parseFrames, signedFrames } from "../../support/client-wire.ts"
import { connectClient, type Exchange, type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { assertPublished } from "../../support/message-schema.ts"

const results = ({ outputs }: Exchange) =>
  outputs.map(({ content }) => (content.data as Record<string, unknown> | undefined)?.["text/plain"])

describe("cell that asks a real client", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
    await client.execute("let kept = 42")
  })
  after(() => client?.close())

  const ask = (code: string, asked = client) => asked.send("execute_request", { code, allow_stdin: true })

  it("gets the typed text as a plain string, of the type that TypeScript sees", async () => {
    const id = ask("const name: string = prompt('Name?', 'Ada'); const sure: boolean = confirm('Sure?'); [name, sure]")
    const first = await client.question(id)
    assertPublished(first.header.msg_type, first.content)
    assert.deepEqual(first.content, { prompt: "Name? [Ada] ", password: false })
    assert.ok(first.signatureIsRight)
    client.answer(first, "Łódź 𝐚")
    client.answer(await client.question(id, 2), "y")
    const exchange = await client.exchange(id)
    assert.deepEqual(results(exchange), ["[ 'Łódź 𝐚', true ]"])
  })

  it("marks what must not show", async () => {
    const id = ask("password('Key?').length")
    const question = await client.question(id)
    assert.deepEqual(question.content, { prompt: "Key?", password: true })
    client.answer(question, "secret")
    assert.deepEqual(results(await client.exchange(id)), ["6"])
  })

  it("asks the client that sent it, not another one", async () => {
    const other = await connectClient(client.kernel)
    try {
      const id = ask("prompt('Who?')", other)
      const question = await other.question(id)
      client.answer(question, "the wrong one")
      other.answer(question, "the right one")
      assert.deepEqual(results(await other.exchange(id)), ["'the right one'"])
      assert.deepEqual(
        client.received.filter(({ channel, parent }) => channel === "stdin" && parent.msg_id === id),
        [],
      )
    } finally {
      await other.close()
    }
  })

  it("fails at once where the client does not allow it", async () => {
    const { reply } = await client.execute("prompt('Name?')", { allow_stdin: false })
    assert.equal(reply.ename, "InputError")
    assert.match(reply.evalue as string, /allow_stdin/)
  })

  it("fails where the client has no stdin socket", async () => {
    const { address, digest, key } = client.kernel
    const deaf = new Dealer({ linger: 0 })
    try {
      deaf.connect(address("shell"))
      const sign = clientSigner(digest, key)
      const header = { msg_id: randomUUID(), session: "deaf", msg_type: "execute_request", version: "5.5" }
      await deaf.send(signedFrames({ header, content: { code: "prompt('Name?')", allow_stdin: true } }, sign))
      const { content } = parseFrames("shell", (await deaf.receive()) as Buffer[], sign)
      assert.equal(content.ename, "InputError")
      assert.match(content.evalue as string, /cannot be reached/)
    } finally {
      deaf.close()
    }
  })

  it("is stopped while it waits, and keeps the variables", async () => {
    const id = ask("kept += 1; prompt('Name?'); kept = 0")
    await client.question(id)
    const { reply } = await client.interrupt()
    assert.equal(reply.status, "ok")
    assert.equal((await client.exchange(id)).reply.ename, "Interrupted")
    assert.deepEqual(results(await client.execute("kept")), ["43"])
  })

  it("lets heartbeat and control be answered while it waits", async () => {
    const id = ask("prompt('Name?')")
    const question = await client.question(id)
    await client.heartbeat()
    assert.equal((await client.request("kernel_info_request", {}, { channel: "control" })).reply.status, "ok")
    client.answer(question, "done")
    assert.deepEqual(results(await client.exchange(id)), ["'done'"])
  })
})
