import { inspect } from "node:util"
import { comms } from "../comms.ts"
import { createListeners } from "./listeners.ts"
import type { Model } from "./model.ts"
import { checkedOptions, checkFunction, checkText } from "./options.ts"
import { extendWidget, openWidget, plainFallback } from "./widget.ts"
import type { OwnState, OwnWidget, OwnWidgetOptions } from "./widget-types.ts"

/** MIME type that our JupyterLab extension draws; where it is not there, the package anywidget may draw the widget. */
const OWN_TYPE = "application/vnd.deltaw.widget+json"

/** Target on which the extension opens a comm for each place where a widget is drawn. */
const PLACES = "deltaw.widget"

const models = new Map<string, Model>()

type Message = Parameters<Parameters<OwnWidget<OwnState>["onMessage"]>[0]>[0]

/** A widget of your own, drawn by an ES module in a notebook that is trusted. */
export function anywidget<State extends OwnState>(options: OwnWidgetOptions<State>): OwnWidget<State> {
  const caller = "anywidget"
  const { esm, css = "", state, width } = checkedOptions(caller, options, ["esm", "css", "state", "width"])
  const names = checkedNames(state)
  const listeners = createListeners<State>(caller)
  const messages = createListeners<Message>(caller)
  const current = () => Object.fromEntries(names.map((name) => [name, model.get(name)])) as unknown as State
  const { model, widget } = openWidget({
    kind: "Any",
    style: null,
    width,
    state: { ...state, _esm: checkText("the esm of anywidget", esm), _css: checkText("the css of anywidget", css) },
    fallback: () => plainFallback("", "[a widget that draws itself in a running notebook]"),
    handlers: {
      readers: Object.fromEntries(names.map((name) => [name, (given: unknown) => given])),
      onChange: () => listeners.tell(current()),
      onCustom: (content, buffers) => messages.tell({ content, buffers }),
      onClose() {
        models.delete(model.id)
        listeners.end()
        messages.end()
      },
    },
    ownType: OWN_TYPE,
  })
  servePlaces()
  models.set(model.id, model)
  return extendWidget(widget, {
    get: <Name extends keyof State>(name: Name) => model.get(String(name)) as State[Name],
    set(changes: Partial<State>) {
      checkedOptions("set", changes, names)
      if (model.set(changes)) void listeners.tell(current())
    },
    onChange(callback: (state: State) => unknown) {
      checkFunction("onChange", callback)
      return listeners.add(callback)
    },
    next: listeners.next,
    send: model.send,
    onMessage(callback: (message: Message) => unknown) {
      checkFunction("onMessage", callback)
      return messages.add(callback)
    },
  })
}

let isServing = false

/** The code of a widget goes to a place only when it asks, so that it is never saved in a notebook. */
function servePlaces(): void {
  if (isServing) return
  isServing = true
  comms.registerTarget(PLACES, (line, { data }) => {
    const model = models.get(String(data.model))
    if (model === undefined) line.close()
    else model.serve(line)
  })
}

function checkedNames(state: unknown): string[] {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw new TypeError(`the state of anywidget is a record, not ${inspect(state)}`)
  }
  const wrong = Object.keys(state).find((name) => !/^[a-z]\w*$/i.test(name) || name === "layout")
  if (wrong === undefined) return Object.keys(state)
  throw new RangeError(`"${wrong}" names no attribute of anywidget: letters and digits do, but for "layout"`)
}
