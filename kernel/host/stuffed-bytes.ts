import { Buffer } from "node:buffer"

const LINE_BREAK = 10
const ESCAPE = 27
/** What stands behind the escape in the place of a line break and of the escape itself. */
const [FOR_LINE_BREAK, FOR_ESCAPE] = [1, 2]

/** Writes bytes without line breaks, so that they can stand in a line; less than 1 % longer unless they are odd. */
export function stuff(buffers: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const bytes of buffers) {
    size += bytes.length
    for (let i = 0; i < bytes.length; i++) if (bytes[i] === LINE_BREAK || bytes[i] === ESCAPE) size++
  }
  const stuffed = Buffer.allocUnsafe(size)
  let at = 0
  for (const bytes of buffers) {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (byte === LINE_BREAK || byte === ESCAPE) {
        stuffed[at++] = ESCAPE
        stuffed[at++] = byte === LINE_BREAK ? FOR_LINE_BREAK : FOR_ESCAPE
      } else stuffed[at++] = byte
    }
  }
  return stuffed
}

/** Reads the buffers of these lengths back, each with memory of its own; null where the bytes are not theirs. */
export function unstuff(stuffed: Uint8Array, lengths: readonly number[]): Uint8Array<ArrayBuffer>[] | null {
  // Refused before memory is taken for them: a damaged line may name any length.
  if (lengths.reduce((sum, length) => sum + length, 0) > stuffed.length) return null
  let at = 0
  const buffers = lengths.map((length) => {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i++) {
      const byte = stuffed[at++]!
      bytes[i] = byte !== ESCAPE ? byte : stuffed[at++] === FOR_LINE_BREAK ? LINE_BREAK : ESCAPE
    }
    return bytes
  })
  return at === stuffed.length ? buffers : null
}
