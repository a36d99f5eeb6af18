import { Path2D } from "@napi-rs/canvas"
import { childElements, numberAttribute, type SvgElement } from "./svg-element.ts"
import { textBox } from "./svg-text-box.ts"
import { type Box, mapBox, parseTransform, spanning, unionOf } from "./svg-transform.ts"

const EMPTY: Box = { x: 0, y: 0, width: 0, height: 0 }

/** What `getBBox` answers in a browser: the box of an element in its own coordinates, strokes left out. */
export function boxOf(element: SvgElement): Box {
  return shapeBox(element) ?? EMPTY
}

/** What `getBoundingClientRect` answers in a browser: the box in the coordinates of the outermost `svg`, which lies at the origin. */
export function boxOnPage(element: SvgElement): Box {
  let box = shapeBox(element) ?? EMPTY
  for (let at: SvgElement | null = element; at !== null; at = at.parentElement) {
    box = mapBox(parseTransform(at.getAttribute("transform")), box)
  }
  return box
}

function shapeBox(element: SvgElement): Box | null {
  const number = (name: string) => numberAttribute(element, name)
  switch (element.tagName.toLowerCase()) {
    case "text":
    case "tspan":
      return textBox(element)
    case "rect":
    case "image":
    case "foreignobject":
      return { x: number("x"), y: number("y"), width: number("width"), height: number("height") }
    case "circle":
      return spanning(
        number("cx") - number("r"),
        number("cy") - number("r"),
        number("cx") + number("r"),
        number("cy") + number("r"),
      )
    case "path":
      return pathBox(element.getAttribute("d"))
    case "svg":
      return element.getAttribute("width") === null
        ? unionOfChildren(element)
        : { x: number("x"), y: number("y"), width: number("width"), height: number("height") }
    case "defs":
    case "clippath":
      return null
    default:
      return unionOfChildren(element)
  }
}

function pathBox(path: string | null): Box | null {
  if (path === null || path === "") return null
  const [left, top, right, bottom] = new Path2D(path).computeTightBounds()
  return spanning(left, top, right, bottom)
}

function unionOfChildren(element: SvgElement): Box | null {
  return unionOf(
    childElements(element).flatMap((child) => {
      const box = shapeBox(child)
      return box === null ? [] : [mapBox(parseTransform(child.getAttribute("transform")), box)]
    }),
  )
}
