import { createListeners } from "./listeners.ts"
import type { ModelState } from "./model.ts"
import { checkBoolean, checkFunction, checkText } from "./options.ts"
import { extendWidget, openWidget, plainFallback, type WidgetParts } from "./widget.ts"
import type { Control, ControlOptions, LabelOptions, ValueWidget } from "./widget-types.ts"

/** What makes one kind of widget with a value. */
export interface ValueKind<Value> extends Pick<WidgetParts, "kind" | "view"> {
  /** Name of its maker, for messages. */
  readonly caller: string
  readonly style: string
  /** Attribute that holds the value. */
  readonly attribute: "value" | "index"
  /** All attributes but that, the label, and what every control has. */
  readonly state: ModelState
  /** The value as it travels; throws for one that does not fit. */
  readonly write: (value: Value) => unknown
  /** The other way, for what the model holds. */
  readonly read: (held: unknown) => Value
  /** What is to be held for what a front end sent; throws for what does not fit. */
  readonly admit: (given: unknown) => unknown
  readonly describe: (value: Value) => string
}

/** Options that every control takes. */
export const CONTROL_OPTIONS = ["label", "disabled", "width"]

/** Options that every widget with a label takes. */
export const LABEL_OPTIONS = ["label", "width"]

/** Opens a widget that only shows a value. */
export function openValueWidget<Value>(
  kind: ValueKind<Value>,
  value: Value,
  options: LabelOptions,
): ValueWidget<Value> {
  return extendWidget(openValue(kind, value, options, {}).widget, {})
}

/** Opens a widget whose value the user can change. */
export function openControl<Value>(kind: ValueKind<Value>, value: Value, options: ControlOptions): Control<Value> {
  const { caller } = kind
  const listeners = createListeners<Value>(caller)
  const disabled = checkBoolean(`disabled of ${caller}`, options.disabled ?? false)
  const { model, widget } = openValue(kind, value, options, {
    state: { disabled },
    onChange: (changed) => listeners.tell(changed),
    onClose: listeners.end,
  })
  return extendWidget(widget, {
    get disabled() {
      return model.get("disabled") === true
    },
    set disabled(given: boolean) {
      model.set({ disabled: checkBoolean(`disabled of ${caller}`, given) })
    },
    onChange(callback: (value: Value) => unknown) {
      checkFunction("onChange", callback)
      return listeners.add(callback)
    },
    next: listeners.next,
  })
}

interface Following<Value> {
  readonly state?: ModelState
  readonly onChange?: (value: Value) => Promise<void>
  readonly onClose?: () => void
}

function openValue<Value>(
  kind: ValueKind<Value>,
  initial: Value,
  { label = "", width }: LabelOptions,
  { state = {}, onChange = async () => {}, onClose = () => {} }: Following<Value>,
) {
  const { caller, attribute, read, write } = kind
  const description = checkText(`the label of ${caller}`, label)
  const value = () => read(opened.model.get(attribute))
  const labelled = () => String(opened.model.get("description"))
  const opened = openWidget({
    kind: kind.kind,
    ...(kind.view === undefined ? {} : { view: kind.view }),
    style: kind.style,
    width,
    state: { description, description_allow_html: false, ...state, ...kind.state, [attribute]: write(initial) },
    fallback: () => plainFallback(labelled(), kind.describe(value())),
    handlers: { readers: { [attribute]: kind.admit }, onChange: () => onChange(value()), onClose },
  })
  const { model } = opened
  const widget = Object.defineProperties(opened.widget as ValueWidget<Value>, {
    value: {
      enumerable: true,
      get: value,
      set(given: Value) {
        if (model.set({ [attribute]: write(given) })) void onChange(value())
      },
    },
    label: {
      enumerable: true,
      get: labelled,
      set: (given: string) => model.set({ description: checkText(`the label of ${caller}`, given) }),
    },
  })
  return { model, widget }
}
