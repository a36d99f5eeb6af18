import { createRequire } from "node:module"

/** What tests ask an element of a page. */
export interface HtmlElement extends HtmlParent {
  readonly textContent: string | null
  getAttribute(name: string): string | null
}

interface HtmlParent {
  querySelector(selector: string): HtmlElement | null
  querySelectorAll(selector: string): Iterable<HtmlElement> & { readonly length: number }
}

/** What tests ask a page. */
export interface HtmlDocument extends HtmlParent {
  getElementById(id: string): HtmlElement | null
}

/** Required, not imported: the types of jsdom would bring a browser's globals into every file. */
const { JSDOM } = createRequire(import.meta.url)("jsdom") as {
  JSDOM: new (html: string) => { readonly window: { readonly document: HtmlDocument } }
}

/** A page as a browser without scripts understands it. */
export function htmlDocument(html: string): HtmlDocument {
  return new JSDOM(html).window.document
}
