import { setTimeout as delay } from "node:timers/promises"
import { Router, type Socket, XPublisher } from "zeromq"
import { type Channel, type Connection, channelAddress } from "./connection.ts"

/** Channels on which clients send messages to the kernel. */
export type RequestChannel = "shell" | "control" | "stdin"

/** The bound sockets of a kernel; frames in, frames out. */
export interface KernelSockets {
  /** Starts to take in messages; what came before waits in the sockets. */
  listen(listeners: SocketListeners): void
  /** Queues frames for a peer; the first ones are its identities. */
  send(channel: RequestChannel, frames: readonly Uint8Array[]): void
  /** Queues frames for all subscribers; the first one is the topic. */
  publish(frames: readonly Uint8Array[]): void
  /** Sends frames to a peer on stdin; resolves to false where no such peer is connected there within a second. */
  ask(frames: readonly Uint8Array[]): Promise<boolean>
  /** Resolves when everything queued has been handed to ZeroMQ. */
  flush(): Promise<void>
  close(): void
}

/** Who takes what arrives. */
export interface SocketListeners {
  readonly onFrames: (channel: RequestChannel, frames: readonly Uint8Array[]) => void
  /** Somebody subscribed to a topic on iopub. */
  readonly onSubscription: (topic: Uint8Array) => void
}

/** A peer that announces a larger frame is disconnected before memory is taken for it. */
const largestFrame = 256 * 2 ** 20
/** Messages kept for a slow subscriber: idle must not be dropped behind a burst of output. */
const outgoingMessages = 100_000
/** A client's stdin may be connected a moment later than its shell. */
const [askAttempts, askPauseMs] = [20, 50]

/** Binds the five sockets of a connection and starts to answer heartbeats; throws a sentence that names the address. */
export async function bindSockets(connection: Connection): Promise<KernelSockets> {
  const common = {
    ipv6: connection.ip.includes(":"),
    maxMessageSize: largestFrame,
    linger: 200,
    ...encryption(connection),
  }
  const router = () => new Router({ ...common, sendHighWaterMark: outgoingMessages })
  const requests = { shell: router(), control: router(), stdin: router() }
  // A question that nobody receives must not be waited on.
  requests.stdin.mandatory = true
  const heartbeat = new Router({ ...common, linger: 0 })
  const iopub = new XPublisher({ ...common, sendHighWaterMark: outgoingMessages })
  iopub.verbosity = "allSubs"
  // The last one to be bound is iopub: `starting` follows at once, and who subscribes later is greeted first.
  const all: Record<Channel, Socket> = { ...requests, hb: heartbeat, iopub }
  const close = () => {
    for (const socket of Object.values(all)) socket.close()
  }

  for (const [channel, socket] of Object.entries(all)) {
    const address = channelAddress(connection, channel as Channel)
    try {
      await socket.bind(address)
    } catch (error) {
      close()
      throw new Error(`Cannot bind the ${channel} socket to ${address}: ${(error as Error).message}`)
    }
  }

  const senders = { shell: sender(requests.shell), control: sender(requests.control), stdin: sender(requests.stdin) }
  const publisher = sender(iopub)
  const echo = sender(heartbeat)
  receive(heartbeat, echo.send)
  return {
    listen({ onFrames, onSubscription }) {
      for (const [channel, socket] of Object.entries(requests)) {
        receive(socket, (frames) => onFrames(channel as RequestChannel, frames))
      }
      receive(iopub, ([frame]) => {
        if (frame?.[0] === 1) onSubscription(frame.subarray(1))
      })
    },
    send: (channel, frames) => void senders[channel].send(frames),
    publish: (frames) => void publisher.send(frames),
    ask: async (frames) => {
      for (let attempt = 0; attempt < askAttempts; attempt++) {
        if (await senders.stdin.send(frames)) return true
        await delay(askPauseMs)
      }
      return false
    },
    flush: async () => {
      await Promise.all([...Object.values(senders), publisher].map((one) => one.flush()))
    },
    close,
  }
}

/** Who has the public key may connect: the connection file is as secret as the kernel. */
function encryption({ curve }: Connection) {
  if (curve === undefined) return {}
  return { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
}

/** ZeroMQ takes one outstanding send per socket: the others wait in line. */
function sender(socket: Router | XPublisher) {
  const waiting: { frames: Uint8Array[]; tell: (isSent: boolean) => void }[] = []
  let running: Promise<void> = Promise.resolve()
  let busy = false

  async function drain(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      // A peer that has gone cannot be told so; the other peers go on.
      next.tell(
        !socket.closed &&
          (await socket.send(next.frames).then(
            () => true,
            () => false,
          )),
      )
    }
    busy = false
  }

  return {
    /** Resolves to false where ZeroMQ refused the frames. */
    send(frames: readonly Uint8Array[]): Promise<boolean> {
      return new Promise((tell) => {
        waiting.push({ frames: [...frames], tell })
        if (busy) return
        busy = true
        running = drain()
      })
    },
    flush: () => running,
  }
}

async function receive(socket: Router | XPublisher, take: (frames: Uint8Array[]) => void): Promise<void> {
  while (!socket.closed) {
    try {
      take(await socket.receive())
    } catch (error) {
      if (socket.closed) return
      process.stderr.write(`deltaw kernel: receiving failed: ${(error as Error).message}\n`)
    }
  }
}
