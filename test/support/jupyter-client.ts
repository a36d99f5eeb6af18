import type { ChildProcess } from "node:child_process"
import { createHmac, randomUUID } from "node:crypto"
import { Dealer, Request, Subscriber } from "zeromq"
import { type LaunchOptions, launchKernel } from "./kernel-launch.ts"

/** Any JSON object. */
export type Json = Record<string, unknown>

/** A message as it came, with what the frames said. */
export interface ClientMessage {
  readonly channel: "shell" | "control" | "iopub"
  /** The frames before `<IDS|MSG>`: on iopub the topic. */
  readonly prefix: readonly Buffer[]
  readonly signatureIsRight: boolean
  readonly header: Json & { readonly msg_id: string; readonly msg_type: string; readonly session: string }
  readonly parent: Json & { readonly msg_id?: string }
  readonly metadata: Json
  readonly content: Json
  /** When it came, in ms of `performance.now()`. */
  readonly at: number
}

/** A reply and everything published for its request, up to idle. */
export interface Exchange {
  readonly reply: Json
  readonly replyMessage: ClientMessage
  /** Outputs without status and execute_input. */
  readonly outputs: readonly Output[]
  /** All iopub messages of the request, status included. */
  readonly messages: readonly ClientMessage[]
}

/** One output of a cell. */
export interface Output {
  readonly type: string
  readonly content: Json
}

/** Options of one request. */
export interface RequestOptions {
  readonly channel?: "shell" | "control"
  readonly timeoutMs?: number
}

/** A Jupyter client with a kernel of its own, a real process behind real sockets. */
export interface JupyterClient {
  readonly process: ChildProcess
  readonly session: string
  /** Everything published so far. */
  readonly published: readonly ClientMessage[]
  /** Text that the kernel's front process wrote to its own stderr. */
  readonly log: () => string
  /** Sends a request without waiting; returns its message id. */
  send(type: string, content: Json, options?: RequestOptions): string
  /** Waits for the reply and the idle of a request. */
  exchange(id: string, options?: RequestOptions): Promise<Exchange>
  /** Sends a request, then waits for its reply and idle. */
  request(type: string, content: Json, options?: RequestOptions): Promise<Exchange>
  /** Runs a cell. */
  execute(code: string, content?: Json, options?: RequestOptions): Promise<Exchange>
  interrupt(options?: RequestOptions): Promise<Exchange>
  /** Sends shutdown_request, waits for reply and process end; resolves to the ms from request to end. */
  shutdown(restart?: boolean): Promise<{ readonly reply: Json; readonly endedMs: number }>
  /** Resolves to the ms one heartbeat took. */
  heartbeat(timeoutMs?: number): Promise<number>
  /** Waits for a message, past or coming. */
  waitFor(what: string, matches: (message: ClientMessage) => boolean, timeoutMs?: number): Promise<ClientMessage>
  /** The frames of a signed request, for tampering with. */
  frames(type: string, content: Json, header?: Json): Buffer[]
  /** The signature of four JSON frames. */
  sign(json: readonly Uint8Array[]): string
  sendFrames(channel: "shell" | "control", frames: readonly Uint8Array[]): Promise<void>
  /** Ends the kernel whatever it does; call it after every test. */
  close(): Promise<void>
}

const delimiter = Buffer.from("<IDS|MSG>")

