import assert from "node:assert/strict"
import { type JupyterClient, startClient } from "../../support/jupyter-client.ts"

describe("kernel process", () => {
  let client: JupyterClient
  before(async () => {
    client = await startClient()
  })
  after(() => client?.close())

  it("answers kernel_info with what clients need", async () => {
    const { reply, messages } = await client.request("kernel_info_request", {})
    assert.equal(reply.status, "ok")
    assert.equal(reply.protocol_version, "5.5")
    assert.equal((reply.language_info as Record<string, unknown>).name, "typescript")
    assert.equal((reply.language_info as Record<string, unknown>).file_extension, ".ts")
    assert.deepEqual(
      messages.map(({ content }) => content.execution_state),
      ["busy", "idle"],
    )
  })

  it("answers a heartbeat", async () => {
    assert.ok((await client.heartbeat()) < 1000)
  })

  it("ends within a second of a shutdown request and echoes restart", async () => {
    const { reply, endedMs } = await client.shutdown(true)
    assert.deepEqual(reply, { status: "ok", restart: true })
    assert.ok(endedMs < 1000, `ended after ${endedMs} ms`)
    assert.equal(client.process.exitCode, 0)
  })
})
