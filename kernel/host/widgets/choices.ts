import { inspect } from "node:util"
import { checkBoolean, checkedOptions, checkText } from "./options.ts"
import { CONTROL_OPTIONS, LABEL_OPTIONS, openControl, openValueWidget, type ValueKind } from "./value-widget.ts"
import type { Control, ControlOptions, LabelOptions, TextOptions, ValueWidget } from "./widget-types.ts"

/** A list to choose one of: plain values, or a record from what the list shows to the value. */
export function dropdown<Choice>(
  options: ControlOptions & {
    readonly options: readonly Choice[] | Readonly<Record<string, Choice>>
    readonly value?: Choice
  },
): Control<Choice> {
  const caller = "dropdown"
  const known = checkedOptions(caller, options, ["options", "value", ...CONTROL_OPTIONS])
  const { labels, choices } = choicesOf<Choice>(known.options)
  const write = (value: Choice): number => {
    const index = choices.findIndex((one) => Object.is(one, value))
    if (index >= 0) return index
    throw new RangeError(`the value of dropdown is one of ${choices.map(quoted).join(", ")}, not ${quoted(value)}`)
  }
  const kind: ValueKind<Choice> = {
    caller,
    kind: "Dropdown",
    style: "DescriptionStyle",
    attribute: "index",
    state: { _options_labels: labels },
    write,
    read: (held) => choices[Number(held)] as Choice,
    admit(given) {
      if (typeof given === "number" && Object.hasOwn(choices, given)) return given
      throw new RangeError(`a dropdown of ${choices.length} choices has none at ${inspect(given)}`)
    },
    describe: (value) => labels[write(value)] ?? "",
  }
  return openControl(kind, "value" in options ? (options.value as Choice) : (choices[0] as Choice), options)
}

/** A box to tick. */
export function checkbox(options: ControlOptions & { readonly value?: boolean } = {}): Control<boolean> {
  const caller = "checkbox"
  checkedOptions(caller, options, ["value", ...CONTROL_OPTIONS])
  const check = (value: unknown) => checkBoolean("the value of checkbox", value)
  const kind: ValueKind<boolean> = {
    caller,
    kind: "Checkbox",
    style: "CheckboxStyle",
    attribute: "value",
    state: { indent: true },
    write: check,
    read: check,
    admit: check,
    describe: (value) => (value ? "☑" : "☐"),
  }
  return openControl(kind, options.value ?? false, options)
}

/** A field for a line of text. */
export function text(options: TextOptions = {}): Control<string> {
  checkedOptions("text", options, ["value", "placeholder", "continuous", ...CONTROL_OPTIONS])
  const state = {
    placeholder: checkText("the placeholder of text", options.placeholder ?? ""),
    continuous_update: checkBoolean("continuous of text", options.continuous ?? true),
  }
  const kind = { ...textKind("text", "Text", "TextStyle"), state, describe: (value: string) => JSON.stringify(value) }
  return openControl(kind, options.value ?? "", options)
}

/** Markup of your own, cleaned by the front end. */
export function html(options: LabelOptions & { readonly value?: string } = {}): ValueWidget<string> {
  checkedOptions("html", options, ["value", ...LABEL_OPTIONS])
  return openValueWidget(textKind("html", "HTML", "HTMLStyle"), options.value ?? "", options)
}

function textKind(caller: string, kind: string, style: string): ValueKind<string> {
  const check = (value: unknown) => checkText(`the value of ${caller}`, value)
  const state = { placeholder: "" }
  const describe = (value: string) => value
  return { caller, kind, style, attribute: "value", state, write: check, read: check, admit: check, describe }
}

function choicesOf<Choice>(given: unknown): {
  readonly labels: readonly string[]
  readonly choices: readonly Choice[]
} {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`the options of dropdown are a list or a record, not ${inspect(given)}`)
  }
  const isList = Array.isArray(given)
  const choices: Choice[] = Object.values(given)
  if (choices.length === 0) throw new RangeError("the options of dropdown are at least one, not none")
  const unnamed = isList ? choices.find((one) => !["string", "number", "boolean"].includes(typeof one)) : undefined
  if (unnamed !== undefined) {
    throw new TypeError(
      `the options of dropdown are texts, numbers or booleans, or a record of names to anything; not ${quoted(unnamed)}`,
    )
  }
  return { labels: isList ? choices.map(String) : Object.keys(given), choices }
}

function quoted(value: unknown): string {
  return inspect(value, { depth: 0 })
}
