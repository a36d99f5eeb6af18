import { parseObject } from "./json.ts"
import type { Header, Json, Message, ReceivedMessage } from "./messages.ts"
import type { Signer } from "./signature.ts"

const delimiter = Buffer.from("<IDS|MSG>")
const jsonFrames = 4
const largestJson = 64 * 2 ** 20

/** A message that gets no answer; the sentence says why, for the kernel's log. */
export class RefusedMessage extends Error {
  override name = "RefusedMessage"
}

/**
 * Reads a message off the wire: identities, delimiter, signature, header, parent header, metadata, content, buffers.
 * The signature covers the four JSON frames and is verified before any of them is parsed.
 * Throws RefusedMessage for whatever is not a whole, correctly signed message.
 */
export function decode(frames: readonly Uint8Array[], signer: Signer): ReceivedMessage {
  const start = frames.findIndex((frame) => delimiter.equals(frame))
  if (start < 0) throw new RefusedMessage(`no <IDS|MSG> among ${frames.length} frames`)
  const signature = frames[start + 1]
  const json = frames.slice(start + 2, start + 2 + jsonFrames)
  if (signature === undefined || json.length < jsonFrames) {
    throw new RefusedMessage(`${frames.length - start - 1} frames after <IDS|MSG>, expected at least 5`)
  }
  const size = json.reduce((sum, frame) => sum + frame.length, 0)
  if (size > largestJson) throw new RefusedMessage(`${size} bytes of JSON, expected at most ${largestJson}`)
  if (!signer.verify(json, signature)) throw new RefusedMessage("wrong or repeated signature")
  try {
    const [header, parent, metadata, content] = json
    return {
      identities: frames.slice(0, start),
      header: checkHeader(parseObject(header!, "header")),
      parent_header: parseObject(parent!, "parent header") as unknown as Header,
      metadata: parseObject(metadata!, "metadata"),
      content: parseObject(content!, "content"),
      buffers: frames.slice(start + 2 + jsonFrames),
    }
  } catch (error) {
    throw new RefusedMessage((error as Error).message)
  }
}

/** Writes a message for the wire behind the given identities (or, on iopub, the topic). */
export function encode(identities: readonly Uint8Array[], message: Message, signer: Signer): Uint8Array[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content]
  const json = parts.map((part) => Buffer.from(JSON.stringify(part)))
  return [...identities, delimiter, Buffer.from(signer.sign(json)), ...json, ...message.buffers]
}

function checkHeader(header: Json): Header {
  for (const field of ["msg_id", "msg_type", "session"]) {
    if (typeof header[field] !== "string")
      throw new Error(`${field} of the header is ${JSON.stringify(header[field])}, expected a string`)
  }
  return header as unknown as Header
}
