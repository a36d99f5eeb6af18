import { createListeners } from "./listeners.ts"
import { checkBoolean, checkedOptions, checkFunction, checkOneOf, checkText } from "./options.ts"
import { CONTROL_OPTIONS } from "./value-widget.ts"
import { extendWidget, openWidget, plainFallback } from "./widget.ts"
import type { Button, ButtonOptions } from "./widget-types.ts"

const KINDS = ["primary", "success", "info", "warning", "danger"] as const

/** A button. */
export function button(options: ButtonOptions = {}): Button {
  const {
    label = "",
    disabled = false,
    width,
    icon = "",
    kind,
  } = checkedOptions("button", options, ["icon", "kind", ...CONTROL_OPTIONS])
  const presses = createListeners<void>("button")
  const state = {
    description: checkText("the label of button", label),
    disabled: checkBoolean("disabled of button", disabled),
    icon: checkText("the icon of button", icon),
    button_style: kind === undefined ? "" : checkOneOf("the kind of button", kind, KINDS),
  }
  const labelled = () => String(model.get("description"))
  const { model, widget } = openWidget({
    kind: "Button",
    style: "ButtonStyle",
    width,
    state,
    fallback: () => plainFallback("", `[${labelled()}]`),
    handlers: { onCustom: (content) => (isPress(content) ? presses.tell() : undefined), onClose: presses.end },
  })
  return extendWidget(widget, {
    get label() {
      return labelled()
    },
    set label(given: string) {
      model.set({ description: checkText("the label of button", given) })
    },
    get disabled() {
      return model.get("disabled") === true
    },
    set disabled(given: boolean) {
      model.set({ disabled: checkBoolean("disabled of button", given) })
    },
    onPress(callback: () => unknown) {
      checkFunction("onPress", callback)
      return presses.add(callback)
    },
    next: presses.next,
  })
}

function isPress(content: unknown): boolean {
  return typeof content === "object" && content !== null && "event" in content && content.event === "click"
}
