import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { connectClient, type Exchange, type JupyterClient, startClient } from "../../support/jupyter-client.ts"

const results = ({ outputs }: Exchange) =>
  outputs.map(({ content }) => (content.data as Record<string, unknown> | undefined)?.["text/plain"])

describe("several clients of one kernel", () => {
  let first: JupyterClient
  let second: JupyterClient
  before(async () => {
    first = await startClient()
    second = await connectClient(first.kernel)
  })
  after(async () => {
    await second?.close()
    await first?.close()
  })

  it("each get the replies to their own requests, and all see what is published, in one order", async () => {
    const run = (client: JupyterClient, name: string) =>
      Array.from({ length: 20 }, (_, i) => client.send("execute_request", { code: `console.log("${name} ${i}")` }))
    const ids = [run(first, "first"), run(second, "second")] as const
    for (const [client, own] of [
      [first, ids[0]],
      [second, ids[1]],
    ] as const) {
      for (const id of own) assert.equal((await client.exchange(id)).reply.status, "ok")
    }
    const all = new Set(ids.flat())
    const seen = (client: JupyterClient) =>
      client.published.flatMap(({ header, parent }) => (all.has(String(parent.msg_id)) ? [header.msg_id] : []))
    for (const id of all) await Promise.all([first.settled(id), second.settled(id)])
    assert.deepEqual(seen(first), seen(second))
    for (const [client, foreign] of [
      [first, ids[1]],
      [second, ids[0]],
    ] as const) {
      const replies = client.received.filter(
        ({ channel, parent }) => channel === "shell" && foreign.includes(parent.msg_id!),
      )
      assert.deepEqual(replies, [])
    }
  })

  it("share names, and the count goes on from one to the other", async () => {
    const one = await first.execute("let shared = 1")
    const two = await second.execute("shared += 1; shared")
    assert.deepEqual(results(two), ["2"])
    assert.equal(two.reply.execution_count, (one.reply.execution_count as number) + 1)
  })

  it("may stand behind any number of further identities, which come back with the reply", async () => {
    const identities = ["proxy", "", "second hop"].map((one) => Buffer.from(one))
    const { replyMessage } = await first.request("kernel_info_request", {}, { identities })
    assert.deepEqual(replyMessage.prefix.map(String), ["proxy", "", "second hop"])
    const id = first.send("execute_request", { code: "prompt('?')", allow_stdin: true }, { identities })
    const question = await first.question(id)
    assert.deepEqual(question.prefix.map(String), ["proxy", "", "second hop"])
    const beside = { channel: "stdin", parent: question.header } as const
    first.send("input_reply", { value: "without" }, beside)
    first.send("input_reply", { value: "with" }, { ...beside, identities })
    assert.deepEqual(results(await first.exchange(id)), ["'with'"])
  })

  it("may name a subshell, which this kernel has none of", async () => {
    const header = { subshell_id: "4a3f" }
    const { replyMessage } = await first.request("kernel_info_request", {}, { header })
    assert.deepEqual(replyMessage.content.supported_features, [])
    assert.deepEqual(results(await first.execute("40 + 2", {}, { header })), ["42"])
    const told = await first.tell("create_subshell_request", {}, { channel: "control" })
    assert.deepEqual(
      told.map(({ content }) => content.execution_state),
      ["busy", "idle"],
    )
  })

  it("see a queue aborted from the failing cell on, and none of what is sent after it", async () => {
    const { reply } = await first.execute(`
      import { comms } from "@deltaw/kernel"
      let goes = 0
      comms.registerTarget("go", () => { goes += 1 })`)
    assert.equal(reply.status, "ok", JSON.stringify(reply))
    const failing = first.send("execute_request", {
      code: "while (goes < 2) await new Promise((resolve) => setTimeout(resolve, 1)); throw new Error('stop here')",
    })
    const queued = [
      first.send("execute_request", { code: "1" }),
      second.send("execute_request", { code: "2" }),
      second.send("execute_request", { code: "3", silent: true }),
    ]
    const info = second.send("kernel_info_request", {})
    // A comm message goes ahead: the cell fails once all that was sent before it has arrived.
    for (const client of [first, second])
      client.send("comm_open", { comm_id: randomUUID(), target_name: "go", data: {} })
    await second.waitFor("error", ({ header, parent }) => header.msg_type === "error" && parent.msg_id === failing)
    const after = await second.execute("'after'")
    assert.deepEqual(results(after), ["'after'"])
    assert.equal((await first.exchange(failing)).reply.ename, "Error")
    assert.equal((await first.exchange(queued[0]!)).reply.status, "aborted")
    for (const id of queued.slice(1)) assert.equal((await second.exchange(id)).reply.status, "aborted")
    assert.equal((await second.exchange(info)).reply.status, "ok")
  })

  it("lose nothing where one of them goes away in the midst of a cell", async () => {
    const third = await connectClient(first.kernel)
    const id = third.send("execute_request", {
      code: "console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 50)); let left = 7; left",
    })
    await third.waitFor("output", ({ parent, content }) => parent.msg_id === id && content.text === "begun\n")
    await third.close()
    await first.settled(id)
    assert.deepEqual(results(await first.execute("left")), ["7"])
  })
})
