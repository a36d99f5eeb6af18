import { createMessage, type Header, type Json, type Message } from "../../kernel/protocol/messages.ts"
import { createKernel, type Kernel } from "../../kernel/server/kernel.ts"
import { type SessionOptions, startSession } from "../../kernel/server/session.ts"
import type { FakeRooms } from "./fake-rooms.ts"
import { assertPublished, assertReply } from "./message-schema.ts"

/** Channels on which a client sends. */
type Channel = "shell" | "control" | "stdin"

/** A kernel without sockets; every message it sends is checked against the protocol. */
export interface MemoryClient {
  readonly kernel: Kernel
  /** Everything sent, in order: replies, published messages and questions; `topic` or the identities of the peer. */
  readonly sent: readonly { readonly to: Destination; readonly message: Message; readonly topic: string }[]
  /** Sends a request; returns its id. */
  send(type: string, content: Json, channel?: Channel, more?: Envelope): string
  /** Called with every message that is sent from now on, while it is sent. */
  watch(listener: (message: Message) => void): void
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

/** Where a message of the kernel goes. */
type Destination = "reply" | "iopub" | "stdin"

/** What a message may have beside type and content. */
export interface Envelope {
  readonly header?: Json
  readonly parent?: Header
  readonly metadata?: Json
  readonly buffers?: readonly Uint8Array[]
  readonly identity?: string
}

/** Starts a kernel in memory on fake rooms. */
export function startMemoryClient(
  rooms: FakeRooms,
  options: Partial<SessionOptions> = {},
  onShutdown: () => void = () => {},
): MemoryClient {
  const sent: { to: Destination; message: Message; topic: string }[] = []
  const listeners: ((message: Message) => void)[] = []
  let changed = () => {}

  const take = (to: Destination, message: Message, topic: string) => {
    const { msg_type } = message.header
    if (to === "reply") assertReply(msg_type, message.content)
    else assertPublished(msg_type, message.content)
    // What cannot travel as JSON would be lost on the wire.
    const { buffers, ...json } = message
    sent.push({ to, message: { ...JSON.parse(JSON.stringify(json)), buffers }, topic })
    for (const listener of listeners) listener(message)
    changed()
  }
  const kernel = createKernel({
    transport: {
      reply: (_channel, identities, message) => take("reply", message, identities.map(String).join()),
      publish: (topic, message) => take("iopub", message, Buffer.from(topic).toString()),
      ask: async (identities, message) => {
        if (identities.map(String).join() === "unreachable") return false
        take("stdin", message, identities.map(String).join())
        return true
      },
    },
    createSession: (publish) =>
      startSession({ startHost: rooms.startHost, startLanguage: rooms.startLanguage, publish, ...options }),
    onShutdown,
  })

  const of = (id: string) => sent.filter(({ message }) => message.parent_header.msg_id === id)

  function send(type: string, content: Json, channel: Channel = "shell", more: Envelope = {}): string {
    const { header, parent, identity = "client", ...beside } = more
    const message = createMessage({ session: "client", type, content, ...(parent && { parent }), ...beside })
    const whole = { ...message, header: { ...message.header, ...header } }
    kernel.receive(channel, { ...whole, identities: [Buffer.from(identity)] })
    return whole.header.msg_id
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
    watch: (listener) => listeners.push(listener),
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

function tell(to: Destination, { header, content }: Message): string {
  if (to === "reply") return `reply ${content.status}`
  if (to === "stdin") return `input_request ${content.prompt}`
  if (header.msg_type === "status") return content.execution_state as string
  if (header.msg_type === "stream") return `${content.name} ${(content.text as string).trimEnd()}`
  if (header.msg_type === "error") return `error ${content.ename}`
  const plain = (content.data as Json | undefined)?.["text/plain"]
  return plain === undefined ? header.msg_type : `${header.msg_type} ${plain}`
}
