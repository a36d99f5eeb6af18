import { loadImage } from "@napi-rs/canvas"
import { childElements, numberAttribute, ownStyle, type SvgElement } from "../svg-element.ts"
import { parseTransform } from "../svg-transform.ts"
import type { PaintContext } from "./paint-context.ts"
import { paintShape } from "./paint-shape.ts"
import { isHidden, referenced, rootOf } from "./paint-style.ts"
import { paintText } from "./paint-text.ts"
import { boxPath, shapePath, unitedPath } from "./shape-path.ts"

/** Pictures inside an SVG, decoded before painting begins. */
export type Pictures = ReadonlyMap<string, unknown>

const NEVER_PAINTED = new Set([
  "defs",
  "clippath",
  "lineargradient",
  "radialgradient",
  "pattern",
  "style",
  "title",
  "metadata",
])

/** Decodes the pictures that an SVG holds as data. */
export async function loadPictures(root: SvgElement): Promise<Pictures> {
  const pictures = new Map<string, unknown>()
  for (const address of addressesIn(root)) {
    if (!pictures.has(address)) pictures.set(address, await loadImage(address))
  }
  return pictures
}

/**
 * Paints an SVG as plotly.js makes them: shapes, text, pictures, gradients and patterns become strokes and fills of the context,
 * so that a page of a PDF keeps them as such. Of what SVG can do besides, filters and masks are left out.
 */
export function paintSvg(context: PaintContext, root: SvgElement, pictures: Pictures): void {
  paintElement(context, root, 1)

  function paintElement(context: PaintContext, element: SvgElement, alpha: number): void {
    const name = element.tagName.toLowerCase()
    if (NEVER_PAINTED.has(name) || isHidden(element)) return
    const opacity = alpha * opacityOf(element)
    if (opacity === 0) return
    context.save()
    context.transform(...parseTransform(element.getAttribute("transform")))
    clip(context, element)
    context.globalAlpha = opacity
    if (name === "text") paintText(context, element)
    else if (name === "image") paintPicture(context, element)
    else if (shapePath(element) !== null) paintShape(context, element, paintElement)
    else {
      if (name === "svg" && element !== root) enterFrame(context, element)
      for (const child of childElements(element)) paintElement(context, child, opacity)
    }
    context.restore()
  }

  function paintPicture(context: PaintContext, element: SvgElement): void {
    const picture = pictures.get(addressOf(element))
    if (picture === undefined) return
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => numberAttribute(element, name))
    context.imageSmoothingEnabled = !/pixelated|crisp/.test(ownStyle(element, "image-rendering"))
    const [left, top, w, h] = fitted(element, picture as { width: number; height: number }, [x!, y!, width!, height!])
    context.drawImage(picture, left, top, w, h)
  }
}

type Frame = readonly [x: number, y: number, width: number, height: number]

/** Unless told to fill its frame, a picture keeps its proportions in the midst of it. */
function fitted(element: SvgElement, picture: { width: number; height: number }, frame: Frame): Frame {
  if (element.getAttribute("preserveAspectRatio") === "none") return frame
  const [x, y, width, height] = frame
  const factor = Math.min(width / picture.width, height / picture.height)
  const [w, h] = [picture.width * factor, picture.height * factor]
  const ratio = element.getAttribute("preserveAspectRatio") ?? "xMidYMid"
  const at = (low: RegExp, high: RegExp) => (low.test(ratio) ? 0 : high.test(ratio) ? 1 : 0.5)
  return [x + (width - w) * at(/xMin/, /xMax/), y + (height - h) * at(/YMin/, /YMax/), w, h]
}

/** An `svg` within another has an origin of its own and hides what lies outside of it. */
function enterFrame(context: PaintContext, element: SvgElement): void {
  context.transform(1, 0, 0, 1, numberAttribute(element, "x"), numberAttribute(element, "y"))
  if (element.getAttribute("width") === null || ownStyle(element, "overflow") === "visible") return
  context.clip(boxPath(0, 0, numberAttribute(element, "width"), numberAttribute(element, "height")))
}

function clip(context: PaintContext, element: SvgElement): void {
  const region = referenced(rootOf(element), ownStyle(element, "clip-path"))
  if (region === null) return
  context.clip(unitedPath(region, (child) => parseTransform(child.getAttribute("transform"))))
}

function opacityOf(element: SvgElement): number {
  const opacity = Number.parseFloat(ownStyle(element, "opacity"))
  return Number.isFinite(opacity) ? Math.min(1, Math.max(0, opacity)) : 1
}

function addressOf(element: SvgElement): string {
  return element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? ""
}

function addressesIn(element: SvgElement): string[] {
  const own = element.tagName.toLowerCase() === "image" ? [addressOf(element)] : []
  const within = childElements(element).flatMap(addressesIn)
  return [...own, ...within].filter((address) => address.startsWith("data:"))
}
