import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { type Canvas, createCanvas } from "@napi-rs/canvas"
import { boxOf, boxOnPage } from "./svg-boxes.ts"
import type { SvgElement } from "./svg-element.ts"
import { pathLength, pointAtLength } from "./svg-path.ts"
import { textLength } from "./svg-text-box.ts"

/** A figure as Plotly takes it. */
export interface FigureSpecification {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly layout: Readonly<Record<string, unknown>>
}

/** What we use of plotly.js. */
export interface Plotly {
  newPlot(element: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>
  toImage(element: unknown, options: Record<string, unknown>): Promise<string>
  purge(element: unknown): void
}

/** What we use of jsdom's window. */
export interface FigureWindow {
  readonly Plotly: Plotly
  readonly DOMParser: new () => {
    parseFromString(text: string, type: string): { readonly documentElement: SvgElement }
  }
  readonly document: { createElement(name: string): unknown; body: { append(child: unknown): void } }
  close(): void
}

interface Prototype {
  prototype: Record<string, unknown>
}

type BareWindow = FigureWindow & {
  eval(code: string): unknown
  readonly SVGElement: Prototype
  readonly HTMLCanvasElement: Prototype
  readonly URL: { createObjectURL?: unknown }
  XMLHttpRequest: unknown
}

interface Jsdom {
  readonly JSDOM: new (html: string, options: Record<string, unknown>) => { readonly window: BareWindow }
  readonly VirtualConsole: new () => unknown
}

/** Plotly in a window without a screen, with what jsdom leaves out: sizes of text and shapes, and canvas. */
export function openFigureWindow(): FigureWindow {
  const require = createRequire(import.meta.url)
  const { JSDOM, VirtualConsole } = require("jsdom") as Jsdom
  // A console of its own, without listeners, keeps the window's complaints to itself.
  const virtualConsole = new VirtualConsole()
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole,
  })
  giveShapesSizes(window)
  giveCanvas(window)
  forbidRequests(window)
  window.URL.createObjectURL ??= () => ""
  window.eval(readFileSync(require.resolve("plotly.js-dist-min"), "utf8"))
  return window
}

/** Maps ask for their coastlines; nothing is fetched from elsewhere, and the refusal is heard. */
function forbidRequests(window: BareWindow): void {
  window.XMLHttpRequest = class {
    open(_method: string, address: string): never {
      throw new Error(`it asks for ${address}, and figures are drawn without the network`)
    }
  }
}

function giveShapesSizes({ SVGElement: { prototype } }: BareWindow): void {
  const pathOf = (element: SvgElement) => element.getAttribute("d") ?? ""
  prototype.getBBox = function (this: SvgElement) {
    return boxOf(this)
  }
  prototype.getBoundingClientRect = function (this: SvgElement) {
    const { x, y, width, height } = boxOnPage(this)
    return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height }
  }
  prototype.getComputedTextLength = function (this: SvgElement) {
    return textLength(this)
  }
  prototype.getTotalLength = function (this: SvgElement) {
    return pathLength(pathOf(this))
  }
  prototype.getPointAtLength = function (this: SvgElement, length: number) {
    return pointAtLength(pathOf(this), length)
  }
}

function giveCanvas({ HTMLCanvasElement: { prototype } }: BareWindow): void {
  const canvases = new WeakMap<object, Canvas>()
  const canvasOf = (element: { width: number; height: number }): Canvas => {
    const { width, height } = element
    const found = canvases.get(element)
    if (found && found.width === width && found.height === height) return found
    const made = createCanvas(width, height)
    canvases.set(element, made)
    return made
  }
  prototype.getContext = function (this: { width: number; height: number }, kind: string) {
    return kind === "2d" ? canvasOf(this).getContext("2d") : null
  }
  prototype.toDataURL = function (this: { width: number; height: number }) {
    return canvasOf(this).toDataURL("image/png")
  }
}
