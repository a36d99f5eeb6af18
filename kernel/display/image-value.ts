import { Buffer } from "node:buffer"
import { dataProperty } from "./data-property.ts"
import { type Showing, showing } from "./showing.ts"

/** How the files of a format begin; `at` is where, if not at the start. */
interface Signature {
  readonly type: string
  readonly name: string
  readonly bytes: readonly number[]
  readonly at?: number
}

const SIGNATURES: readonly Signature[] = [
  { type: "image/png", name: "PNG", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", name: "JPEG", bytes: [0xff, 0xd8, 0xff] },
  { type: "image/gif", name: "GIF", bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: "image/webp", name: "WebP", bytes: [0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38], at: 8 },
]

/** Bytes of a picture's file, a canvas, or an object whose `outerHTML` is an SVG, as an image; null for all else. */
export function showImage(value: object): Showing | null {
  if (value instanceof Uint8Array) return showImageBytes(value)
  return showCanvas(value) ?? showSvgElement(value)
}

/** Bytes of a PNG, JPEG, GIF or WebP file as an image; null for other bytes. */
export function showImageBytes(bytes: Uint8Array, metadata: Record<string, unknown> = {}): Showing | null {
  const found = SIGNATURES.find(({ bytes: start, at = 0 }) => start.every((byte, index) => bytes[at + index] === byte))
  if (found === undefined) return null
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
  const text = `[${found.name} image, ${bytes.length} bytes]`
  const sized = Object.keys(metadata).length > 0 ? { [found.type]: metadata } : {}
  return { data: { [found.type]: data, "text/plain": text }, metadata: sized }
}

/** An SVG as an image. */
export function showSvg(markup: string): Showing {
  return showing({ "image/svg+xml": markup, "text/plain": `[SVG image, ${markup.length} characters]` })
}

/** A canvas as packages for Node offer it. */
function showCanvas(value: object): Showing | null {
  const toDataUrl = dataProperty(value, "toDataURL")
  if (typeof toDataUrl !== "function") return null
  const address: unknown = Reflect.apply(toDataUrl, value, ["image/png"])
  const data = typeof address === "string" ? /^data:image\/png;base64,(.*)$/s.exec(address)?.[1] : undefined
  return data === undefined ? null : showImageBytes(Buffer.from(data, "base64"))
}

/** An element of a document names its kind; only then its markup, which is a getter there, is asked for. */
function showSvgElement(value: object): Showing | null {
  const kind = dataProperty(value, Symbol.toStringTag)
  const isElement = typeof kind === "string" && /^SVG\w*Element$/.test(kind)
  const markup = isElement ? (value as { outerHTML?: unknown }).outerHTML : dataProperty(value, "outerHTML")
  return typeof markup === "string" && /^\s*<svg[\s>]/.test(markup) ? showSvg(markup) : null
}
