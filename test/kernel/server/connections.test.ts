import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { Dealer } from "zeromq"
import { clientSigner, signedFrames } from "../../support/client-wire.ts"
import { type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import type { LaunchOptions } from "../../support/kernel-launch.ts"

async function withClient(options: LaunchOptions, use: (client: JupyterClient) => Promise<void>): Promise<void> {
  const client = await startClient(options)
  try {
    await use(client)
  } finally {
    await client.close()
  }
}

/** Uses all five sockets: shell, control, iopub, stdin and heartbeat. */
async function assertServes(client: JupyterClient): Promise<void> {
  const id = client.send("execute_request", { code: "console.log(prompt('?'))", allow_stdin: true })
  const question = await client.question(id)
  const control = await client.request("kernel_info_request", {}, { channel: "control" })
  await client.heartbeat()
  client.answer(question, "typed")
  const { replyMessage, messages } = await client.exchange(id)
  for (const message of [question, control.replyMessage, replyMessage, ...messages]) assert.ok(message.signatureIsRight)
  assert.ok(messages.some(({ content }) => content.text === "typed\n"))
}

describe("kernel on a connection", () => {
  const connections: Record<string, LaunchOptions> = {
    "without a key": { key: "" },
    "signed with hmac-sha512": { digest: "sha512" },
    "signed with hmac-md5": { digest: "md5" },
    "encrypted with CurveZMQ": { curve: true },
  }
  if (process.platform !== "win32") {
    connections["over ipc"] = { transport: "ipc" }
    connections["over ipc, encrypted"] = { transport: "ipc", curve: true }
  }
  for (const [title, options] of Object.entries(connections)) {
    it(`${title} serves all five sockets`, () => withClient(options, assertServes))
  }

  it("encrypted with CurveZMQ hears nobody who speaks without encryption", () =>
    withClient({ curve: true }, async (client) => {
      const { address, digest, key } = client.kernel
      const plain = new Dealer({ linger: 0 })
      try {
        plain.connect(address("shell"))
        const failed = new Promise<void>((resolve) => {
          plain.events.on("handshake:error:protocol", () => resolve())
          plain.events.on("handshake:error:auth", () => resolve())
          plain.events.on("disconnect", () => resolve())
        })
        const header = { msg_id: randomUUID(), session: "plain", msg_type: "execute_request", version: "5.5" }
        await plain.send(signedFrames({ header, content: { code: "1" } }, clientSigner(digest, key)))
        await failed
        const { reply } = await client.execute("1 + 1")
        assert.equal(reply.execution_count, 1)
        assert.deepEqual(
          client.published.filter(({ parent }) => parent.msg_id === header.msg_id),
          [],
        )
      } finally {
        plain.close()
      }
    }))
})
