import { equal, match, ok } from "node:assert/strict"
import { type JupyterClient, startClient } from "../support/jupyter-client.ts"
import { sleep, sleepFunction, unstoppableCells } from "../support/notebook.ts"

describe("interrupt_request through a real client", function () {
  this.timeout(60_000)
  let client: JupyterClient
  before(async () => {
    client = await startClient()
    await client.execute(sleepFunction, {}, { timeoutMs: 30_000 })
    await client.execute("let kept = 42; let counter = 0")
  })
  after(() => client.close())

  async function value(expression: string): Promise<string> {
    const { outputs } = await client.execute(expression)
    const result = outputs.find(({ type }) => type === "execute_result")
    return String((result?.content.data as Record<string, unknown> | undefined)?.["text/plain"])
  }

  /** Runs a cell and interrupts it; the ms from the request to the cell's reply. */
  async function stoppedMs(code: string, afterMs = 150): Promise<number> {
    const id = client.send("execute_request", { code, silent: false, store_history: true })
    await client.waitFor("busy", ({ parent, header }) => parent.msg_id === id && header.msg_type === "execute_input")
    await sleep(afterMs)
    const start = performance.now()
    const [{ replyMessage, outputs }, interrupt] = await Promise.all([client.exchange(id), client.interrupt()])
    equal(interrupt.reply.status, "ok")
    equal(replyMessage.content.status, "error")
    equal(outputs.filter(({ type }) => type === "error").length, 1)
    equal(outputs.filter(({ type }) => type === "stream").length, 0, JSON.stringify(outputs))
    return replyMessage.at - start
  }

  for (const [title, code] of Object.entries(unstoppableCells)) {
    it(`stops ${title} within 1 s and keeps the variables`, async () => {
      const durationMs = await stoppedMs(code)
      ok(durationMs < 1000, `${durationMs} ms`)
      equal(await value("kept"), "42")
    })
  }

  it("works ten times in a row on one kernel", async () => {
    for (const code of Object.values(unstoppableCells).reverse()) await stoppedMs(code, 50)
    equal(await value("kept"), "42")
  })

  it("ends an awaited loop for good: its counter is unchanged 1 s later", async () => {
    await stoppedMs("while (true) { counter++; await sleep(5) }")
    const before = await value("counter")
    ok(Number(before) > 0)
    await sleep(1000)
    equal(await value("counter"), before)
  })

  it("answers at once when nothing runs", async () => {
    const { reply } = await client.interrupt()
    equal(reply.status, "ok")
    match(await value("kept"), /42/)
  })
})
