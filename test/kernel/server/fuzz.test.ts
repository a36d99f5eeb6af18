import assert from "node:assert/strict"
import { connect } from "node:net"
import { hostileMessages } from "../../support/hostile-frames.ts"
import { type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { seededDraws } from "../../support/seeded-draws.ts"

describe("kernel among hostile messages", () => {
  let client: JupyterClient
  beforeEach(async () => {
    client = await startClient()
    await client.execute("let executed = 0; let kept = 'kept'")
  })
  afterEach(() => client?.close())

  async function value(code: string): Promise<unknown> {
    const { outputs } = await client.execute(code)
    const result = outputs.find(({ type }) => type === "execute_result") ?? outputs[0]
    return (result?.content.data as Record<string, unknown> | undefined)?.["text/plain"] ?? result
  }

  /** After each message the next good request must be answered; at the end nothing forged has run. */
  async function survives(seed: number, count: number): Promise<void> {
    const options = { seed, count, sign: client.sign, code: "executed += 1" }
    for (const { channel, frames, fault } of hostileMessages(options)) {
      await client.sendFrames(channel, frames)
      const asked = channel === "control" ? channel : "shell"
      await client.request("kernel_info_request", {}, { channel: asked, timeoutMs: 20_000 }).catch((error) => {
        throw new Error(`${fault} on ${channel}, seed ${seed}: ${error.message}`)
      })
    }
    assert.equal(await value("[executed, kept]"), "[ 0, 'kept' ]")
    assert.equal(client.process.exitCode, null)
    assert.doesNotMatch(client.log(), /unexpected:/)
  }

  it("answers the next good request after each of 1,000, and runs nothing without a valid signature", () =>
    survives(7, 1000)).timeout(120_000)

  it("answers the next good request after each of 10,000, and runs nothing without a valid signature @long", () =>
    survives(20261126, 10_000)).timeout(1_200_000)

  it("answers after bytes that are no ZeroMQ at all", async () => {
    const draws = seededDraws(3)
    const greeting = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1])
    for (let i = 0; i < 40; i++) {
      const { port } = new URL(client.kernel.address(draws.pick(["shell", "control", "stdin", "iopub", "hb"])))
      const socket = connect(Number(port), "127.0.0.1")
      await new Promise<void>((resolve) => {
        socket.on("error", () => resolve())
        socket.on("close", () => resolve())
        const noise = draws.bytes(draws.below(2000))
        socket.end(draws.chance(0.5) ? Buffer.concat([greeting, noise]) : noise)
        socket.resume()
      })
    }
    assert.equal(await value("kept"), "'kept'")
    await client.heartbeat()
  })
})
