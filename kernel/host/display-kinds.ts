import { Buffer } from "node:buffer"
import { readFileSync } from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath, URL } from "node:url"
import { inspect } from "node:util"
import { showImageBytes, showSvg } from "../display/image-value.ts"
import { toJsonValue } from "../display/json-value.ts"
import { inspectText } from "../display/plain-value.ts"
import { type Showing, showing } from "../display/showing.ts"
import { checkOptions, type DisplayOptions, reportShowing } from "./showings.ts"

/** Options of `display.image` in cells: the size on the page, in pixels. */
export interface ImageOptions extends DisplayOptions {
  readonly width?: number
  readonly height?: number
}

/** Where relative paths begin, wherever user code may go. */
const notebookFolder = process.cwd()

/** Shows HTML; scripts in it run only where the front end trusts the notebook. */
export function html(markup: string, options: DisplayOptions = {}): void {
  const show = (text: string) => showing({ "text/html": text, "text/plain": `[HTML, ${text.length} characters]` })
  showText("display.html", markup, options, show)
}

/** Shows Markdown, in which `$...$` is mathematics. */
export function markdown(text: string, options: DisplayOptions = {}): void {
  showText("display.markdown", text, options, (one) => showing({ "text/markdown": one, "text/plain": one }))
}

/** Shows mathematics in LaTeX; what has no delimiter of its own stands on a line of its own. */
export function latex(text: string, options: DisplayOptions = {}): void {
  showText("display.latex", text, options, (one) => {
    const hasDelimiter = /^\s*(?:\$|\\\(|\\\[|\\begin\{)/.test(one)
    return showing({ "text/latex": hasDelimiter ? one : `$$${one}$$`, "text/plain": one })
  })
}

/** Shows an SVG. */
export function svg(markup: string, options: DisplayOptions = {}): void {
  showText("display.svg", markup, options, (text) => {
    if (/<svg[\s>]/.test(text)) return showSvg(text)
    throw new TypeError(`display.svg takes an <svg> element, not ${inspect(text.slice(0, 60))}`)
  })
}

/** Shows a value as a tree of JSON that can be opened and closed. */
export function json(value: unknown, options: DisplayOptions = {}): void {
  checkOptions("display.json", options)
  reportShowing(showing({ "application/json": toJsonValue(value), "text/plain": inspectText(value) }), options)
}

/**
 * Shows a picture: the bytes of a PNG, JPEG, GIF or WebP file, or the path of such a file or of an SVG.
 * @throws TypeError for other content, Error where the file cannot be read
 */
export function image(source: string | URL | Uint8Array, options: ImageOptions = {}): void {
  checkOptions("display.image", options, ["width", "height"])
  const { width, height, ...rest } = options
  const size: Record<string, number> = {}
  for (const [name, value] of Object.entries({ width, height })) {
    if (value === undefined) continue
    if (!(typeof value === "number" && value > 0)) {
      throw new TypeError(`the ${name} of a picture is a number of pixels, not ${inspect(value)}`)
    }
    size[name] = value
  }
  reportShowing(pictureOf(source, size), rest)
}

function pictureOf(source: string | URL | Uint8Array, size: Record<string, number>): Showing {
  const bytes = source instanceof Uint8Array ? source : readPicture(source)
  const found = showImageBytes(bytes, size)
  if (found !== null) return found
  const text = Buffer.from(bytes).toString("utf8")
  if (/^(?:\ufeff)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg[\s>])/i.test(text) && /<svg[\s>]/.test(text)) {
    const { data } = showSvg(text)
    return { data, metadata: Object.keys(size).length > 0 ? { "image/svg+xml": size } : {} }
  }
  const what = source instanceof Uint8Array ? `${source.length} other bytes` : `"${String(source)}"`
  throw new TypeError(`display.image takes a PNG, JPEG, GIF, WebP or SVG, not ${what}`)
}

function readPicture(source: string | URL): Uint8Array {
  if (typeof source !== "string" && !(source instanceof URL)) {
    throw new TypeError(`display.image takes bytes or the path of a file, not ${inspect(source)}`)
  }
  const address = String(source)
  if (/^https?:/.test(address)) {
    throw new TypeError(`display.image reads files; fetch "${address}" first and hand over its bytes`)
  }
  const file = address.startsWith("file:") ? fileURLToPath(address) : path.resolve(notebookFolder, address)
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`display.image cannot read "${address}": ${(error as Error).message}`)
  }
}

function showText(caller: string, text: unknown, options: DisplayOptions, show: (text: string) => Showing): void {
  checkOptions(caller, options)
  if (typeof text !== "string") throw new TypeError(`${caller} takes a string, not ${inspect(text)}`)
  reportShowing(show(text), options)
}
