import { randomUUID } from "node:crypto"
import { createMessage, type Header, type Json, type Message, type ReceivedMessage } from "../protocol/messages.ts"
import { createRecent } from "../protocol/recent.ts"
import { abort } from "./handlers/execute.ts"
import type { Handler, Handling, KernelState } from "./handlers/handler.ts"
import { controlHandlers, shellHandlers } from "./handlers/table.ts"
import { createHistory, type History } from "./history.ts"
import type { OutputMessage, Publish } from "./output-lanes.ts"
import type { Session } from "./session.ts"
import { createShellQueue } from "./shell-queue.ts"

/** Channels whose messages are answered. */
export type RequestChannel = "shell" | "control"

/** Where the kernel's messages go. */
export interface Transport {
  /** Answers the peer with these identities. */
  reply(channel: RequestChannel, identities: readonly Uint8Array[], message: Message): void
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
  receive(channel: RequestChannel, message: ReceivedMessage): void
  /** Greets a new subscriber (JEP 65); topics that are not UTF-8 are ignored. */
  welcome(topic: Uint8Array): void
  /** Publishes the status `starting`, which comes once and without parent. */
  starting(): void
}

/** Requests whose header is kept so that late output finds its cell. */
const rememberedRequests = 10_000

/** Makes a kernel whose session id stands for this process. */
export function createKernel(options: KernelOptions): Kernel {
  const { transport, onShutdown } = options
  const sessionId = randomUUID()
  const parents = createRecent<Header>(rememberedRequests)
  const history = createHistory()
  const queue = createShellQueue((message, isAborted) => handle("shell", message, isAborted ? abort : undefined))
  const session = options.createSession((request, output) => {
    publish(output.type, output.content, request === null ? undefined : parents.get(request))
    rememberResult(history, output)
  })
  const state: KernelState = { session, history, abortWaiting: queue.abortWaiting, shutdown: onShutdown }

  function publish(type: string, content: Json, parent?: Header, topic?: Uint8Array): void {
    const message = createMessage({ session: sessionId, type, content, parent: parent ?? {} })
    transport.publish(topic ?? Buffer.from(`kernel.${sessionId}.${type}`), message)
  }

  async function handle(channel: RequestChannel, message: ReceivedMessage, instead?: Handler): Promise<void> {
    const { header, content, identities } = message
    const type = header.msg_type.replace(/_request$/, "_reply")
    const table = channel === "control" ? controlHandlers : shellHandlers
    const handler = instead ?? table.get(header.msg_type)
    publish("status", { execution_state: "busy" }, header)
    if (handler !== undefined) {
      await answer(handler, state, {
        header,
        content,
        reply: (answer, metadata = {}) => {
          const reply = createMessage({ session: sessionId, type, content: answer, parent: header, metadata })
          transport.reply(channel, identities, reply)
        },
        publish: (publishedType, published) => publish(publishedType, published, header),
      })
    }
    publish("status", { execution_state: "idle" }, header)
  }

  return {
    session,
    receive(channel, message) {
      const { header } = message
      if (channel === "control") {
        handle(channel, message)
        return
      }
      if (header.msg_type === "execute_request") parents.set(header.msg_id, header)
      queue.add(message)
    },
    welcome(topic) {
      const subscription = utf8(topic)
      if (subscription !== null) publish("iopub_welcome", { subscription }, undefined, topic)
    },
    starting: () => publish("status", { execution_state: "starting" }),
  }
}

/** A handler that throws answers with the error: a client never waits for nothing. */
async function answer(handler: Handler, state: KernelState, handling: Handling): Promise<void> {
  try {
    await handler(handling, state)
  } catch (error) {
    const { name, message } = error as Error
    const failure = { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] }
    const isExecute = handling.header.msg_type === "execute_request"
    handling.reply(isExecute ? { ...failure, execution_count: state.session.count } : failure)
  }
}

function rememberResult(history: History, { type, content }: OutputMessage): void {
  const text = type === "execute_result" ? (content.data as Json)["text/plain"] : undefined
  if (typeof text === "string") history.result(content.execution_count as number, text)
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
