/** What we use of an element of jsdom's; its own types would bring a browser's globals into every file of ours. */
export interface SvgElement {
  readonly nodeType: 1
  readonly tagName: string
  readonly parentElement: SvgElement | null
  readonly childNodes: ArrayLike<SvgElement | SvgText>
  readonly style?: { getPropertyValue(name: string): string }
  getAttribute(name: string): string | null
}

/** A text node. */
export interface SvgText {
  readonly nodeType: 3
  readonly textContent: string
}

/** The elements in an element; jsdom's own list of them is a hundred times slower to walk. */
export function childElements(element: SvgElement): SvgElement[] {
  return Array.from(element.childNodes).filter((child): child is SvgElement => child.nodeType === 1)
}

/** A number in an attribute, 0 where there is none. */
export function numberAttribute(element: SvgElement, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? "") || 0
}

/** A style of the element itself, written as style or as attribute. */
export function ownStyle(element: SvgElement, name: string): string {
  return element.style?.getPropertyValue(name) || element.getAttribute(name) || ""
}

/** A style that children take over from their parents. */
export function inheritedStyle(element: SvgElement, name: string): string {
  for (let at: SvgElement | null = element; at !== null; at = at.parentElement) {
    const value = ownStyle(at, name)
    if (value !== "") return value
  }
  return ""
}
