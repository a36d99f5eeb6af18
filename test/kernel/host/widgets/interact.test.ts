import { deepEqual, equal, match, ok } from "node:assert/strict"
import type { HostOutput } from "../../../../kernel/host/messages.ts"
import { labelled, openWidgetClient, type WidgetClient } from "../../../support/widget-client.ts"

type Display = HostOutput & { kind: "display" }

describe("interact", () => {
  let client: WidgetClient
  beforeEach(async () => {
    client = await openWidgetClient()
  })
  afterEach(() => client.close())

  const displays = () => client.outputs.filter((one): one is Display => one.kind === "display")
  const results = () => displays().filter(({ displayId }) => displayId !== undefined)

  it("shows the controls, and below them what the function makes of their values, in the place of what it made before", async () => {
    await client.run("interact(({ gain }) => gain * 2, { gain: widgets.intSlider({ value: 3 }) })")
    deepEqual(
      displays().map(({ data }) => data["text/plain"]),
      ["gain: 3", "6"],
    )
    await client.change(labelled(client, "gain"), { value: 4 }, "moved")
    await client.until(() => results().length === 2)
    const [first, second] = results()
    deepEqual([first?.update, second?.update], [false, true])
    equal(first?.displayId, second?.displayId)
    deepEqual([second?.request, second?.data["text/plain"]], [first?.request, "8"])
  })

  it("makes controls of what is short for them", async () => {
    const code = `interact((values) => JSON.stringify(values),
      { gain: [0, 2], count: [1, 9, 2], rule: ["bptt", "rflo"], on: true, name: "Ada" })`
    await client.run(code)
    equal(client.drawn()[0], `'{"gain":1,"count":5,"rule":"bptt","on":true,"name":"Ada"}'`)
    await client.change(labelled(client, "rule"), { index: 1 })
    await client.until(() => client.drawn().length === 2)
    match(client.drawn()[1]!, /"rule":"rflo"/)
  })

  it("never makes more than one result at a time, and leaves out values that came meanwhile but for the latest", async () => {
    await client.run(`let running = 0, most = 0, release = () => {}
      const seen: number[] = []
      interact(async ({ n }) => {
        seen.push(n)
        running += 1
        most = Math.max(most, running)
        if (n > 0) await new Promise<void>((resolve) => { release = resolve })
        running -= 1
        return n
      }, { n: widgets.intSlider() })`)
    const id = labelled(client, "n")
    await client.change(id, { value: 1 })
    await client.run("while (running === 0) await sleep(1)")
    for (let value = 2; value <= 20; value++) await client.change(id, { value })
    await client.run("release(); while (seen.length < 3) await sleep(1)")
    await client.run("release()")
    await client.until(() => client.drawn().at(-1) === "20")
    equal(await client.value("[most, ...seen].join()"), "'1,0,1,20'")
    deepEqual(client.drawn(), ["", "0", "1", "20"])
  })

  it("makes at most 20 results a second, however fast values come, and ends with that of the latest", async () => {
    await client.run("interact(({ n }) => n, { n: widgets.intSlider() })")
    const id = labelled(client, "n")
    const start = performance.now()
    for (let value = 1; value <= 100; value++) await client.change(id, { value })
    await client.until(() => client.drawn().at(-1) === "100")
    const passedMs = performance.now() - start
    // The first change needs no wait, and a timer may come up to a millisecond early.
    const most = 1 + Math.ceil(passedMs / 49)
    const made = results().length - 1
    ok(made <= most, `${made} results in ${passedMs} ms`)
  })

  it("draws figures without a static picture while they change, and with one when they have come to rest", async () => {
    await client.run(
      `interact(({ n }) => ({ data: [{ type: "scatter", y: [n] }], layout: {} }), { n: widgets.intSlider() })`,
    )
    await client.change(labelled(client, "n"), { value: 1 })
    await client.until(() => results().length === 3)
    deepEqual(
      results().map(({ data, isFrame }) => [
        (data["application/vnd.plotly.v1+json"] as { data: { y: number[] }[] }).data[0]?.y[0],
        isFrame,
      ]),
      [
        [0, undefined],
        [1, true],
        [1, undefined],
      ],
    )
  })

  it("shows what the function throws in the place of its result, now and later, and goes on", async () => {
    const outcome = await client.run(`interact(async ({ n }) => {
      if (n === 0) throw new RangeError("<zero>")
      return n
    }, { n: widgets.intSlider() })`)
    equal(outcome.status, "ok")
    deepEqual(client.drawn(), ["", "RangeError: <zero>"])
    match(String(results().at(-1)?.data["text/html"]), /RangeError: &lt;zero&gt;/)
    await client.change(labelled(client, "n"), { value: 1 })
    await client.until(() => client.drawn().at(-1) === "1")
    await client.run('interact(() => { throw "text" }, { m: true })')
    ok(client.drawn().at(-1)?.includes("text"))
  })

  it("works between the awaits of a running cell, and outlives its stop", async () => {
    await client.run("interact(({ n }) => n, { n: widgets.intSlider() })")
    const running = client.run("console.log('busy'); await sleep(1e6)")
    await client.until(() => client.text("stdout") === "busy\n")
    await client.change(labelled(client, "n"), { value: 5 })
    await client.until(() => client.drawn().at(-1) === "5")
    await client.host.interrupt()
    equal((await running).status, "stopped")
    await client.change(labelled(client, "n"), { value: 6 })
    await client.until(() => client.drawn().at(-1) === "6")
  })

  it("ends with a stop while its function spins, and says so at the next change", async () => {
    await client.run(
      `interact(({ n }) => { if (n > 0) { console.log("spinning"); for (;;) {} } }, { n: widgets.intSlider() })`,
    )
    const id = labelled(client, "n")
    await client.change(id, { value: 1 })
    await client.until(() => client.text("stdout") === "spinning\n")
    await client.host.interrupt()
    // The child learns a moment later than its watching thread that it has been stopped.
    for (let value = 2; client.text("stderr") === ""; value++) await client.change(id, { value })
    await client.change(id, { value: 0 })
    equal(client.text("stderr"), "These controls were stopped together with their cell: run it again to use them.\n")
    equal(await client.value("1 + 1"), "2")
    equal(client.text("stdout"), "spinning\n")
  })

  it("follows what cells set, and more than one place can follow a control", async () => {
    await client.run("const n = widgets.intSlider(); interact(({ n }) => n, { n }); interact(({ n }) => -n, { n })")
    await client.run("n.value = 9")
    await client.until(() => client.drawn().length === 4)
    deepEqual(client.drawn().slice(2).sort(), ["-9", "9"])
  })

  it("quotes what it cannot use", async () => {
    const failures: [code: string, failure: string][] = [
      ["interact(3, { n: true })", "TypeError: interact takes a function, not 3"],
      [
        "interact(() => 1, [0, 1])",
        "TypeError: interact takes a record of controls such as { gain: [0, 1] }, not [ 0, 1 ]",
      ],
      ["interact(() => 1, {})", "TypeError: interact takes a record of controls such as { gain: [0, 1] }, not {}"],
      [
        "interact(() => 1, { n: 3 })",
        "TypeError: interact takes as n a control, [min, max], [min, max, step], a list of texts, true or false, or a text, not 3",
      ],
      ["interact(() => 1, { n: [1, 0] })", "RangeError: min of floatSlider is below max, not 1 with max 0"],
    ]
    for (const [code, failure] of failures) equal(await client.failure(code), failure)
  })
})
