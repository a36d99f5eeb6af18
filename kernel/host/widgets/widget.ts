import { inspect } from "node:util"
import { displaySymbol } from "../../display/display-method.ts"
import { escapeHtml } from "../../display/escape-html.ts"
import type { MimeBundle } from "../messages.ts"
import { type Model, type ModelClass, type ModelHandlers, type ModelState, openModel, referenceTo } from "./model.ts"
import { checkText } from "./options.ts"
import type { Widget } from "./widget-types.ts"

const BASE = { module: "@jupyter-widgets/base", version: "2.0.0" }
const CONTROLS = { module: "@jupyter-widgets/controls", version: "2.0.0" }
const ANYWIDGET = { module: "anywidget", version: "~0.9.0" }
const OUTPUT = { module: "@jupyter-widgets/output", version: "1.0.0" }

/** MIME type of a widget's place in a page. */
export const WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"

/** What stands for a widget where nothing can draw it. */
export interface Fallback {
  readonly text: string
  readonly html: string
}

/** What `openWidget` is given. */
export interface WidgetParts {
  /** Name of the classes without `Model` and `View`, such as `FloatSlider`. */
  readonly kind: string
  /** The view's name where it is another one. */
  readonly view?: string
  /** Name of the style's class without `Model`; null for widgets without one. */
  readonly style: string | null
  readonly width: string | undefined
  readonly state: ModelState
  readonly fallback: () => Fallback
  readonly handlers?: ModelHandlers
  /** MIME type under which our own extension draws the widget, too. */
  readonly ownType?: string
}

const fallbacks = new WeakMap<object, () => Fallback>()

/** Opens a widget's model with those of its layout and style, which are closed with it. */
export function openWidget(parts: WidgetParts): { readonly model: Model; readonly widget: Widget } {
  const { kind, view = kind, style, width, state, fallback, handlers = {}, ownType } = parts
  const companions = { layout: openLayout(kind, width), ...(style === null ? {} : { style: openStyle(style) }) }
  const references = Object.fromEntries(Object.entries(companions).map(([name, one]) => [name, referenceTo(one)]))
  const home = kind === "Output" ? OUTPUT : kind === "Any" ? ANYWIDGET : CONTROLS
  const type: ModelClass = { ...home, model: `${kind}Model`, view: `${view}View` }
  const model = openModel(
    type,
    { _dom_classes: [], ...references, ...state },
    {
      ...handlers,
      onClose() {
        for (const one of Object.values(companions)) one.close()
        handlers.onClose?.()
      },
    },
  )
  const widget: Widget & { [displaySymbol](): MimeBundle } = {
    id: model.id,
    get isClosed() {
      return model.isClosed
    },
    close: () => model.close(),
    [displaySymbol]: () => viewBundle(model.id, fallback(), ownType),
  }
  fallbacks.set(widget, fallback)
  return { model, widget }
}

/** A widget with further properties and no others: a misspelt one is an error. */
export function extendWidget<Base extends Widget, Extra extends object>(widget: Base, extra: Extra): Base & Extra {
  return Object.freeze(Object.defineProperties(widget, Object.getOwnPropertyDescriptors(extra)) as Base & Extra)
}

/** Whether the value was made by `openWidget`. */
export function isWidget(value: unknown): value is Widget {
  return typeof value === "object" && value !== null && fallbacks.has(value)
}

/**
 * What stands for a widget where nothing can draw it.
 * @throws TypeError for what is no widget
 */
export function fallbackOf(widget: unknown): Fallback {
  const fallback = isWidget(widget) ? fallbacks.get(widget) : undefined
  if (fallback === undefined) throw new TypeError(`a box takes widgets, not ${inspect(widget)}`)
  return fallback()
}

/** A line of text that stands for a widget. */
export function plainFallback(label: string, text: string): Fallback {
  const line = label === "" ? text : `${label}: ${text}`
  return { text: line, html: `<div>${escapeHtml(line)}</div>` }
}

function viewBundle(id: string, { html, text }: Fallback, ownType: string | undefined): MimeBundle {
  const place = { version_major: 2, version_minor: 1, model_id: id }
  const own = ownType === undefined ? {} : { [ownType]: { model_id: id } }
  return { ...own, [WIDGET_TYPE]: place, "text/html": html, "text/plain": text }
}

function openLayout(kind: string, width: string | undefined): Model {
  const state = width === undefined ? {} : { width: checkText(`the width of ${kind}`, width) }
  return openModel({ ...BASE, model: "LayoutModel", view: "LayoutView" }, state)
}

function openStyle(style: string): Model {
  const view = { view: "StyleView", viewModule: BASE.module, viewVersion: BASE.version }
  const state = style === "ButtonStyle" ? {} : { description_width: "" }
  return openModel({ ...CONTROLS, model: `${style}Model`, ...view }, state)
}
