import { childElements, inheritedStyle, ownStyle, type SvgElement } from "../svg-element.ts"

/** A style as a number; the fallback where it says nothing, or nothing of use. */
export function numberStyle(element: SvgElement, name: string, fallback: number): number {
  const number = Number.parseFloat(inheritedStyle(element, name))
  return Number.isFinite(number) ? number : fallback
}

/** The element that `url(#id)` names, or null. */
export function referenced(root: SvgElement, reference: string): SvgElement | null {
  const id = /^url\(["']?#([^"')]+)["']?\)/.exec(reference)?.[1]
  return id === undefined ? null : findById(root, id)
}

/** Whether an element and what is in it are left out. */
export function isHidden(element: SvgElement): boolean {
  if (ownStyle(element, "display") === "none") return true
  return inheritedStyle(element, "visibility") === "hidden" && childElements(element).length === 0
}

/** The outermost element. */
export function rootOf(element: SvgElement): SvgElement {
  let root = element
  while (root.parentElement !== null) root = root.parentElement
  return root
}

const found = new WeakMap<SvgElement, Map<string, SvgElement>>()

function findById(root: SvgElement, id: string): SvgElement | null {
  let index = found.get(root)
  if (index === undefined) {
    index = new Map()
    collect(root, index)
    found.set(root, index)
  }
  return index.get(id) ?? null
}

function collect(element: SvgElement, index: Map<string, SvgElement>): void {
  const id = element.getAttribute("id")
  if (id !== null) index.set(id, element)
  for (const child of childElements(element)) collect(child, index)
}
