import { Buffer } from "node:buffer"
import { type Showing, showing } from "./showing.ts"

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]

/** Bytes of a PNG or JPEG file, or an object whose `outerHTML` is an SVG, as an image; null for all else. */
export function showImage(value: object): Showing | null {
  if (value instanceof Uint8Array) return showImageBytes(value)
  const markup = (value as { outerHTML?: unknown }).outerHTML
  if (typeof markup !== "string" || !/^\s*<svg[\s>]/.test(markup)) return null
  return showing({ "image/svg+xml": markup, "text/plain": `[SVG image, ${markup.length} characters]` })
}

function showImageBytes(bytes: Uint8Array): Showing | null {
  const type = startsWith(bytes, PNG) ? "image/png" : startsWith(bytes, JPEG) ? "image/jpeg" : null
  if (type === null) return null
  const name = type === "image/png" ? "PNG" : "JPEG"
  return showing({
    [type]: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    "text/plain": `[${name} image, ${bytes.length} bytes]`,
  })
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length > start.length && start.every((byte, index) => bytes[index] === byte)
}
