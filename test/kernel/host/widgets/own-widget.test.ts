import { deepEqual, equal, match, ok } from "node:assert/strict"
import { openWidgetClient, type WidgetClient } from "../../../support/widget-client.ts"

describe("widgets of a user's own", () => {
  let client: WidgetClient
  beforeEach(async () => {
    client = await openWidgetClient()
  })
  afterEach(() => client.close())

  const messagesOn = (id: string) =>
    client.outputs.flatMap((one) => (one.kind === "comm" && one.message.comm === id ? [one.message] : []))

  /** Opens a place where the widget is drawn, as our extension does. */
  function place(line: string, model: string): Promise<void> {
    const opening = { comm: line, target: "deltaw.widget", data: { model }, metadata: {}, buffers: [] }
    return client.host.handleComm(`open ${line}`, { action: "open", ...opening })
  }

  it("are opened as anywidget's model, with their bytes beside the state", async () => {
    const id = await client.make(
      "own",
      'anywidget({ esm: "export default {}", css: "p {}", state: { n: 1, deep: [{ bytes: new Uint8Array([7, 8]) }] } })',
    )
    const { state, buffer_paths } = messagesOn(id)[0]!.data as Record<string, Record<string, unknown>>
    const { layout, ...rest } = state!
    match(String(layout), /^IPY_MODEL_/)
    deepEqual(rest, {
      _dom_classes: [],
      _model_module: "anywidget",
      _model_module_version: "~0.9.0",
      _model_name: "AnyModel",
      _view_module: "anywidget",
      _view_module_version: "~0.9.0",
      _view_name: "AnyView",
      _esm: "export default {}",
      _css: "p {}",
      n: 1,
      deep: [{}],
    })
    deepEqual(buffer_paths, [["deep", 0, "bytes"]])
    deepEqual(
      messagesOn(id)[0]!.buffers.map((one) => [...one]),
      [[7, 8]],
    )
    const shown = await client.run("own")
    ok(shown.status === "ok")
    deepEqual(shown.result?.data["application/vnd.deltaw.widget+json"], { model_id: id })
    ok(!JSON.stringify(shown).includes("export default"), "code is saved in no notebook")
  })

  it("give every place their state when it asks, and tell it what the others change", async () => {
    const id = await client.make("own", 'anywidget({ esm: "", state: { n: 1, bytes: new Uint8Array(0) } })')
    await client.run("own.onChange(({ n, bytes }) => console.log(n, bytes))")
    await place("a", id)
    await place("b", id)
    deepEqual(
      messagesOn("a").map(({ data }) => (data.state as { n: number }).n),
      [1],
    )
    const update = { method: "update", state: { n: 2, _esm: "evil" }, buffer_paths: [["bytes"], ["none", "x"], 7] }
    const bytes = [new Uint8Array([5]), new Uint8Array(1), new Uint8Array(1)]
    await client.host.handleComm("m", { action: "message", comm: "a", data: update, metadata: {}, buffers: bytes })
    equal(client.text("stdout", 4), "2 Uint8Array(1) [ 5 ]\n")
    equal(messagesOn("a").length, 1)
    for (const line of [id, "b"]) {
      const { data, buffers } = messagesOn(line).at(-1)!
      deepEqual(data, { method: "echo_update", state: { n: 2 }, buffer_paths: [["bytes"]] })
      deepEqual(
        buffers.map((one) => [...one]),
        [[5]],
      )
    }
    await client.run("own.set({ n: 3 })")
    deepEqual(client.sent("b").at(-1), ["update", { n: 3 }])
    equal(await client.value("own.get('n')"), "3")
  })

  it("carry messages both ways", async () => {
    const id = await client.make("own", 'anywidget({ esm: "", state: {} })')
    await place("a", id)
    await client.run("own.onMessage(({ content, buffers }) => own.send({ echo: content }, buffers))")
    const data = { method: "custom", content: "hello" }
    const buffers = [new Uint8Array([1, 2])]
    await client.host.handleComm("m", { action: "message", comm: "a", data, metadata: {}, buffers })
    const told = messagesOn("a").at(-1)!
    deepEqual(told.data, { method: "custom", content: { echo: "hello" } })
    deepEqual(
      told.buffers.map((one) => [...one]),
      [[1, 2]],
    )
  })

  it("close their places with them, and places of widgets that are gone at once", async () => {
    const id = await client.make("own", 'anywidget({ esm: "", state: {} })')
    await place("a", id)
    await client.run("own.close()")
    await place("b", id)
    deepEqual(
      ["a", "b"].map((line) => messagesOn(line).at(-1)?.action),
      ["close", "close"],
    )
    equal(client.host.comms.size, 0)
  })

  it("quote what they cannot use", async () => {
    const failures: [code: string, failure: string][] = [
      ["anywidget({ esm: 3, state: {} })", "TypeError: the esm of anywidget is a text, not 3"],
      ['anywidget({ esm: "", state: [] })', "TypeError: the state of anywidget is a record, not []"],
      [
        'anywidget({ esm: "", state: { _esm: "" } })',
        'RangeError: "_esm" names no attribute of anywidget: letters and digits do, but for "layout"',
      ],
      ['anywidget({ esm: "", state: { n: 1 } }).set({ m: 2 })', 'TypeError: set has no option "m"; it takes n'],
    ]
    for (const [code, failure] of failures) equal(await client.failure(`widgets.${code}`), failure)
  })
})
