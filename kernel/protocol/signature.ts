import { createHmac, timingSafeEqual } from "node:crypto"
import type { Digest } from "./connection.ts"
import { createRecent } from "./recent.ts"

/** How messages are signed. */
export interface SignatureOptions {
  readonly digest: Digest
  /** Empty: nothing is signed and nothing verified. */
  readonly key: string
}

/** Signs and verifies the four JSON frames of messages. */
export interface Signer {
  /** Hexadecimal HMAC of the frames; empty where messages are not signed. */
  sign(frames: readonly Uint8Array[]): string
  /** True if the signature is that of the frames and was not seen before; the second call with the same message is false. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean
}

/** As many signatures are remembered against replay as jupyter_client remembers. */
const remembered = 65_536

/** Makes a signer that compares in constant time and remembers the signatures it has accepted. */
export function createSigner({ digest, key }: SignatureOptions): Signer {
  if (key === "") return { sign: () => "", verify: () => true }
  const hexLength = createHmac(digest, key).digest("hex").length
  const seen = createRecent<true>(remembered)

  function sign(frames: readonly Uint8Array[]): string {
    const hmac = createHmac(digest, key)
    for (const frame of frames) hmac.update(frame)
    return hmac.digest("hex")
  }

  function verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean {
    // An unsigned message is refused before anything is hashed: 100 MB of it cost nothing.
    if (signature.length !== hexLength) return false
    const expected = sign(frames)
    if (!timingSafeEqual(Buffer.from(expected, "latin1"), signature)) return false
    if (seen.has(expected)) return false
    seen.set(expected, true)
    return true
  }

  return { sign, verify }
}
