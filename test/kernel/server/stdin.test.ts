import assert from "node:assert/strict"
import type { Outcome } from "../../../kernel/host/messages.ts"
import { type Behaviour, fakeRooms } from "../../support/fake-rooms.ts"
import { type MemoryClient, startMemoryClient } from "../../support/memory-client.ts"
import { until } from "../../support/until.ts"

/** Asks, and shows the answer as its result. */
const asking: Behaviour = async ({ show, ask }) => {
  show({ kind: "stream", name: "stdout", text: "before\n" })
  const answer = await ask("name?")
  return { status: "ok", result: { data: { "text/plain": JSON.stringify(answer) }, metadata: {} } }
}
const interruptible: Behaviour = ({ ask, interrupted }) => {
  ask("name?")
  return interrupted.then((): Outcome => ({ status: "stopped" }))
}
const start = () => startMemoryClient(fakeRooms({ cells: { ask: asking, wait: interruptible, other: asking } }))

/** Waits for the n-th question. */
async function question(client: MemoryClient, n = 1) {
  const asked = () => client.sent.filter(({ to }) => to === "stdin")[n - 1]
  await until("a question", () => asked() !== undefined)
  return asked()!
}

const answerOf = (client: MemoryClient, id: string) =>
  JSON.parse((client.published(id, "execute_result")[0]!.data as Record<string, string>)["text/plain"]!)

describe("input request", () => {
  it("goes to the client that sent the cell, under the cell, after what the cell has shown", async () => {
    const client = start()
    const id = client.send("execute_request", { code: "ask", allow_stdin: true }, "shell", { identity: "second" })
    const { message, topic } = await question(client)
    assert.equal(topic, "second")
    assert.deepEqual(message.content, { prompt: "name?", password: false })
    client.send("input_reply", { status: "ok", value: "Ada" }, "stdin", {
      identity: "second",
      parent: { ...message.header },
    })
    await client.idle(id)
    assert.deepEqual(client.story(id), [
      "busy",
      "execute_input",
      "stdout before",
      "input_request name?",
      'execute_result {"value":"Ada"}',
      "reply ok",
      "idle",
    ])
  })

  it("takes an answer that names no question, but none from another client, to another question or of another kind", async () => {
    const client = start()
    const id = client.send("execute_request", { code: "ask", allow_stdin: true })
    const { message } = await question(client)
    const { header } = message
    client.send("input_reply", { value: "intruder" }, "stdin", { identity: "second", parent: header })
    client.send("input_reply", { value: "stale" }, "stdin", { parent: { ...header, msg_id: "other" } })
    client.send("input_request", { value: "odd" }, "stdin", { parent: header })
    client.send("input_reply", { value: "right" }, "stdin")
    await client.idle(id)
    assert.deepEqual(answerOf(client, id), { value: "right" })
  })

  it("is refused where the answer holds no text", async () => {
    const client = start()
    const id = client.send("execute_request", { code: "ask", allow_stdin: true })
    await question(client)
    client.send("input_reply", { status: "error" }, "stdin")
    await client.idle(id)
    assert.deepEqual(answerOf(client, id), { refusal: "The client answered without a text." })
  })

  it("is not sent where the client has not allowed it, or the cell is silent; the cell learns why", async () => {
    const client = start()
    for (const content of [{}, { allow_stdin: false }]) {
      const id = await client.execute("ask", content)
      assert.match(answerOf(client, id).refusal, /takes no questions \(it has set allow_stdin to false\)/)
    }
    assert.equal(client.reply(await client.execute("ask", { silent: true, allow_stdin: true })).status, "ok")
    assert.deepEqual(
      client.sent.filter(({ to }) => to === "stdin"),
      [],
    )
    assert.match(client.reply(await client.execute("1", { allow_stdin: "yes" })).evalue as string, /expected a boolean/)
  })

  it("is refused where nobody with the client's identity listens", async () => {
    const client = start()
    const id = client.send("execute_request", { code: "ask", allow_stdin: true }, "shell", { identity: "unreachable" })
    await client.idle(id)
    assert.deepEqual(answerOf(client, id), { refusal: "The client that runs this cell cannot be reached." })
  })

  it("is given up with its cell: a late answer does not reach the next question", async () => {
    const client = start()
    const waiting = client.send("execute_request", { code: "wait", allow_stdin: true })
    const { message } = await question(client)
    await client.request("interrupt_request", {}, "control")
    await client.idle(waiting)
    assert.equal(client.reply(waiting).ename, "Interrupted")
    const id = client.send("execute_request", { code: "ask", allow_stdin: true })
    await question(client, 2)
    client.send("input_reply", { value: "late" }, "stdin", { parent: message.header })
    client.send("input_reply", { value: "fresh" }, "stdin")
    await client.idle(id)
    assert.deepEqual(answerOf(client, id), { value: "fresh" })
  })
})
