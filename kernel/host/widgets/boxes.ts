import { inspect } from "node:util"
import { referenceTo } from "./model.ts"
import { checkedOptions } from "./options.ts"
import { extendWidget, type Fallback, fallbackOf, openWidget } from "./widget.ts"
import type { Box, Widget, WidgetOptions } from "./widget-types.ts"

/** Widgets below each other. */
export function vBox(children: readonly Widget[], options: WidgetOptions = {}): Box {
  return openBox("vBox", "VBox", children, options)
}

/** Widgets beside each other. */
export function hBox(children: readonly Widget[], options: WidgetOptions = {}): Box {
  return openBox("hBox", "HBox", children, options)
}

function openBox(caller: string, kind: "VBox" | "HBox", children: readonly Widget[], options: WidgetOptions): Box {
  const { width } = checkedOptions(caller, options, ["width"])
  let inside = checkedChildren(caller, children)
  const { model, widget } = openWidget({
    kind,
    style: null,
    width,
    state: { box_style: "", children: inside.map(referenceTo) },
    fallback: () => joined(kind, inside.map(fallbackOf)),
  })
  return extendWidget(widget, {
    get children() {
      return inside
    },
    set children(given: readonly Widget[]) {
      inside = checkedChildren(caller, given)
      model.set({ children: inside.map(referenceTo) })
    },
  })
}

function checkedChildren(caller: string, children: readonly Widget[]): readonly Widget[] {
  if (!Array.isArray(children)) throw new TypeError(`${caller} takes a list of widgets, not ${inspect(children)}`)
  for (const child of children) fallbackOf(child)
  return Object.freeze([...children])
}

function joined(kind: "VBox" | "HBox", parts: readonly Fallback[]): Fallback {
  const direction = kind === "VBox" ? "column" : "row"
  return {
    text: parts.map(({ text }) => text).join(kind === "VBox" ? "\n" : "   "),
    html: `<div style="display: flex; flex-direction: ${direction}; gap: 0.25em 1.5em">${parts.map(({ html }) => html).join("")}</div>`,
  }
}
