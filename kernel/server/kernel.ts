import { randomUUID } from "node:crypto"
import { createMessage, type Header, type Json, type Message, type ReceivedMessage } from "../protocol/messages.ts"
import { createRecent } from "../protocol/recent.ts"
import { abort } from "./handlers/execute.ts"
import type { Handler, Handling, KernelState } from "./handlers/handler.ts"
import { controlHandlers, shellHandlers } from "./handlers/table.ts"
import { createHistory, type History } from "./history.ts"
import { createInputDesk } from "./input-desk.ts"
import type { OutputMessage, Publish } from "./output-lanes.ts"
import type { Session } from "./session.ts"
import { createShellQueue } from "./shell-queue.ts"

/** Channels whose messages are answered. */
export type RequestChannel = "shell" | "control"

/** Channels on which clients send messages. */
export type IncomingChannel = RequestChannel | "stdin"

/** Where the kernel's messages go. */
export interface Transport {
  /** Answers the peer with these identities. */
  reply(channel: RequestChannel, identities: readonly Uint8Array[], message: Message): void
  publish(topic: Uint8Array, message: Message): void
  /** Sends the peer with these identities a message on stdin; resolves to false where there is no such peer. */
  ask(identities: readonly Uint8Array[], message: Message): Promise<boolean>
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
  receive(channel: IncomingChannel, message: ReceivedMessage): void
  /** Greets a new subscriber (JEP 65); topics that are not UTF-8 are ignored. */
  welcome(topic: Uint8Array): void
  /** Publishes the status `starting`, which comes once and without parent. */
  starting(): void
}

/** Cells whose header is kept so that late output finds them. */
const rememberedCells = 10_000
/** The same for comm messages, of which a slider sends many a second. */
const rememberedComms = 1000

const commTypes: ReadonlySet<string> = new Set(["comm_open", "comm_msg", "comm_close"])
const isComm = ({ header }: ReceivedMessage) => commTypes.has(header.msg_type)

/** Makes a kernel whose session id stands for this process. */
export function createKernel(options: KernelOptions): Kernel {
  const { transport, onShutdown } = options
  const sessionId = randomUUID()
  const cells = createRecent<Header>(rememberedCells)
  const comms = createRecent<Header>(rememberedComms)
  const history = createHistory()
  const input = createInputDesk({ session: sessionId, send: transport.ask })
  const queue = createShellQueue(handleInTurn)
  /** Header of the request that the shell queue is at. */
  let occupied: Header | null = null
  const session = options.createSession((request, output) => {
    const { type, content, metadata = {}, buffers = [] } = output
    const parent = request === null ? undefined : (cells.get(request) ?? comms.get(request))
    publish(type, content, { metadata, buffers, ...(parent === undefined ? {} : { parent }) })
    rememberResult(history, output)
  })
  const state: KernelState = { session, history, abortWaiting: queue.abortWaiting, shutdown: onShutdown }

  function publish(type: string, content: Json, { topic, ...beside }: PublishOptions = {}): void {
    const message = createMessage({ session: sessionId, type, content, ...beside })
    transport.publish(topic ?? Buffer.from(`kernel.${sessionId}.${type}`), message)
  }

  const tellStatus = (state: "busy" | "idle", parent: Header) =>
    publish("status", { execution_state: state }, { parent })

  async function handle(channel: RequestChannel, message: ReceivedMessage, instead?: Handler): Promise<void> {
    const { header, metadata, content, buffers, identities } = message
    const type = header.msg_type.replace(/_request$/, "_reply")
    const table = channel === "control" ? controlHandlers : shellHandlers
    const handler = instead ?? table.get(header.msg_type)
    tellStatus("busy", header)
    if (handler !== undefined) {
      await answer(handler, state, {
        header,
        metadata,
        content,
        buffers,
        reply: (answer, metadata = {}) => {
          const reply = createMessage({ session: sessionId, type, content: answer, parent: header, metadata })
          transport.reply(channel, identities, reply)
        },
        publish: (publishedType, published) => publish(publishedType, published, { parent: header }),
        ask: (question) => input.ask(header, identities, question),
      })
    }
    input.giveUp(header.msg_id)
    tellStatus("idle", header)
    // Clients show one state for the whole kernel: what was answered beside a cell must not make it look idle.
    if (occupied !== null && occupied !== header) tellStatus("busy", occupied)
  }

  /** A comm message in the queue is handed over in its turn, and its handlers hold up nobody. */
  async function handleInTurn(message: ReceivedMessage, isAborted: boolean): Promise<void> {
    if (isComm(message)) {
      handle("shell", message)
      return
    }
    occupied = message.header
    await handle("shell", message, isAborted ? abort : undefined)
    occupied = null
  }

  /**
   * Whether a comm message need not wait for the cells before it: its comm or target is there already,
   * and no earlier message on the comm waits.
   */
  function goesAhead({ header, content }: ReceivedMessage): boolean {
    const { comm_id: id, target_name: target } = content
    if (queue.holds((other) => isComm(other) && other.content.comm_id === id)) return false
    return header.msg_type === "comm_open" ? session.commTargets.has(target as string) : session.comms.has(id as string)
  }

  return {
    session,
    receive(channel, message) {
      const { header } = message
      if (channel === "stdin") input.receive(message)
      else if (channel === "control") handle(channel, message)
      else {
        if (header.msg_type === "execute_request") cells.set(header.msg_id, header)
        if (isComm(message)) comms.set(header.msg_id, header)
        if (isComm(message) && goesAhead(message)) handle(channel, message)
        else queue.add(message)
      }
    },
    welcome(topic) {
      const subscription = utf8(topic)
      if (subscription !== null) publish("iopub_welcome", { subscription }, { topic })
    },
    starting: () => publish("status", { execution_state: "starting" }),
  }
}

interface PublishOptions extends Partial<Pick<Message, "metadata" | "buffers">> {
  readonly parent?: Header
  readonly topic?: Uint8Array
}

/** A handler that throws answers with the error where there is something to answer: a client never waits for nothing. */
async function answer(handler: Handler, state: KernelState, handling: Handling): Promise<void> {
  try {
    await handler(handling, state)
  } catch (error) {
    if (!handling.header.msg_type.endsWith("_request")) return
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
