import { deepEqual, equal, ok } from "node:assert/strict"
import { readFile } from "node:fs/promises"
import type { HostOutput } from "../../../../kernel/host/messages.ts"
import { checkout } from "../../../support/jupyter-lab.ts"
import { type Notebook, openNotebook } from "../../../support/notebook.ts"

/** As in test/golden/widget-states.py. */
const made: Readonly<Record<string, string>> = {
  intSlider: 'intSlider({ value: 3, min: 1, max: 9, step: 2, label: "Gain" })',
  floatSlider: 'floatSlider({ value: 0.5, label: "Gain" })',
  intRangeSlider: 'intRangeSlider({ value: [2, 4], max: 9, label: "Gain" })',
  floatRangeSlider: 'floatRangeSlider({ value: [0.25, 0.5], label: "Gain" })',
  numberInput: 'numberInput({ value: 2.5, label: "Gain" })',
  boundedNumberInput: 'numberInput({ value: 2.5, min: 0, max: 9, step: 0.5, label: "Gain" })',
  dropdown: 'dropdown({ options: ["relu", "tanh"], value: "tanh", label: "Gain" })',
  checkbox: 'checkbox({ value: true, label: "Gain" })',
  text: 'text({ value: "a", placeholder: "b", label: "Gain" })',
  button: 'button({ icon: "check", kind: "info", label: "Gain" })',
  progress: 'progress({ value: 0.5, status: "success", label: "Gain" })',
  html: 'html({ value: "<b>x</b>", label: "Gain" })',
  vBox: 'vBox([widgets.checkbox({ label: "Gain" })])',
  hBox: "hBox([])",
  output: "output()",
}

describe("models of widgets", () => {
  let notebook: Notebook
  before(async () => {
    notebook = await openNotebook()
    await notebook.run('import { widgets } from "@deltaw/kernel"')
  })
  after(() => notebook.close())

  /** State of a model, with the states of other models in the place of references to them. */
  function unfolded(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unfolded)
    if (typeof value !== "string" || !value.startsWith("IPY_MODEL_")) return value
    return stateOf(value.slice("IPY_MODEL_".length))
  }

  function stateOf(id: string): Record<string, unknown> {
    const opened = notebook.outputs.find(
      (one): one is HostOutput & { kind: "comm" } =>
        one.kind === "comm" && one.message.comm === id && one.message.action === "open",
    )
    ok(opened, id)
    const { target, metadata, data } = opened.message
    equal(target, "jupyter.widget")
    deepEqual(metadata, { version: "2.1.0" })
    deepEqual(data.buffer_paths, [])
    return Object.fromEntries(Object.entries(data.state as object).map(([name, one]) => [name, unfolded(one)]))
  }

  for (const [name, code] of Object.entries(made)) {
    it(`are opened for ${name} with the state that Jupyter's own kernel gives them`, async () => {
      const id = await notebook.value(`widgets.${code}.id`)
      const text = await readFile(`${checkout}test/golden/widget-states.json`, "utf8")
      const golden: Record<string, unknown> = JSON.parse(text)
      deepEqual(stateOf(String(id).replaceAll("'", "")), golden[name])
    })
  }
})
