import { createMessage, type Json, type Message } from "../../kernel/protocol/messages.ts"
import { createKernel, type Kernel } from "../../kernel/server/kernel.ts"
import { type SessionOptions, startSession } from "../../kernel/server/session.ts"
import type { FakeRooms } from "./fake-rooms.ts"
import { assertPublished, assertReply } from "./message-schema.ts"

/** A kernel without sockets; every message it sends is checked against the protocol. */
export interface MemoryClient {
  readonly kernel: Kernel
  /** Everything sent, in order: replies and published messages. */
  readonly sent: readonly { readonly to: "reply" | "iopub"; readonly message: Message; readonly topic: string }[]
  /** Sends a request; returns its id. */
  send(type: string, content: Json, channel?: "shell" | "control", header?: Json): string
  /** Resolves when the request has its idle. */
  idle(id: string): Promise<void>
  /** Sends and waits for idle; what came for it as `type` or `status state`. */
  request(type: string, content: Json, channel?: "shell" | "control"): Promise<string>
  execute(code: string, content?: Json): Promise<string>
  /** Messages of a request in the words of a test: `busy`, `stream hello`, `reply ok`, ... */
  story(id: string): string[]
  reply(id: string): Json
  published(id: string, type: string): Json[]
}

/** Starts a kernel in memory on fake rooms. */
export function startMemoryClient(
  rooms: FakeRooms,
  options: Partial<SessionOptions> = {},
  onShutdown: () => void = () => {},
): MemoryClient {
  const sent: { to: "reply" | "iopub"; message: Message; topic: string }[] = []
  let changed = () => {}

  const take = (to: "reply" | "iopub", message: Message, topic: string) => {
    const { msg_type } = message.header
    if (to === "reply") assertReply(msg_type, message.content)
    else assertPublished(msg_type, message.content)
    // What cannot travel as JSON would be lost on the wire.
    sent.push({ to, message: JSON.parse(JSON.stringify(message)), topic })
    changed()
  }
  const kernel = createKernel({
    transport: {
      reply: (_channel, identities, message) => take("reply", message, identities.map(String).join()),
      publish: (topic, message) => take("iopub", message, Buffer.from(topic).toString()),
    },
    createSession: (publish) =>
      startSession({ startHost: rooms.startHost, startLanguage: rooms.startLanguage, publish, ...options }),
    onShutdown,
  })

  const of = (id: string) => sent.filter(({ message }) => message.parent_header.msg_id === id)

  function send(type: string, content: Json, channel: "shell" | "control" = "shell", header: Json = {}): string {
    const message = createMessage({ session: "client", type, content })
    const identities = [Buffer.from("client")]
    kernel.receive(channel, { ...message, header: { ...message.header, ...header }, identities })
    return message.header.msg_id
  }

  async function idle(id: string): Promise<void> {
    while (!of(id).some(({ message }) => message.content.execution_state === "idle")) {
      await new Promise<void>((resolve) => {
        changed = resolve
        // Another waiter may have taken our place.
        setTimeout(resolve, 5)
      })
    }
  }

  async function request(type: string, content: Json, channel?: "shell" | "control"): Promise<string> {
    const id = send(type, content, channel)
    await idle(id)
    return id
  }

  return {
    kernel,
    sent,
    send,
    idle,
    request,
    execute: (code, content = {}) => request("execute_request", { code, ...content }),
    story: (id) => of(id).map(({ to, message }) => tell(to, message)),
    reply: (id) => {
      const found = of(id).filter(({ to }) => to === "reply")
      if (found.length !== 1) throw new Error(`${found.length} replies to ${id}`)
      return found[0]!.message.content
    },
    published: (id, type) =>
      of(id)
        .filter(({ to, message }) => to === "iopub" && message.header.msg_type === type)
        .map(({ message }) => message.content),
  }
}

function tell(to: "reply" | "iopub", { header, content }: Message): string {
  if (to === "reply") return `reply ${content.status}`
  if (header.msg_type === "status") return content.execution_state as string
  if (header.msg_type === "stream") return `${content.name} ${(content.text as string).trimEnd()}`
  if (header.msg_type === "error") return `error ${content.ename}`
  const plain = (content.data as Json | undefined)?.["text/plain"]
  return plain === undefined ? header.msg_type : `${header.msg_type} ${plain}`
}
