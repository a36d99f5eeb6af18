import type { InputAnswer, InputQuestion } from "../../host/messages.ts"
import type { Header, Json } from "../../protocol/messages.ts"
import type { History } from "../history.ts"
import type { Session } from "../session.ts"

/** One request on its way through the kernel. */
export interface Handling {
  readonly header: Header
  readonly metadata: Json
  readonly content: Json
  readonly buffers: readonly Uint8Array[]
  /** Answers the request; the type of the reply follows from that of the request. */
  reply(content: Json, metadata?: Json): void
  /** Publishes on iopub with the request as parent. */
  publish(type: string, content: Json): void
  /** Asks the client that sent the request for input. */
  ask(question: InputQuestion): Promise<InputAnswer>
}

/** What handlers share. */
export interface KernelState {
  readonly session: Session
  readonly history: History
  /** Gives every execute request that waits now an aborted reply in its turn. */
  abortWaiting(): Promise<void>
  /** Ends the process once the reply is out. */
  shutdown(): void
}

/** Answers one type of message. */
export type Handler = (handling: Handling, kernel: KernelState) => Promise<void> | void

/** A request whose content cannot be used; the sentence goes into the error reply. */
export class RequestError extends Error {
  override name = "RequestError"
}

/** Reads a field of a request; throws RequestError where it has another type than the fallback, unless it is missing. */
export function field(content: Json, name: string, fallback: string): string
export function field(content: Json, name: string, fallback: number): number
export function field(content: Json, name: string, fallback: boolean): boolean
export function field(content: Json, name: string, fallback: unknown): unknown {
  const value = content[name] ?? fallback
  if (typeof value === typeof fallback) return value
  throw new RequestError(`${name} is ${quoted(value)}: expected a ${typeof fallback}`)
}

const longestQuote = 200

/** A value of a request as an error quotes it. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`
}

/** The source text of a request, which must be there. */
export function sourceCode(content: Json): string {
  if (content.code === undefined) throw new RequestError("code is missing: expected a string")
  return field(content, "code", "")
}
