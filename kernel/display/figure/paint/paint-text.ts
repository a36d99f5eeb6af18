import { inheritedStyle, ownStyle, type SvgElement } from "../svg-element.ts"
import { fontOf, lengthAttribute } from "../svg-text-box.ts"
import { type Font, measureText } from "../text-metrics.ts"
import type { PaintContext } from "./paint-context.ts"
import { numberStyle } from "./paint-style.ts"

/** A piece of text in one style. */
interface Piece {
  readonly text: string
  readonly element: SvgElement
  readonly font: Font
  /** Offsets from where the chunk begins. */
  readonly x: number
  readonly y: number
}

/** Text between two absolute places; it is anchored as a whole. */
interface Chunk {
  readonly x: number
  readonly y: number
  readonly pieces: Piece[]
  width: number
  shiftY: number
}

/** Paints a `text` element: its lines and styles are `tspan`s. */
export function paintText(context: PaintContext, text: SvgElement): void {
  const chunks: Chunk[] = []
  collect(text, chunks)
  const anchor = inheritedStyle(text, "text-anchor")
  for (const { x, y, pieces, width } of chunks) {
    const start = x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0)
    for (const piece of pieces) paintPiece(context, piece, start + piece.x, y + piece.y)
  }
}

function collect(element: SvgElement, chunks: Chunk[]): void {
  begin(element, chunks)
  for (const child of Array.from(element.childNodes)) {
    if (child.nodeType === 1) collect(child, chunks)
    else if (child.nodeType === 3 && child.textContent !== "") add(element, child.textContent, chunks.at(-1)!)
  }
}

/** An element with an x or y of its own begins a chunk; one with dx or dy moves on in the current one. */
function begin(element: SvgElement, chunks: Chunk[]): void {
  const current = chunks.at(-1)
  const [x, y] = [lengthAttribute(element, "x"), lengthAttribute(element, "y")]
  const [dx, dy] = [lengthAttribute(element, "dx") ?? 0, lengthAttribute(element, "dy") ?? 0]
  if (current === undefined || x !== null || y !== null) {
    const from = { x: x ?? (current ? current.x : 0), y: y ?? (current ? current.y : 0) }
    chunks.push({ x: from.x + dx, y: from.y + dy, pieces: [], width: 0, shiftY: 0 })
    return
  }
  current.width += dx
  current.shiftY += dy
}

function add(element: SvgElement, text: string, chunk: Chunk): void {
  const font = fontOf(element)
  chunk.pieces.push({ text, element, font, x: chunk.width, y: chunk.shiftY })
  chunk.width += measureText(text, font).width
}

function paintPiece(context: PaintContext, { text, element, font }: Piece, x: number, y: number): void {
  const fill = inheritedStyle(element, "fill") || "#000000"
  const stroke = inheritedStyle(element, "stroke")
  const { globalAlpha } = context
  context.font = `${font.style} ${font.weight} ${font.size}px ${font.family}`
  context.textAlign = "left"
  if (stroke !== "" && stroke !== "none") {
    context.strokeStyle = stroke
    context.lineWidth = numberStyle(element, "stroke-width", 1)
    context.lineJoin = "round"
    context.globalAlpha = globalAlpha * numberStyle(element, "stroke-opacity", 1)
    context.strokeText(text, x, y)
  }
  if (fill !== "none") {
    context.fillStyle = fill
    context.globalAlpha = globalAlpha * numberStyle(element, "fill-opacity", 1) * ownOpacity(element)
    context.fillText(text, x, y)
  }
  context.globalAlpha = globalAlpha
}

function ownOpacity(element: SvgElement): number {
  return element.tagName.toLowerCase() === "tspan" ? Number.parseFloat(ownStyle(element, "opacity") || "1") : 1
}
