import assert from "node:assert/strict"
import { type JupyterClient, startClient } from "../../support/jupyter-client.ts"

const delimiter = Buffer.from("<IDS|MSG>")

describe("hostile message", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
  })
  after(() => client?.close())

  /** Sends frames that deserve no answer, then a request that does: nothing else may have come in between. */
  async function assertNoAnswer(frames: readonly Uint8Array[]): Promise<void> {
    for (const channel of ["shell", "control"] as const) {
      const before = client.published.length
      await client.sendFrames(channel, frames)
      const { replyMessage } = await client.request("kernel_info_request", {}, { channel })
      assert.equal(replyMessage.content.status, "ok")
      const others = client.published.slice(before).filter(({ parent }) => parent.msg_id !== replyMessage.parent.msg_id)
      assert.deepEqual(others, [])
    }
    assert.equal(client.process.exitCode, null)
  }

  it("with a wrong signature gets no answer", async () => {
    const frames = client.frames("kernel_info_request", {})
    frames[1] = Buffer.alloc(frames[1]!.length, "a")
    await assertNoAnswer(frames)
  })

  it("without a signature gets no answer", async () => {
    const frames = client.frames("kernel_info_request", {})
    frames[1] = Buffer.alloc(0)
    await assertNoAnswer(frames)
  })

  it("that repeats an earlier one gets no second answer", async () => {
    const frames = client.frames("kernel_info_request", {}, { msg_id: "once" })
    await client.sendFrames("shell", frames)
    await client.exchange("once")
    await assertNoAnswer(frames)
    assert.equal(client.published.filter(({ parent }) => parent.msg_id === "once").length, 2)
  })

  it("that is not JSON gets no answer, signed or not", async () => {
    await assertNoAnswer([
      delimiter,
      Buffer.alloc(64, "0"),
      ...["{", "}", "\u0000", "[1"].map((one) => Buffer.from(one)),
    ])
    const [ids, , ...json] = client.frames("kernel_info_request", {})
    for (const index of json.keys()) {
      const broken = json.map((frame, i) => (i === index ? Buffer.from("not JSON") : frame))
      await assertNoAnswer([ids!, Buffer.from(client.sign(broken)), ...broken])
    }
  })

  it("of 100 MB without a signature gets no answer", async () => {
    const big = Buffer.alloc(100e6, "[")
    await assertNoAnswer([delimiter, Buffer.alloc(0), big, big.subarray(0, 2), big.subarray(0, 2), big.subarray(0, 2)])
    await assertNoAnswer([big])
  })

  it("with too few frames or none of ours gets no answer", async () => {
    await assertNoAnswer([Buffer.alloc(0)])
    await assertNoAnswer([delimiter])
    await assertNoAnswer(client.frames("kernel_info_request", {}).slice(0, 5))
    await assertNoAnswer([delimiter, delimiter, delimiter])
  })

  it("that is signed but nested a million deep, or names a prototype, gets no answer", async () => {
    for (const content of [`{"a":${"[".repeat(1e6)}${"]".repeat(1e6)}}`, "[".repeat(1e6), '{"__proto__":{"a":1}}']) {
      const [ids, , ...json] = client.frames("kernel_info_request", {})
      json[3] = Buffer.from(content)
      await assertNoAnswer([ids!, Buffer.from(client.sign(json)), ...json])
    }
  })

  it("whose type is an inherited name gets busy and idle like any unknown one", async () => {
    for (const type of ["constructor", "__proto__"]) {
      const id = client.send(type, {})
      await client.waitFor("idle", ({ parent, content }) => parent.msg_id === id && content.execution_state === "idle")
    }
  })

  it("of many kinds leaves user code as it was", async () => {
    const { outputs } = await client.execute("21 * 2")
    assert.deepEqual((outputs[0]!.content.data as Record<string, unknown>)["text/plain"], "42")
  })
})
