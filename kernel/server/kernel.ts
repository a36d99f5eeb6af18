import { randomUUID } from "node:crypto"
import { createMessage, type Header, type Json, type Message, type ReceivedMessage } from "../protocol/messages.ts"
import { abort } from "./handlers/execute.ts"
import type { Handler, Handling, KernelState } from "./handlers/handler.ts"
import { controlHandlers, shellHandlers } from "./handlers/table.ts"
import { createHistory } from "./history.ts"
import type { OutputMessage, Publish } from "./output-lanes.ts"
import type { Session } from "./session.ts"

/** Where the kernel's messages go. */
export interface Transport {
  /** Answers the peer with these identities. */
  reply(channel: "shell" | "control", identities: readonly Uint8Array[], message: Message): void
  publish(topic: Uint8Array, message: Message): void
}

/** What `createKernel` is given. */
export interface KernelOptions {
  readonly transport: Transport
  readonly createSession: (publish: Publish) => Session
  /** Called after the reply to a shutdown request has been handed to the transport. */
  readonly onShutdown: () => void
}

/** Messages in, messages out: order, busy and idle, parents; knows nothing of sockets. */
export interface Kernel {
  readonly session: Session
  receive(channel: "shell" | "control", message: ReceivedMessage): void
  /** Greets a new subscriber (JEP 65); topics that are not UTF-8 are ignored. */
  welcome(topic: Uint8Array): void
  /** Publishes a status; `starting` once, without parent. */
  status(state: "starting" | "busy" | "idle", parent?: Header): void
}

/** Requests whose header is kept so that late output finds its cell. */
const rememberedRequests = 10_000

/** Makes a kernel whose session id stands for this process. */
export function createKernel(options: KernelOptions): Kernel {
  const { transport, onShutdown } = options
  const sessionId = randomUUID()
  const parents = new Map<string, Header>()
  const history = createHistory()
  const waiting: ReceivedMessage[] = []
  const aborted = new WeakSet<ReceivedMessage>()
  let working = false

  const session = options.createSession((request, output) => {
    publish(output.type, output.content, request === null ? undefined : parents.get(request))
    rememberResult(output)
  })
  const state: KernelState = { session, history, abortWaiting, shutdown: onShutdown }

  function publish(type: string, content: Json, parent?: Header, topic?: Uint8Array): void {
    const message = createMessage({ session: sessionId, type, content, parent: parent ?? {} })
    transport.publish(topic ?? Buffer.from(`kernel.${sessionId}.${type}`), message)
  }

  function rememberResult({ type, content }: OutputMessage): void {
    const text = type === "execute_result" ? (content.data as Json)["text/plain"] : undefined
    if (typeof text === "string") history.result(content.execution_count as number, text)
  }

  function remember(header: Header): void {
    parents.set(header.msg_id, header)
    for (const oldest of parents.keys()) {
      if (parents.size <= rememberedRequests) break
      parents.delete(oldest)
    }
  }

  async function handle(channel: "shell" | "control", message: ReceivedMessage): Promise<void> {
    const { header, content, identities } = message
    const type = header.msg_type.replace(/_request$/, "_reply")
    const handling: Handling = {
      header,
      content,
      reply: (answer, metadata = {}) => {
        const reply = createMessage({ session: sessionId, type, content: answer, parent: header, metadata })
        transport.reply(channel, identities, reply)
      },
      publish: (publishedType, published) => publish(publishedType, published, header),
    }
    const table = channel === "control" ? controlHandlers : shellHandlers
    const handler = aborted.has(message) ? abort : table.get(header.msg_type)
    publish("status", { execution_state: "busy" }, header)
    if (handler !== undefined) await answer(handler, handling)
    publish("status", { execution_state: "idle" }, header)
  }

  /** A handler that throws answers with the error: a client never waits for nothing. */
  async function answer(handler: Handler, handling: Handling): Promise<void> {
    try {
      await handler(handling, state)
    } catch (error) {
      const { name, message } = error as Error
      const failure = { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] }
      const isExecute = handling.header.msg_type === "execute_request"
      handling.reply(isExecute ? { ...failure, execution_count: session.count } : failure)
    }
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await handle("shell", next)
    working = false
  }

  /** Two turns of the event loop let in what already lies in the socket: it was sent before the error was known. */
  async function abortWaiting(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
    for (const message of waiting) if (message.header.msg_type === "execute_request") aborted.add(message)
  }

  return {
    session,
    receive(channel, message) {
      if (channel === "control") {
        handle(channel, message)
        return
      }
      if (message.header.msg_type === "execute_request") remember(message.header)
      waiting.push(message)
      work()
    },
    welcome(topic) {
      const subscription = utf8(topic)
      if (subscription !== null) publish("iopub_welcome", { subscription }, undefined, topic)
    },
    status: (state, parent) => publish("status", { execution_state: state }, parent),
  }
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
