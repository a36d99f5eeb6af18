import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { stripVTControlCharacters } from "node:util"
import type { ClientMessage } from "../../support/client-wire.ts"
import { connectClient, type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { assertPublished } from "../../support/message-schema.ts"

const types = (messages: readonly ClientMessage[]) =>
  messages.map(({ header, content }) => (content.execution_state as string | undefined) ?? header.msg_type)

describe("comm of a real client", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
    const { reply } = await client.execute(`
      import { comms, type Comm } from "@deltaw/kernel"
      const opened: Comm[] = []
      comms.registerTarget("echo", (comm, message) => {
        opened.push(comm)
        comm.onMessage(({ data, metadata, buffers }) => comm.send({ echo: data }, { metadata, buffers }))
        comm.onClose(() => console.log("closed", comm.isClosed))
        comm.send({ opened: message.data })
      })`)
    assert.equal(reply.status, "ok", JSON.stringify(reply))
  })
  after(() => client?.close())

  async function open(): Promise<string> {
    const id = randomUUID()
    await client.tell("comm_open", { comm_id: id, target_name: "echo", data: { a: 1 } })
    return id
  }

  it("is opened, used and closed by the client, each message in busy and idle with itself as parent", async () => {
    const comm_id = randomUUID()
    const opened = await client.tell("comm_open", { comm_id, target_name: "echo", data: { a: 1 } })
    assert.deepEqual(types(opened), ["busy", "comm_msg", "idle"])
    assert.deepEqual(opened[1]!.content, { comm_id, data: { opened: { a: 1 } } })
    const told = await client.tell("comm_msg", { comm_id, data: { b: 2 } }, { metadata: { m: 3 } })
    assert.deepEqual(types(told), ["busy", "comm_msg", "idle"])
    assert.deepEqual(told[1]!.content, { comm_id, data: { echo: { b: 2 } } })
    assert.deepEqual(told[1]!.metadata, { m: 3 })
    const info = async () => (await client.request("comm_info_request", { target_name: "echo" })).reply.comms as object
    assert.deepEqual((await info())[comm_id as never], { target_name: "echo" })
    const closed = await client.tell("comm_close", { comm_id, data: {} })
    assert.deepEqual(types(closed), ["busy", "stream", "idle"])
    assert.equal(closed[1]!.content.text, "closed true\n")
    assert.ok(!(comm_id in (await info())))
    for (const { header, content } of [...opened, ...told, ...closed]) assertPublished(header.msg_type, content)
  })

  it("on a target that nobody knows is closed at once", async () => {
    const comm_id = randomUUID()
    const told = await client.tell("comm_open", { comm_id, target_name: "unknown", data: {} })
    assert.deepEqual(types(told), ["busy", "comm_close", "idle"])
    assert.deepEqual(told[1]!.content, { comm_id, data: {} })
  })

  it("gets 1 MB of Float32Array back byte by byte in frames of their own", async () => {
    const comm_id = await open()
    const numbers = Float32Array.from({ length: 262_144 }, (_, i) => Math.fround(Math.sqrt(i) * 1e3))
    const bytes = new Uint8Array(numbers.buffer)
    const told = await client.tell("comm_msg", { comm_id, data: {} }, { buffers: [bytes, new Uint8Array([10, 27, 0])] })
    const echoed = told[1]!
    assert.equal(echoed.buffers.length, 2)
    assert.ok(Buffer.compare(echoed.buffers[0]!, bytes) === 0)
    assert.deepEqual([...echoed.buffers[1]!], [10, 27, 0])
    // The signature covers the four JSON frames alone.
    assert.ok(echoed.signatureIsRight)
  })

  it("is opened by user code under the cell, and is seen by every client", async () => {
    const other = await connectClient(client.kernel)
    try {
      const { messages, replyMessage } = await client.execute(
        `const mine = comms.openComm("chart", { data: { a: 1 }, metadata: { version: "2" }, buffers: [new Uint8Array([7])] })
         mine.onMessage(({ data }) => display(data))`,
      )
      const opened = messages.find(({ header }) => header.msg_type === "comm_open")!
      assertPublished("comm_open", opened.content)
      assert.equal(opened.content.target_name, "chart")
      assert.deepEqual(opened.metadata, { version: "2" })
      assert.deepEqual([...opened.buffers[0]!], [7])
      const { comm_id } = opened.content as { comm_id: string }
      await other.waitFor("comm_open", ({ content }) => content.comm_id === comm_id)
      const told = await other.tell("comm_msg", { comm_id, data: { b: 2 } })
      assert.deepEqual(types(told), ["busy", "display_data", "idle"])
      assert.notEqual(told[1]!.parent.msg_id, replyMessage.parent.msg_id)
    } finally {
      await other.close()
    }
  })

  it("is handled between the awaits of a running cell, and the kernel looks busy again after it", async () => {
    const comm_id = await open()
    const id = client.send("execute_request", {
      code: `let seen = 0
        opened.at(-1)!.onMessage(() => { seen += 1 })
        console.log("waiting")
        while (seen < 3) await new Promise((resolve) => setTimeout(resolve, 1))
        seen`,
    })
    await client.waitFor("waiting", ({ parent, content }) => parent.msg_id === id && content.text === "waiting\n")
    for (let n = 0; n < 3; n++) {
      const told = await client.tell("comm_msg", { comm_id, data: { n } })
      assert.deepEqual(types(told), ["busy", "idle"])
    }
    const { reply, messages } = await client.exchange(id)
    assert.equal(reply.status, "ok")
    assert.ok(types(messages).filter((type) => type === "busy").length > 1)
    assert.equal(types(messages).at(-1), "idle")
  })

  it("whose handler throws gets the error on stderr under its own message, in the user's lines", async () => {
    const comm_id = await open()
    await client.execute("opened.at(-1)!.onMessage(() => {\n  throw new RangeError('too far')\n})")
    const told = await client.tell("comm_msg", { comm_id, data: {} })
    assert.deepEqual(types(told), ["busy", "stream", "idle"])
    assert.equal(told[1]!.content.name, "stderr")
    assert.match(stripVTControlCharacters(told[1]!.content.text as string), /RangeError: too far\nCell \d+, line 2/)
  })

  it("dies with the process of the cells, and clients are told", async () => {
    const comm_id = await open()
    const { reply } = await client.execute("process.exit(1)")
    assert.equal(reply.ename, "ProcessDied")
    await client.waitFor(
      "comm_close",
      ({ header, content }) => header.msg_type === "comm_close" && content.comm_id === comm_id,
    )
    assert.deepEqual((await client.request("comm_info_request", {})).reply.comms, {})
    assert.deepEqual(types(await client.tell("comm_msg", { comm_id, data: {} })), ["busy", "idle"])
    const late = await client.tell("comm_open", { comm_id, target_name: "echo", data: {} })
    assert.deepEqual(types(late), ["busy", "comm_close", "idle"])
  })
})
