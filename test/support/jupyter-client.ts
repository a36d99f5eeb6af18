import type { ChildProcess } from "node:child_process"
import { randomUUID } from "node:crypto"
import { Dealer, Request, Subscriber } from "zeromq"
import {
  type ClientChannel,
  type ClientMessage,
  clientSigner,
  type Json,
  parseFrames,
  signedFrames,
} from "./client-wire.ts"
import { type LaunchedKernel, type LaunchOptions, launchKernel } from "./kernel-launch.ts"

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

/** Channels on which a client sends. */
type SendingChannel = Exclude<ClientChannel, "iopub">

/** Options of one request. */
export interface RequestOptions {
  readonly channel?: SendingChannel
  readonly timeoutMs?: number
  /** Further fields of the header. */
  readonly header?: Json
  readonly parent?: Json
  readonly metadata?: Json
  readonly buffers?: readonly Uint8Array[]
  /** Frames between the peer's own identity and the delimiter. */
  readonly identities?: readonly Uint8Array[]
}

/** A Jupyter client of a kernel that is a real process behind real sockets. */
export interface JupyterClient {
  readonly process: ChildProcess
  readonly kernel: LaunchedKernel
  readonly session: string
  /** Everything that came, on all channels. */
  readonly received: readonly ClientMessage[]
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
  /** Waits for the idle of a message that gets no reply; what was published for it. */
  settled(id: string, options?: RequestOptions): Promise<readonly ClientMessage[]>
  /** Sends a message that gets no reply, such as those of comms, and waits for its idle. */
  tell(type: string, content: Json, options?: RequestOptions): Promise<readonly ClientMessage[]>
  /** Waits for the n-th input request of a cell, from 1. */
  question(id: string, n?: number): Promise<ClientMessage>
  /** Answers an input request. */
  answer(question: ClientMessage, value: string): void
  /** Runs a cell. */
  execute(code: string, content?: Json, options?: RequestOptions): Promise<Exchange>
  interrupt(options?: RequestOptions): Promise<Exchange>
  /** Sends shutdown_request, waits for reply and process end; resolves to the ms from request to end. */
  shutdown(restart?: boolean): Promise<{ readonly reply: Json; readonly endedMs: number }>
  /** Resolves to the ms one heartbeat took. */
  heartbeat(timeoutMs?: number): Promise<number>
  /** Called with everything that comes from now on. */
  listen(listener: (message: ClientMessage) => void): void
  /** Waits for a message, past or coming. */
  waitFor(what: string, matches: (message: ClientMessage) => boolean, timeoutMs?: number): Promise<ClientMessage>
  /** The frames of a signed request, for tampering with. */
  frames(type: string, content: Json, header?: Json): Buffer[]
  /** The signature of four JSON frames. */
  sign(json: readonly Uint8Array[]): string
  sendFrames(channel: SendingChannel, frames: readonly Uint8Array[]): Promise<void>
  /** Ends the client, and the kernel too where the client has started it; call it after every test. */
  close(): Promise<void>
}

/** Starts a kernel as Jupyter does and waits until it greets the subscriber and answers kernel_info. */
export async function startClient(options: LaunchOptions = {}): Promise<JupyterClient> {
  const launched = await launchKernel(options)
  try {
    const client = await connectClient(launched, options.greets)
    const close = async () => {
      await client.close()
      await launched.end()
    }
    return { ...client, close }
  } catch (error) {
    await launched.end()
    throw error
  }
}

