import { Buffer } from "node:buffer"
import type { InputAnswer, InputQuestion } from "../host/messages.ts"
import { createMessage, type Header, type Message, type ReceivedMessage } from "../protocol/messages.ts"

/** Asks clients for input; at most one question is open, as cells run one at a time. */
export interface InputDesk {
  /** Sends an input request to the client with these identities; resolves to its answer. */
  ask(parent: Header, identities: readonly Uint8Array[], question: InputQuestion): Promise<InputAnswer>
  /** Takes what a client sent on stdin; whatever does not answer the open question is left alone. */
  receive(message: ReceivedMessage): void
  /** Gives up the question of a request that has ended. */
  giveUp(request: string): void
}

/** What `createInputDesk` is given. */
export interface InputDeskOptions {
  readonly session: string
  /** Resolves to false where no client with these identities can be reached on stdin. */
  readonly send: (identities: readonly Uint8Array[], message: Message) => Promise<boolean>
}

interface OpenQuestion {
  readonly request: string
  readonly messageId: string
  readonly identities: readonly Uint8Array[]
  readonly resolve: (answer: InputAnswer) => void
}

/** Makes a desk without open questions. */
export function createInputDesk({ session, send }: InputDeskOptions): InputDesk {
  let open: OpenQuestion | null = null

  function close(answer: InputAnswer): void {
    const closed = open
    open = null
    closed?.resolve(answer)
  }

  return {
    ask(parent, identities, { prompt, password }) {
      const content = { prompt, password }
      const message = createMessage({ session, type: "input_request", content, parent })
      return new Promise((resolve) => {
        const question = { request: parent.msg_id, messageId: message.header.msg_id, identities, resolve }
        open = question
        send(identities, message).then((isReached) => {
          if (!isReached && open === question) close({ refusal: "The client that runs this cell cannot be reached." })
        })
      })
    },
    receive({ header, parent_header, identities, content }) {
      if (open === null || header.msg_type !== "input_reply" || !isSame(open.identities, identities)) return
      // Some clients answer without saying what.
      const { msg_id = open.messageId } = parent_header
      if (msg_id !== open.messageId) return
      const { value } = content
      close(typeof value === "string" ? { value } : { refusal: "The client answered without a text." })
    },
    giveUp(request) {
      if (open?.request === request) close({ refusal: "The cell has ended." })
    },
  }
}

function isSame(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return one.length === other.length && one.every((frame, i) => Buffer.compare(frame, other[i]!) === 0)
}
