import type { Path2D } from "@napi-rs/canvas"
import { boxOf } from "../svg-boxes.ts"
import { childElements, inheritedStyle, numberAttribute, type SvgElement } from "../svg-element.ts"
import { type Box, parseTransform } from "../svg-transform.ts"
import type { Gradient, PaintContext } from "./paint-context.ts"
import { numberStyle, referenced, rootOf } from "./paint-style.ts"
import { boxPath, shapePath } from "./shape-path.ts"

/** Paints an element and what is in it; `alpha` is the opacity of everything around it. */
export type PaintElement = (context: PaintContext, element: SvgElement, alpha: number) => void

/** Tiles of a pattern painted at most; a shape that needs more is filled with the first ones. */
const MOST_TILES = 10_000

/** Fills and strokes a shape. */
export function paintShape(context: PaintContext, element: SvgElement, paintElement: PaintElement): void {
  const path = shapePath(element)
  if (path === null) return
  const { globalAlpha } = context
  fillShape(context, element, path, paintElement)
  context.globalAlpha = globalAlpha
  strokeShape(context, element, path)
  context.globalAlpha = globalAlpha
}

function fillShape(context: PaintContext, element: SvgElement, path: Path2D, paintElement: PaintElement): void {
  const fill = inheritedStyle(element, "fill") || "#000000"
  if (fill === "none" || element.tagName.toLowerCase() === "line") return
  const rule = inheritedStyle(element, "fill-rule") === "evenodd" ? "evenodd" : "nonzero"
  context.globalAlpha *= numberStyle(element, "fill-opacity", 1)
  if (context.globalAlpha === 0) return
  const server = referenced(rootOf(element), fill)
  if (server?.tagName.toLowerCase() === "pattern") {
    context.save()
    context.clip(path, rule)
    tile(context, server, boxOf(element), paintElement)
    context.restore()
    return
  }
  context.fillStyle = server === null ? fill : gradientOf(context, server, boxOf(element))
  context.fill(path, rule)
}

function strokeShape(context: PaintContext, element: SvgElement, path: Path2D): void {
  const stroke = inheritedStyle(element, "stroke")
  const width = numberStyle(element, "stroke-width", 1)
  if (stroke === "" || stroke === "none" || width === 0) return
  context.globalAlpha *= numberStyle(element, "stroke-opacity", 1)
  if (context.globalAlpha === 0) return
  const server = referenced(rootOf(element), stroke)
  context.strokeStyle = server === null ? stroke : gradientOf(context, server, boxOf(element))
  context.lineWidth = width
  context.lineCap = inheritedStyle(element, "stroke-linecap") || "butt"
  context.lineJoin = inheritedStyle(element, "stroke-linejoin") || "miter"
  context.miterLimit = numberStyle(element, "stroke-miterlimit", 4)
  context.lineDashOffset = numberStyle(element, "stroke-dashoffset", 0)
  context.setLineDash((inheritedStyle(element, "stroke-dasharray").match(/[\d.]+/g) ?? []).map(Number))
  context.stroke(path)
}

/** A gradient of plotly.js: its places are shares of the shape's box, or the coordinates of the shape. */
function gradientOf(context: PaintContext, server: SvgElement, box: Box): Gradient {
  const isOfBox = server.getAttribute("gradientUnits") !== "userSpaceOnUse"
  const place = (name: string, fallback: number, start: number, size: number) => {
    const attribute = server.getAttribute(name)
    const number = attribute === null ? fallback : Number.parseFloat(attribute) / (attribute.endsWith("%") ? 100 : 1)
    return isOfBox ? start + number * size : number
  }
  const x = (name: string, fallback: number) => place(name, fallback, box.x, box.width)
  const y = (name: string, fallback: number) => place(name, fallback, box.y, box.height)
  const radius = place("r", 0.5, 0, Math.max(box.width, box.height))
  const gradient =
    server.tagName.toLowerCase() === "radialgradient"
      ? context.createRadialGradient(x("cx", 0.5), y("cy", 0.5), 0, x("cx", 0.5), y("cy", 0.5), radius)
      : context.createLinearGradient(x("x1", 0), y("y1", 0), x("x2", 1), y("y2", 0))
  for (const stop of childElements(server)) {
    const offset = stop.getAttribute("offset") ?? "0"
    const share = Number.parseFloat(offset) / (offset.endsWith("%") ? 100 : 1)
    gradient.addColorStop(Math.min(1, Math.max(0, share || 0)), stopColor(stop))
  }
  return gradient
}

function stopColor(stop: SvgElement): string {
  const color = inheritedStyle(stop, "stop-color") || "#000000"
  const opacity = numberStyle(stop, "stop-opacity", 1)
  const channels = /^rgb\(([^)]*)\)$/.exec(color)?.[1]
  return opacity === 1 || channels === undefined ? color : `rgba(${channels}, ${opacity})`
}

/** Paints a pattern's tile again and again over a box. */
function tile(context: PaintContext, pattern: SvgElement, box: Box, paintElement: PaintElement): void {
  const [width, height] = [numberAttribute(pattern, "width"), numberAttribute(pattern, "height")]
  if (width <= 0 || height <= 0) return
  context.transform(...parseTransform(pattern.getAttribute("patternTransform")))
  const alpha = context.globalAlpha
  let tiles = 0
  for (let x = Math.floor(box.x / width) * width; x < box.x + box.width; x += width) {
    for (let y = Math.floor(box.y / height) * height; y < box.y + box.height; y += height) {
      if (tiles >= MOST_TILES) return
      tiles += 1
      context.save()
      context.transform(1, 0, 0, 1, x, y)
      context.clip(boxPath(0, 0, width, height))
      for (const child of childElements(pattern)) paintElement(context, child, alpha)
      context.restore()
    }
  }
}