/** Starts a kernel as Jupyter does and waits until it greets the subscriber and answers kernel_info. */
export async function startClient(options: LaunchOptions = {}): Promise<JupyterClient> {
  const launched = await launchKernel(options)
  const { address, key, digest, ended } = launched
  const kernel = launched.process
  const session = randomUUID()
  const sockets = { shell: new Dealer({ linger: 0 }), control: new Dealer({ linger: 0 }), iopub: new Subscriber() }
  const received: ClientMessage[] = []
  const published: ClientMessage[] = []
  const waiters = new Set<(message: ClientMessage) => void>()
  for (const name of ["shell", "control", "iopub"] as const) sockets[name].connect(address(name))
  sockets.iopub.subscribe()
  for (const [channel, socket] of Object.entries(sockets)) read(channel as ClientMessage["channel"], socket)

  async function read(channel: ClientMessage["channel"], socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = parse(channel, frames as Buffer[], sign)
        received.push(message)
        if (channel === "iopub") published.push(message)
        for (const waiter of [...waiters]) waiter(message)
      }
    } catch (error) {
      if (!socket.closed) throw error
    }
  }

  function sign(json: readonly Uint8Array[]): string {
    if (key === "") return ""
    const hmac = createHmac(digest, key)
    for (const frame of json) hmac.update(frame)
    return hmac.digest("hex")
  }

  function frames(type: string, content: Json, header: Json = {}): Buffer[] {
    const date = new Date().toISOString()
    const whole = { msg_id: randomUUID(), session, username: "tester", date, msg_type: type, version: "5.5", ...header }
    const json = [whole, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)))
    return [delimiter, Buffer.from(sign(json)), ...json]
  }

  function waitFor(
    what: string,
    matches: (message: ClientMessage) => boolean,
    timeoutMs = 10_000,
  ): Promise<ClientMessage> {
    const past = received.find(matches)
    if (past !== undefined) return Promise.resolve(past)
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        waiters.delete(waiter)
        act()
      }
      const waiter = (message: ClientMessage) => {
        if (matches(message)) finish(() => resolve(message))
      }
      const seen = () => received.slice(-8).map(({ channel, header }) => `${channel} ${header.msg_type}`)
      const late = () =>
        new Error(`No ${what} within ${timeoutMs} ms; last came ${seen().join(", ")}; log: ${launched.log()}`)
      const timer = setTimeout(() => finish(() => reject(late())), timeoutMs)
      waiters.add(waiter)
    })
  }

  async function exchange(id: string, { channel = "shell", timeoutMs }: RequestOptions = {}): Promise<Exchange> {
    const of = (message: ClientMessage) => message.parent.msg_id === id
    const replyMessage = await waitFor("reply", (one) => one.channel === channel && of(one), timeoutMs)
    await waitFor("idle", (one) => of(one) && one.content.execution_state === "idle", timeoutMs)
    const messages = published.filter(of)
    const outputs = messages
      .filter(({ header }) => header.msg_type !== "status" && header.msg_type !== "execute_input")
      .map(({ header, content }) => ({ type: header.msg_type, content }))
    return { reply: replyMessage.content, replyMessage, outputs, messages }
  }

  function send(type: string, content: Json, { channel = "shell" }: RequestOptions = {}): string {
    const id = randomUUID()
    sendFrames(channel, frames(type, content, { msg_id: id }))
    return id
  }

  // ZeroMQ takes one outstanding send per socket.
  const sending = { shell: Promise.resolve(), control: Promise.resolve() }
  function sendFrames(channel: "shell" | "control", parts: readonly Uint8Array[]): Promise<void> {
    sending[channel] = sending[channel].then(() => sockets[channel].send([...parts]))
    return sending[channel]
  }

  const request = (type: string, content: Json, options?: RequestOptions) =>
    exchange(send(type, content, options), options)

  async function heartbeat(timeoutMs = 10_000): Promise<number> {
    const socket = new Request({ linger: 0, receiveTimeout: timeoutMs })
    try {
      socket.connect(address("hb"))
      const start = performance.now()
      await socket.send("ping")
      const [answer] = await socket.receive()
      if (answer?.toString() !== "ping") throw new Error(`heartbeat answered ${answer}`)
      return performance.now() - start
    } finally {
      socket.close()
    }
  }

  async function close(): Promise<void> {
    for (const socket of Object.values(sockets)) socket.close()
    await launched.end()
  }

  const client: JupyterClient = {
    process: kernel,
    session,
    published,
    log: launched.log,
    send,
    exchange,
    request,
    execute: (code, content = {}, options) =>
      request("execute_request", { code, silent: false, store_history: true, ...content }, options),
    interrupt: (options) => request("interrupt_request", {}, { channel: "control", ...options }),
    async shutdown(restart = false) {
      const start = performance.now()
      const id = send("shutdown_request", { restart }, { channel: "control" })
      const reply = await waitFor("shutdown reply", (one) => one.channel === "control" && one.parent.msg_id === id)
      await ended
      return { reply: reply.content, endedMs: performance.now() - start }
    },
    heartbeat,
    waitFor,
    frames,
    sign,
    sendFrames,
    close,
  }
  try {
    const failed = ended.then(() => {
      throw new Error(`The kernel ended with ${kernel.exitCode ?? kernel.signalCode} at start: ${launched.log()}`)
    })
    failed.catch(() => {})
    const welcome = waitFor("iopub_welcome", ({ header }) => header.msg_type === "iopub_welcome", 20_000)
    await Promise.race([welcome, failed])
    await Promise.race([request("kernel_info_request", {}, { timeoutMs: 20_000 }), failed])
    return client
  } catch (error) {
    await close()
    throw error
  }
}

function parse(
  channel: ClientMessage["channel"],
  frames: readonly Buffer[],
  sign: (json: readonly Uint8Array[]) => string,
): ClientMessage {
  const start = frames.findIndex((frame) => frame.equals(delimiter))
  const json = frames.slice(start + 2, start + 6)
  const [header, parent, metadata, content] = json.map((frame) => JSON.parse(frame.toString()))
  const signatureIsRight = frames[start + 1]?.toString() === sign(json)
  return {
    channel,
    prefix: frames.slice(0, start),
    signatureIsRight,
    header,
    parent,
    metadata,
    content,
    at: performance.now(),
  }
}
