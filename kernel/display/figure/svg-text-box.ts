import { inheritedStyle, ownStyle, type SvgElement } from "./svg-element.ts"
import { type Box, spanning } from "./svg-transform.ts"
import { type Font, measureText } from "./text-metrics.ts"

interface Line {
  x: number
  y: number
  width: number
  ascent: number
  descent: number
}

/** Size of text that says nothing about it, as in browsers. */
const DEFAULT_SIZE = 16

/** The box of a `text` element in its own coordinates: its lines are `tspan`s that set x, y or both. */
export function textBox(text: SvgElement): Box {
  const lines: Line[] = [{ ...startOf(text, 0, 0), width: 0, ascent: 0, descent: 0 }]
  addText(text, lines)
  const anchor = inheritedStyle(text, "text-anchor")
  const filled = lines.filter(({ width }) => width > 0)
  if (filled.length === 0) return spanning(lines[0]!.x, lines[0]!.y, lines[0]!.x, lines[0]!.y)
  const lefts = filled.map(({ x, width }) => x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0))
  return spanning(
    Math.min(...lefts),
    Math.min(...filled.map(({ y, ascent }) => y - ascent)),
    Math.max(...filled.map(({ width }, index) => lefts[index]! + width)),
    Math.max(...filled.map(({ y, descent }) => y + descent)),
  )
}

/** Width of all text in an element, as if on one line. */
export function textLength(element: SvgElement): number {
  const line: Line = { x: 0, y: 0, width: 0, ascent: 0, descent: 0 }
  addText(element, [line])
  return line.width
}

function addText(element: SvgElement, lines: Line[]): void {
  for (const child of Array.from(element.childNodes)) {
    const line = lines.at(-1)!
    if (child.nodeType === 3) {
      const { width, ascent, descent } = measureText(child.textContent, fontOf(element))
      line.width += width
      line.ascent = Math.max(line.ascent, ascent)
      line.descent = Math.max(line.descent, descent)
    } else if (child.nodeType === 1) {
      if (child.getAttribute("x") !== null && line.width > 0) {
        lines.push({ ...startOf(child, line.x, line.y), width: 0, ascent: 0, descent: 0 })
      } else if (child.getAttribute("x") !== null) Object.assign(line, startOf(child, line.x, line.y))
      addText(child, lines)
    }
  }
}

function startOf(element: SvgElement, x: number, y: number): { x: number; y: number } {
  const length = (name: string) => lengthAttribute(element, name)
  return { x: (length("x") ?? x) + (length("dx") ?? 0), y: (length("y") ?? y) + (length("dy") ?? 0) }
}

/** An attribute of a text in pixels or in sizes of its font (`em`), or null where there is none. */
export function lengthAttribute(element: SvgElement, name: string): number | null {
  const attribute = element.getAttribute(name)
  if (attribute === null) return null
  return Number.parseFloat(attribute) * (attribute.endsWith("em") ? fontOf(element).size : 1) || 0
}

/** The font of an element's text. */
export function fontOf(element: SvgElement): Font {
  return {
    family: inheritedStyle(element, "font-family") || "sans-serif",
    size: fontSize(element),
    weight: inheritedStyle(element, "font-weight") || "normal",
    style: inheritedStyle(element, "font-style") || "normal",
  }
}

/** Subscripts and superscripts give theirs in per cent of their parent's. */
function fontSize(element: SvgElement | null): number {
  if (element === null) return DEFAULT_SIZE
  const own = ownStyle(element, "font-size")
  if (own === "") return fontSize(element.parentElement)
  const number = Number.parseFloat(own) || DEFAULT_SIZE
  if (own.endsWith("%")) return (number / 100) * fontSize(element.parentElement)
  return own.endsWith("em") ? number * fontSize(element.parentElement) : number
}
