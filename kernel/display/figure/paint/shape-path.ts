import { Path2D } from "@napi-rs/canvas"
import { childElements, numberAttribute, type SvgElement } from "../svg-element.ts"
import type { Transform } from "../svg-transform.ts"

interface Outline {
  rect(x: number, y: number, width: number, height: number): void
  roundRect(x: number, y: number, width: number, height: number, radius: number): void
  ellipse(x: number, y: number, radiusX: number, radiusY: number, rotation: number, start: number, end: number): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  closePath(): void
  addPath(path: Path2D, transform?: unknown): void
}

/** The outline of a shape in its own coordinates; null for what is no shape. */
export function shapePath(element: SvgElement): Path2D | null {
  const number = (name: string) => numberAttribute(element, name)
  const path = new Path2D()
  const outline = path as unknown as Outline
  switch (element.tagName.toLowerCase()) {
    case "path":
      return new Path2D(element.getAttribute("d") ?? "")
    case "rect": {
      const radius = Math.max(number("rx"), number("ry"))
      const box = [number("x"), number("y"), number("width"), number("height")] as const
      if (radius > 0) outline.roundRect(...box, radius)
      else outline.rect(...box)
      return path
    }
    case "circle":
      outline.ellipse(number("cx"), number("cy"), number("r"), number("r"), 0, 0, 2 * Math.PI)
      return path
    case "ellipse":
      outline.ellipse(number("cx"), number("cy"), number("rx"), number("ry"), 0, 0, 2 * Math.PI)
      return path
    case "line":
      outline.moveTo(number("x1"), number("y1"))
      outline.lineTo(number("x2"), number("y2"))
      return path
    case "polyline":
    case "polygon":
      addCorners(outline, element)
      return path
    default:
      return null
  }
}

/** The outline of a rectangle. */
export function boxPath(x: number, y: number, width: number, height: number): Path2D {
  const path = new Path2D()
  ;(path as unknown as Outline).rect(x, y, width, height)
  return path
}

/** The outlines of all shapes in an element as one, such as those of a clip path. */
export function unitedPath(element: SvgElement, transformOf: (element: SvgElement) => Transform): Path2D {
  const united = new Path2D()
  for (const child of childElements(element)) {
    const shape = shapePath(child) ?? unitedPath(child, transformOf)
    const [a, b, c, d, e, f] = transformOf(child)
    ;(united as unknown as Outline).addPath(shape, { a, b, c, d, e, f })
  }
  return united
}

function addCorners(outline: Outline, element: SvgElement): void {
  const numbers = (element.getAttribute("points")?.match(/-?[\d.]+(?:e[-+]?\d+)?/gi) ?? []).map(Number)
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    if (at === 0) outline.moveTo(numbers[0]!, numbers[1]!)
    else outline.lineTo(numbers[at]!, numbers[at + 1]!)
  }
  if (element.tagName.toLowerCase() === "polygon") outline.closePath()
}
