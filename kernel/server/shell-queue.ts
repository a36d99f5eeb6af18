import type { ReceivedMessage } from "../protocol/messages.ts"

/** Messages on shell, handled one after another in the order of their arrival. */
export interface ShellQueue {
  add(message: ReceivedMessage): void
  /** Whether such a message waits. */
  holds(matches: (message: ReceivedMessage) => boolean): boolean
  /** Marks every execute request that waits now as aborted; it is still handled in its turn. */
  abortWaiting(): Promise<void>
}

/** Makes an empty queue; `handle` must not reject. */
export function createShellQueue(handle: (message: ReceivedMessage, isAborted: boolean) => Promise<void>): ShellQueue {
  const waiting: ReceivedMessage[] = []
  const aborted = new WeakSet<ReceivedMessage>()
  let working = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await handle(next, aborted.has(next))
    working = false
  }

  return {
    add(message) {
      waiting.push(message)
      work()
    },
    holds: (matches) => waiting.some(matches),
    async abortWaiting() {
      // Two turns of the event loop let in what already lies in the socket: it was sent before anyone knew of the error.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
      for (const message of waiting) if (message.header.msg_type === "execute_request") aborted.add(message)
    },
  }
}