/** Connects one more client to a kernel and waits until it is greeted, where the kernel greets, and answered. */
export async function connectClient(launched: LaunchedKernel, greets = true): Promise<JupyterClient> {
  const { address, key, digest, curve } = launched
  const kernel = launched.process
  const session = randomUUID()
  const sign = clientSigner(digest, key)
  const encryption =
    curve === null
      ? {}
      : { curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey, curveServerKey: curve.publicKey }
  // The same identity on all sockets, as Jupyter's own clients have it: the kernel asks back on stdin by it.
  const dealer = () => new Dealer({ linger: 0, routingId: session, ...encryption })
  const requests = { shell: dealer(), control: dealer(), stdin: dealer() }
  const sockets = { ...requests, iopub: new Subscriber(encryption) }
  const received: ClientMessage[] = []
  const published: ClientMessage[] = []
  const byParent = new Map<string, ClientMessage[]>()
  const waiters = new Set<(message: ClientMessage) => void>()
  for (const [name, socket] of Object.entries(sockets)) socket.connect(address(name as ClientChannel))
  sockets.iopub.subscribe()
  for (const [channel, socket] of Object.entries(sockets)) read(channel as ClientChannel, socket)

  async function read(channel: ClientChannel, socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = parseFrames(channel, frames as Buffer[], sign)
        received.push(message)
        if (channel === "iopub") published.push(message)
        const parent = String(message.parent.msg_id)
        byParent.set(parent, [...(byParent.get(parent) ?? []), message])
        for (const waiter of [...waiters]) waiter(message)
      }
    } catch (error) {
      if (!socket.closed) throw error
    }
  }

  function frames(type: string, content: Json, header: Json = {}, beside: RequestOptions = {}): Buffer[] {
    const date = new Date().toISOString()
    const whole = { msg_id: randomUUID(), session, username: "tester", date, msg_type: type, version: "5.5", ...header }
    const { parent = {}, metadata = {} } = beside
    return signedFrames({ header: whole, parent, metadata, content }, sign)
  }

  function waitFor(
    what: string,
    matches: (message: ClientMessage) => boolean,
    timeoutMs = 10_000,
    among = () => received,
  ): Promise<ClientMessage> {
    const past = among().find(matches)
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

  /** What came for a request: among ten thousand others it is found at once. */
  const of = (id: string) => byParent.get(id) ?? []

  async function settled(id: string, { timeoutMs }: RequestOptions = {}): Promise<readonly ClientMessage[]> {
    const isIdle = ({ parent, content }: ClientMessage) => parent.msg_id === id && content.execution_state === "idle"
    await waitFor("idle", isIdle, timeoutMs, () => of(id))
    return of(id).filter(({ channel }) => channel === "iopub")
  }

  async function exchange(id: string, options: RequestOptions = {}): Promise<Exchange> {
    const { channel = "shell", timeoutMs } = options
    const isReply = (one: ClientMessage) => one.channel === channel && one.parent.msg_id === id
    const replyMessage = await waitFor("reply", isReply, timeoutMs, () => of(id))
    const messages = await settled(id, options)
    const outputs = messages
      .filter(({ header }) => header.msg_type !== "status" && header.msg_type !== "execute_input")
      .map(({ header, content }) => ({ type: header.msg_type, content }))
    return { reply: replyMessage.content, replyMessage, outputs, messages }
  }

  async function question(id: string, n = 1): Promise<ClientMessage> {
    const asks = ({ channel, parent }: ClientMessage) => channel === "stdin" && parent.msg_id === id
    for (;;) {
      const found = received.filter(asks)[n - 1]
      if (found !== undefined) return found
      const before = received.length
      await waitFor("input request", (one) => asks(one) && received.indexOf(one) >= before)
    }
  }

  function send(type: string, content: Json, options: RequestOptions = {}): string {
    const { channel = "shell", header = {}, buffers = [], identities = [] } = options
    const id = randomUUID()
    sendFrames(channel, [...identities, ...frames(type, content, { msg_id: id, ...header }, options), ...buffers])
    return (header.msg_id as string | undefined) ?? id
  }

  // ZeroMQ takes one outstanding send per socket.
  const sending = { shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve() }
  function sendFrames(channel: SendingChannel, parts: readonly Uint8Array[]): Promise<void> {
    sending[channel] = sending[channel].then(() => sockets[channel].send([...parts]))
    return sending[channel]
  }

  const request = (type: string, content: Json, options?: RequestOptions) =>
    exchange(send(type, content, options), options)

  async function heartbeat(timeoutMs = 10_000): Promise<number> {
    const socket = new Request({ linger: 0, receiveTimeout: timeoutMs, ...encryption })
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
  }

  async function greeted(): Promise<void> {
    await waitFor("iopub_welcome", ({ header }) => header.msg_type === "iopub_welcome", 20_000)
    await request("kernel_info_request", {}, { timeoutMs: 20_000 })
  }

  async function heard(): Promise<void> {
    do {
      const id = send("kernel_info_request", {})
      await waitFor("reply", ({ channel, parent }) => channel === "shell" && parent.msg_id === id, 20_000)
    } while (published.length === 0)
    await request("kernel_info_request", {}, { timeoutMs: 20_000 })
  }

  const client: JupyterClient = {
    process: kernel,
    kernel: launched,
    session,
    received,
    published,
    log: launched.log,
    send,
    exchange,
    request,
    settled,
    tell: (type, content, options) => settled(send(type, content, options), options),
    question,
    answer: ({ header }, value) => {
      send("input_reply", { status: "ok", value }, { channel: "stdin", parent: header })
    },
    execute: (code, content = {}, options) =>
      request("execute_request", { code, silent: false, store_history: true, ...content }, options),
    interrupt: (options) => request("interrupt_request", {}, { channel: "control", ...options }),
    async shutdown(restart = false) {
      const start = performance.now()
      const id = send("shutdown_request", { restart }, { channel: "control" })
      const reply = await waitFor("shutdown reply", (one) => one.channel === "control" && one.parent.msg_id === id)
      await launched.ended
      return { reply: reply.content, endedMs: performance.now() - start }
    },
    heartbeat,
    listen: (listener) => void waiters.add(listener),
    waitFor,
    frames,
    sign,
    sendFrames,
    close,
  }
  try {
    const failed = launched.ended.then(() => {
      throw new Error(`The kernel ended with ${kernel.exitCode ?? kernel.signalCode} at start: ${launched.log()}`)
    })
    failed.catch(() => {})
    await Promise.race([greets ? greeted() : heard(), failed])
    return client
  } catch (error) {
    await close()
    throw error
  }
}
