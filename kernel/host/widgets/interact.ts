import { inspect } from "node:util"
import { type CellContext, contexts, isStopped } from "../contexts.ts"
import { display } from "../display.ts"
import { report } from "../report.ts"
import { vBox } from "./boxes.ts"
import { checkbox, dropdown, text } from "./choices.ts"
import { floatSlider } from "./numbers.ts"
import { checkFunction } from "./options.ts"
import { createPace } from "./pace.ts"
import { createResultPlace } from "./result-place.ts"
import { isWidget } from "./widget.ts"
import type { AnyControl, Interact } from "./widget-types.ts"

/** At most twenty results a second. */
const BETWEEN_RESULTS_MS = 50

/**
 * Shows controls and below them what the function makes of their values, made anew whenever they change.
 * @throws TypeError for what is neither a control nor short for one
 */
export const interact: Interact = (make, controls) => {
  checkFunction("interact", make)
  const context = contexts.getStore()
  if (context === undefined) throw new Error("interact works in a cell, and in what a cell calls.")
  const named = Object.entries(checkedControls(controls)).map(
    ([name, given]) => [name, toControl(name, given)] as const,
  )
  const current = () => Object.fromEntries(named.map(([name, { value }]) => [name, value]))
  display(vBox(named.map(([, control]) => control)))

  const place = createResultPlace(context)
  const pace = createPace(context, BETWEEN_RESULTS_MS, () =>
    // Each control's value is of the type that its place in the record says.
    place.show(() => make(current() as Parameters<typeof make>[0])),
  )
  const first = pace.start()
  if (first !== undefined) {
    context.pending.add(first)
    first.finally(() => context.pending.delete(first))
  }
  follow(
    context,
    named.map(([, control]) => control),
    pace.ask,
  )
}

/** Followed from outside the cell, so that a change after its stop can be answered. */
function follow(context: CellContext, controls: readonly AnyControl[], ask: () => void): void {
  const endings = contexts.exit(() => controls.map((control) => control.onChange(take)))
  function take(): void {
    if (!isStopped(context)) {
      ask()
      return
    }
    for (const end of endings) end()
    const note = "These controls were stopped together with their cell: run it again to use them.\n"
    report({ type: "output", output: { kind: "stream", request: context.request, name: "stderr", text: note } })
  }
}

function checkedControls<Controls extends object>(controls: Controls): Controls {
  const isRecord = typeof controls === "object" && controls !== null && !Array.isArray(controls)
  if (isRecord && !isWidget(controls) && Object.keys(controls).length > 0) return controls
  throw new TypeError(`interact takes a record of controls such as { gain: [0, 1] }, not ${inspect(controls)}`)
}

function toControl(label: string, given: unknown): AnyControl {
  if (typeof given === "boolean") return checkbox({ value: given, label })
  if (typeof given === "string") return text({ value: given, label })
  if (isRange(given)) {
    const [min, max, step = (max - min) / 100] = given
    return floatSlider({ min, max, step, value: middle(min, max, step), label })
  }
  if (isTexts(given)) return dropdown({ options: given, label })
  if (!isWidget(given) || !("onChange" in given)) throw new TypeError(refusal(label, given))
  const control = given as AnyControl
  if (control.label === "") control.label = label
  return control
}

/** The step next to the middle. */
function middle(min: number, max: number, step: number): number {
  return Math.min(max, min + Math.round((max - min) / 2 / step) * step)
}

function isRange(given: unknown): given is readonly [number, number, number?] {
  if (!Array.isArray(given) || (given.length !== 2 && given.length !== 3)) return false
  return given.every((one) => typeof one === "number")
}

function isTexts(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === "string")
}

function refusal(name: string, given: unknown): string {
  const accepted = "a control, [min, max], [min, max, step], a list of texts, true or false, or a text"
  return `interact takes as ${name} ${accepted}, not ${inspect(given)}`
}
