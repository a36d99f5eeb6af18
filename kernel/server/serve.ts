import { setTimeout as delay } from "node:timers/promises"
import type { Connection } from "../protocol/connection.ts"
import { decode, encode, RefusedMessage } from "../protocol/frames.ts"
import { createSigner } from "../protocol/signature.ts"
import { bindSockets, type RequestChannel } from "../protocol/sockets.ts"
import { createKernel } from "./kernel.ts"
import { createLog } from "./log.ts"
import { watchParent } from "./parent-watch.ts"
import { startRooms } from "./rooms.ts"

/** What `serve` is given. */
export interface ServeOptions {
  readonly connection: Connection
  /** Folder of the notebook. */
  readonly folder: string
}

/** The child process and the language server get this long to end before the front process leaves without them. */
const closingMs = 600

/** Serves a connection: binds its sockets, answers at once, starts the rooms beside that, ends the process when told to. */
export async function serve({ connection, folder }: ServeOptions): Promise<void> {
  const log = createLog()
  const signer = createSigner(connection)
  const sockets = await bindSockets(connection)
  const kernel = createKernel({
    transport: {
      reply: (channel, identities, message) => sockets.send(channel, encode(identities, message, signer)),
      publish: (topic, message) => sockets.publish(encode([topic], message, signer)),
      ask: (identities, message) => sockets.ask(encode(identities, message, signer)),
    },
    createSession: (publish) => startRooms({ folder, publish }),
    // The idle of the shutdown request is published in this turn: it goes out before the sockets close.
    onShutdown: () => setImmediate(end),
  })
  kernel.starting()
  sockets.listen({ onFrames: receive, onSubscription: kernel.welcome })

  function receive(channel: RequestChannel, frames: readonly Uint8Array[]): void {
    try {
      kernel.receive(channel, decode(frames, signer))
    } catch (error) {
      const reason = error instanceof RefusedMessage ? error.message : String((error as Error).stack)
      log(`message on ${channel} refused: ${reason}`)
    }
  }

  let ending = false
  async function end(): Promise<void> {
    if (ending) return
    ending = true
    await Promise.race([Promise.allSettled([sockets.flush(), kernel.session.close()]), delay(closingMs)])
    sockets.close()
    process.exit(0)
  }
  watchParent(end)
  for (const signal of ["SIGTERM", "SIGHUP", "SIGBREAK"] as const) process.on(signal, end)
  process.on("SIGINT", () => kernel.session.interrupt())
  // A mistake of ours in one message must not take the session's variables along.
  process.on("uncaughtException", (error) => log(`unexpected: ${error.stack}`))
  process.on("unhandledRejection", (reason) => log(`unexpected: ${reason instanceof Error ? reason.stack : reason}`))
}
