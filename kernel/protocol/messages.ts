import { randomUUID } from "node:crypto"

/** Version of the messaging protocol that the kernel speaks. */
export const protocolVersion = "5.5"

/** Header of a message; clients may add fields of their own. */
export interface Header {
  readonly msg_id: string
  readonly session: string
  readonly username: string
  readonly date: string
  readonly msg_type: string
  readonly version: string
}

/** Any JSON object. */
export type Json = Record<string, unknown>

/** A message without its envelope. */
export interface Message {
  readonly header: Header
  /** Header of the message that this one answers; empty where there is none. */
  readonly parent_header: Header | Record<string, never>
  readonly metadata: Json
  readonly content: Json
  readonly buffers: readonly Uint8Array[]
}

/** A message with the identities of the ZeroMQ peer that sent it. */
export interface ReceivedMessage extends Message {
  readonly identities: readonly Uint8Array[]
}

/** What `createMessage` is given. */
export interface MessageOptions {
  /** Identifies the sending process. */
  readonly session: string
  readonly type: string
  readonly content: Json
  readonly parent?: Header | Record<string, never>
  readonly metadata?: Json
  readonly buffers?: readonly Uint8Array[]
}

/** Makes a message with a fresh id, dated now. */
export function createMessage(options: MessageOptions): Message {
  const { session, type, content, parent = {}, metadata = {}, buffers = [] } = options
  const header: Header = {
    msg_id: randomUUID(),
    session,
    username: "kernel",
    date: new Date().toISOString(),
    msg_type: type,
    version: protocolVersion,
  }
  return { header, parent_header: parent, metadata, content, buffers }
}
