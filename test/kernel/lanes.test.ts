import { equal, ok } from "node:assert/strict"
import { type Exchange, type JupyterClient, startClient } from "../support/jupyter-client.ts"
import { laneModule } from "../support/lane-functions.ts"
import { sleep } from "../support/notebook.ts"

const preparation = `
import { executeLanes, key } from "deltaw"
const lanes = (name, spec) => [1, 2, 3].map((seed) => ({ module: ${JSON.stringify(laneModule)}, export: name, spec, key: key(seed) }))
const marks = () => new Int32Array(new SharedArrayBuffer(12))
const options = { label: "Lanes", workers: 2 }
const hashes = async () => (await executeLanes(lanes("multiply", { size: 40 }), options)).value.map(({ result }) => result.hash).join(" ")
let stopped, held
`

describe("lanes run from a cell", function () {
  this.timeout(120_000)
  let client: JupyterClient
  let expected: string
  before(async () => {
    client = await startClient()
    const { reply } = await client.execute(preparation, {}, { timeoutMs: 30_000 })
    equal(reply.status, "ok", JSON.stringify(reply))
    expected = await resultOf("await hashes()")
  })
  after(() => client.close())

  async function resultOf(code: string): Promise<string> {
    return textOf(await client.execute(code, {}, { timeoutMs: 30_000 }))
  }

  function textOf({ reply, outputs }: Exchange): string {
    equal(reply.status, "ok", JSON.stringify(reply))
    const result = outputs.find(({ type }) => type === "execute_result")
    return String((result?.content.data as Record<string, unknown> | undefined)?.["text/plain"])
  }

  /** Runs lanes in a cell, interrupts it once two have begun, and gives the reply's status and the ms from interrupt to reply. */
  async function interrupted(name: string): Promise<{ readonly status: unknown; readonly ms: number }> {
    const code = `held = marks()
      const watch = setInterval(() => { if (held[0] === 2) { clearInterval(watch); console.log("two have begun") } }, 5)
      stopped = await executeLanes(lanes("${name}", { marks: held, tag: 1 }), options)`
    const id = client.send("execute_request", { code, silent: false, store_history: true })
    await client.waitFor("two lanes", ({ parent, header }) => parent.msg_id === id && header.msg_type === "stream")
    const start = performance.now()
    const [{ reply, replyMessage }] = await Promise.all([client.exchange(id), client.interrupt()])
    return { status: reply.status, ms: replyMessage.at - start }
  }

  it("hand back what they have when the cell is interrupted", async () => {
    const { ms } = await interrupted("loopUntilStopped")
    ok(ms < 1000, `replied after ${ms} ms`)
    equal(
      await resultOf("stopped.value.map(({ status, result }) => [status, result?.tag].join()).join(' ')"),
      "'stopped,1 stopped,1 stopped,'",
    )
    equal(await resultOf("await hashes()"), expected)
  })

  it("that spin end with their cell, and leave the next run its own answers, asked for at once or later", async () => {
    for (const pauseMs of [0, 800]) {
      const { status, ms } = await interrupted("spin")
      equal(status, "error")
      ok(ms < 1000, `replied after ${ms} ms`)
      await sleep(pauseMs)
      equal(await resultOf("await hashes()"), expected)
      equal(await resultOf("held[0]"), "2")
    }
  })

  it("spin no longer once their cell was interrupted, though nobody asks for another run", async () => {
    await interrupted("spin")
    await sleep(1000)
    equal(
      await resultOf(
        "const turns = held[2]; await new Promise((resolve) => setTimeout(resolve, 200)); held[2] - turns",
      ),
      "0",
    )
  })

  it("show under the cell that runs them, though an earlier one made the workers", async () => {
    const code =
      'held = marks(); setTimeout(() => Atomics.store(held, 1, 1), 500); (await executeLanes(lanes("report", { own: true, marks: held }), options)).status'
    for (const turn of [1, 2]) {
      const { outputs } = await client.execute(code, {}, { timeoutMs: 30_000 })
      const texts = outputs.map(({ content }) =>
        String((content.data as Record<string, unknown> | undefined)?.["text/plain"]),
      )
      ok(
        texts.some((text) => text.startsWith("Lanes ")),
        `${turn}: ${texts.join("; ")}`,
      )
      equal(texts.filter((text) => text === "shown by a lane").length, 3)
    }
  })

  it("print under the cell that runs them, though an earlier one made the workers", async () => {
    for (const turn of [1, 2]) {
      const code = `(await executeLanes(lanes("print", { text: "turn ${turn}" }), options)).status`
      const { outputs } = await client.execute(code, {}, { timeoutMs: 30_000 })
      for (const [name, suffix] of [
        ["stdout", "out"],
        ["stderr", "error"],
      ]) {
        const texts = outputs.filter(({ content }) => content.name === name).map(({ content }) => content.text)
        equal(texts.join(""), `turn ${turn} ${suffix}\n`.repeat(3))
      }
    }
  })
})
