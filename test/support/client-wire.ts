import { createHmac } from "node:crypto"

/** Any JSON object. */
export type Json = Record<string, unknown>

/** Channels on which a kernel sends. */
export type ClientChannel = "shell" | "control" | "stdin" | "iopub"

/** A message as it came, with what the frames said. */
export interface ClientMessage {
  readonly channel: ClientChannel
  /** The frames before `<IDS|MSG>`: on iopub the topic. */
  readonly prefix: readonly Buffer[]
  readonly signatureIsRight: boolean
  readonly header: Json & { readonly msg_id: string; readonly msg_type: string; readonly session: string }
  readonly parent: Json & { readonly msg_id?: string }
  readonly metadata: Json
  readonly content: Json
  readonly buffers: readonly Buffer[]
  /** When it came, in ms of `performance.now()`. */
  readonly at: number
}

/** The four JSON parts of a message. */
export interface MessageParts {
  readonly header: Json
  readonly parent?: Json
  readonly metadata?: Json
  readonly content: Json
}

/** Signs the four JSON frames of a message. */
export type Sign = (json: readonly Uint8Array[]) => string

const delimiter = Buffer.from("<IDS|MSG>")

/** Makes the signatures of a connection; empty ones without a key. */
export function clientSigner(digest: string, key: string): Sign {
  return (json) => {
    if (key === "") return ""
    const hmac = createHmac(digest, key)
    for (const frame of json) hmac.update(frame)
    return hmac.digest("hex")
  }
}

/** The frames of a signed message without its buffers. */
export function signedFrames({ header, parent = {}, metadata = {}, content }: MessageParts, sign: Sign): Buffer[] {
  const json = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)))
  return [delimiter, Buffer.from(sign(json)), ...json]
}

/** Reads what a kernel sent. */
export function parseFrames(channel: ClientChannel, frames: readonly Buffer[], sign: Sign): ClientMessage {
  const start = frames.findIndex((frame) => frame.equals(delimiter))
  const json = frames.slice(start + 2, start + 6)
  const [header, parent, metadata, content] = json.map((frame) => JSON.parse(frame.toString()))
  return {
    channel,
    prefix: frames.slice(0, start),
    signatureIsRight: frames[start + 1]?.toString() === sign(json),
    header,
    parent,
    metadata,
    content,
    buffers: frames.slice(start + 6),
    at: performance.now(),
  }
}
