import { deepEqual, equal, match } from "node:assert/strict"
import { openWidgetClient, type WidgetClient } from "../../../support/widget-client.ts"

describe("widgets of cells", () => {
  let client: WidgetClient
  beforeEach(async () => {
    client = await openWidgetClient()
  })
  afterEach(() => client.close())

  it("show their place in the page, and stand as a line of text where nothing can draw them", async () => {
    const id = await client.make("gain", 'floatSlider({ label: "<gain>", value: 0.5 })')
    const outcome = await client.run("gain")
    deepEqual(outcome, {
      status: "ok",
      result: {
        data: {
          "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 1, model_id: id },
          "text/html": "<div>&lt;gain&gt;: 0.5</div>",
          "text/plain": "<gain>: 0.5",
        },
        metadata: {},
      },
    })
    const all = `widgets.vBox([widgets.hBox([widgets.checkbox({ value: true }), widgets.dropdown({ options: { slow: 1, fast: 2 }, value: 2 })]),
      widgets.text({ value: "a" }), widgets.progress({ value: 0.25 }), widgets.button({ label: "Go" }), widgets.intRangeSlider()])`
    equal(await client.value(all), '☑   fast\n"a"\n25 %\n[Go]\n0 to 100')
  })

  it("tell the front end what a cell sets, once, and only what differs", async () => {
    const id = await client.make("gain", "floatSlider()")
    await client.run("gain.value = 0.5; gain.value = 0.5; gain.label = 'Gain'; gain.disabled = true")
    deepEqual(client.sent(id), [
      ["update", { value: 0.5 }],
      ["update", { description: "Gain" }],
      ["update", { disabled: true }],
    ])
    equal(await client.value("[gain.value, gain.label, gain.disabled]"), "[ 0.5, 'Gain', true ]")
  })

  it("take what the user does, echo it to all front ends, and call back below the cell that asked for it", async () => {
    const id = await client.make("gain", "intSlider()")
    await client.run("const end = gain.onChange((value) => console.log('now', value))")
    await client.change(id, { value: 7 })
    await client.change(id, { value: 7 })
    await client.run("end()")
    await client.change(id, { value: 8 })
    deepEqual(
      client.sent(id),
      [7, 7, 8].map((value) => ["echo_update", { value }]),
    )
    equal(client.text("stdout", 4), "now 7\n")
    equal(client.text("stdout"), "now 7\n")
    equal(await client.value("gain.value"), "8")
  })

  it("refuse what a front end makes up, and tell it what stands", async () => {
    const id = await client.make("gain", "intSlider({ value: 3 })")
    await client.run("gain.onChange((value) => console.log(value))")
    for (const value of [101, 0.5, "7", null]) await client.change(id, { value })
    await client.change(id, { max: 1000, _model_name: "HTMLModel" })
    await client.send(id, { method: "update", state: [1] })
    deepEqual(client.sent(id).slice(0, 2), [
      ["echo_update", { value: 101 }],
      ["update", { value: 3 }],
    ])
    equal(client.sent(id).length, 8)
    equal(client.text("stdout"), "")
    equal(await client.value("gain.value"), "3")
  })

  it("of every kind hold the value that the front end gave", async () => {
    const cases: [code: string, state: Record<string, unknown>, value: string][] = [
      ["floatSlider()", { value: 0.25 }, "0.25"],
      ["intRangeSlider()", { value: [3, 4] }, "[ 3, 4 ]"],
      ["floatRangeSlider()", { value: [0.25, 0.5] }, "[ 0.25, 0.5 ]"],
      ["numberInput()", { value: -3.5 }, "-3.5"],
      ['dropdown({ options: ["a", "b"] })', { index: 1 }, "'b'"],
      ["dropdown({ options: { one: [1], two: [2] } })", { index: 1 }, "[ 2 ]"],
      ["checkbox()", { value: true }, "true"],
      ["text()", { value: "typed" }, "'typed'"],
    ]
    for (const [index, [code, state, value]] of cases.entries()) {
      const id = await client.make(`made${index}`, code)
      await client.change(id, state)
      equal(await client.value(`made${index}.value`), value, code)
    }
  })

  it("are waited for by a running cell", async () => {
    const gain = await client.make("gain", "floatSlider()")
    const go = await client.make("go", 'button({ label: "Go" })')
    const running = client.value("console.log('waiting'); await go.next(); [await gain.next(), gain.value]")
    await client.until(() => client.text("stdout") === "waiting\n")
    await client.send(go, { method: "custom", content: { event: "click" } })
    await client.change(gain, { value: 0.75 })
    equal(await running, "[ 0.75, 0.75 ]")
    const { outcome } = await client.interrupted("await gain.next()")
    deepEqual(outcome, { status: "stopped" })
  })

  it("write what a callback throws below its cell, and go on", async () => {
    const id = await client.make("go", "button()")
    await client.run("let presses = 0; go.onPress(async () => { presses += 1; throw new RangeError('no') })")
    const press = () => client.send(id, { method: "custom", content: { event: "click" } })
    await press()
    await press()
    equal(await client.value("presses"), "2")
    equal(client.text("stderr", 4).match(/Uncaught RangeError: no/g)?.length, 2)
  })

  it("answer a page that is loaded anew with the state of all that are open", async () => {
    const id = await client.make("gain", "floatSlider({ value: 0.5 })")
    const other = await client.make("gone", "checkbox()")
    await client.run("gone.close()")
    const control = { comm: "control", target: "jupyter.widget.control", metadata: {}, buffers: [] }
    await client.host.handleComm("open", { ...control, action: "open", data: {} })
    await client.send("control", { method: "request_states" })
    const answer = client.outputs.at(-1)
    if (answer?.kind !== "comm") throw new Error("no answer")
    const { method, states, buffer_paths } = answer.message.data as Record<string, Record<string, never>>
    deepEqual([method, buffer_paths], ["update_states", []])
    const { state, ...names }: Record<string, unknown> & { state: Record<string, unknown> } = states![id]!
    deepEqual(names, {
      model_name: "FloatSliderModel",
      model_module: "@jupyter-widgets/controls",
      model_module_version: "2.0.0",
    })
    equal(state.value, 0.5)
    equal(other in states!, false)
    deepEqual(Object.keys(states!).length, 3)
  })

  it("are closed with their companions by a cell or by the front end; who waits for them is told", async () => {
    const id = await client.make("gain", "floatSlider()")
    const before = client.host.comms.size
    equal(before, 3)
    equal(
      await client.failure("const next = gain.next(); gain.close(); gain.close(); await next"),
      "Error: This floatSlider is closed: nothing comes from it any more.",
    )
    equal(client.host.comms.size, 0)
    equal(await client.value("gain.value = 0.5; [gain.isClosed, gain.value]"), "[ true, 0.5 ]")
    deepEqual(client.sent(id), [])
    const other = await client.make("other", "text()")
    await client.host.handleComm("close", { action: "close", comm: other, data: {}, metadata: {}, buffers: [] })
    equal(await client.value("other.isClosed"), "true")
    equal(client.host.comms.size, 0)
  })

  it("that show values keep them in the order asked for", async () => {
    const id = await client.make("place", "output()")
    await client.run(`place.append({ [Symbol.for("Jupyter.display")]: async () => { await sleep(20); return { "text/plain": "slow" } } })
      await place.append("quick")`)
    await client.run("place.clear(); await place.show([1])")
    const texts = client.sent(id).map((one) => {
      const [, { outputs }] = one as [string, { outputs: { data: Record<string, string> }[] }]
      return outputs.map(({ data }) => data["text/plain"])
    })
    deepEqual(texts, [["slow"], ["slow", "'quick'"], [], ["[ 1 ]"]])
  })

  it("quote what they cannot use", async () => {
    const failures: [code: string, failure: string][] = [
      [
        "floatSlider({ maximum: 3 })",
        'TypeError: floatSlider has no option "maximum"; it takes value, min, max, step, orientation, continuous, label, disabled, width',
      ],
      ["floatSlider({ value: 2 })", "RangeError: the value of floatSlider is from 0 to 1, not 2"],
      ["floatSlider({ min: 2 })", "RangeError: min of floatSlider is below max, not 2 with max 1"],
      ["floatSlider({ step: 0 })", "RangeError: step of floatSlider is above 0, not 0"],
      ["intSlider({ value: 0.5 })", "RangeError: the value of intSlider is a whole number, not 0.5"],
      ["intSlider({ step: 0.5 })", "RangeError: step of intSlider is a whole number, not 0.5"],
      [
        "floatRangeSlider({ value: [1, 0] })",
        "RangeError: the value of a range slider is [low, high] with low up to high, not [1, 0]",
      ],
      ["numberInput({ value: NaN })", "TypeError: the value of numberInput is a finite number, not NaN"],
      ['dropdown({ options: ["a"], value: "b" })', "RangeError: the value of dropdown is one of 'a', not 'b'"],
      ["dropdown({ options: [] })", "RangeError: the options of dropdown are at least one, not none"],
      ["checkbox({ value: 1 })", "TypeError: the value of checkbox is true or false, not 1"],
      ["text({ value: 1 })", "TypeError: the value of text is a text, not 1"],
      [
        'button({ kind: "big" })',
        'RangeError: the kind of button is one of "primary", "success", "info", "warning", "danger", not \'big\'',
      ],
      ["vBox([3])", "TypeError: a box takes widgets, not 3"],
      ["text({ width: 3 })", "TypeError: the width of Text is a text, not 3"],
      ["text().onChange(3)", "TypeError: onChange takes a function, not 3"],
    ]
    for (const [code, failure] of failures) equal(await client.failure(`widgets.${code}`), failure)
    match(await client.failure("widgets.text().vlaue = 3"), /^TypeError: Cannot add property vlaue/)
    match(await client.failure("widgets.floatSlider().value = -1"), /^RangeError: the value of floatSlider/)
  })
})
