import { Buffer } from "node:buffer"
import type { Readable, Writable } from "node:stream"

/** Calls a method of the Chrome DevTools Protocol. */
export type DevtoolsCall = (
  method: string,
  parameters?: Record<string, unknown>,
  sessionId?: string,
) => Promise<Record<string, unknown>>

/** Calls under way to a browser behind two pipes. */
export interface Devtools {
  readonly call: DevtoolsCall
  /** Refuses what is under way, and all later calls, with this sentence. */
  end(sentence: string): void
}

interface Pending {
  resolve(result: Record<string, unknown>): void
  reject(error: Error): void
}

interface Answer {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/**
 * Speaks to a browser; messages are JSON, each ended by a zero byte.
 * @param onWork told when the first call goes out, and when the last has been answered
 */
export function createDevtools(commands: Writable, answers: Readable, onWork: (isAtWork: boolean) => void): Devtools {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let ending: string | null = null
  onMessages(answers, ({ id = 0, result = {}, error }) => {
    const call = pending.get(id)
    if (!pending.delete(id)) return
    if (pending.size === 0) onWork(false)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(error.message))
  })
  return {
    call(method, parameters = {}, sessionId) {
      return new Promise((resolve, reject) => {
        if (ending !== null) {
          reject(new Error(ending))
          return
        }
        lastId += 1
        if (pending.size === 0) onWork(true)
        pending.set(lastId, { resolve, reject })
        commands.write(`${JSON.stringify({ id: lastId, method, params: parameters, sessionId })}\0`)
      })
    },
    end(sentence) {
      ending = sentence
      for (const { reject } of pending.values()) reject(new Error(sentence))
      pending.clear()
    },
  }
}

function onMessages(stream: Readable, onMessage: (answer: Answer) => void): void {
  let pieces: Buffer[] = []
  stream.on("data", (chunk: Buffer) => {
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      pieces.push(chunk.subarray(start, end))
      onMessage(JSON.parse(Buffer.concat(pieces).toString("utf8")) as Answer)
      pieces = []
      start = end + 1
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
  })
}
