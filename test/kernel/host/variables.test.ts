import { deepEqual, equal, match, ok } from "node:assert/strict"
import { checkout } from "../../support/jupyter-lab.ts"
import { type Notebook, openNotebook } from "../../support/notebook.ts"

interface Variable {
  readonly name: string
  readonly type: string
  readonly shape: string
  readonly preview: string
}

describe("the variables of a kernel", () => {
  let notebook: Notebook
  beforeEach(async () => {
    notebook = await openNotebook(checkout)
  })
  afterEach(() => notebook.close())

  const openPanel = (comm = "panel") =>
    notebook.host.handleComm(`open ${comm}`, {
      action: "open",
      comm,
      target: "deltaw.variables",
      data: {},
      metadata: {},
      buffers: [],
    })

  /** What was sent to panels: comm, request, content. */
  function sent() {
    return notebook.outputs.flatMap((output) =>
      output.kind === "comm" && output.message.action === "message"
        ? [{ comm: output.message.comm, request: output.request, ...content(output.message.data) }]
        : [],
    )
  }
  const content = (data: Record<string, unknown>) => data as unknown as { variables: Variable[]; total: number }

  const sentAfter = async (count: number) => {
    await notebook.until(() => sent().length >= count)
    return sent()
  }

  /** `type | shape | preview` by name. */
  async function shown(code: string): Promise<Record<string, string>> {
    await notebook.run(code)
    await openPanel()
    const { variables } = (await sentAfter(1)).at(-1)!
    return Object.fromEntries(
      variables.map(({ name, type, shape, preview }) => [name, `${type} | ${shape} | ${preview}`]),
    )
  }

  it("are sent to a panel when it opens and after every cell, however that ended", async () => {
    await notebook.run("const dose = 3")
    await openPanel()
    await notebook.run("let weight = 0.5")
    await notebook.run("weight = 0.25; throw new Error('after')")
    const running = notebook.run("weight = 0.125; for (;;) {}")
    setTimeout(() => void notebook.host.interrupt(), 100)
    deepEqual(await running, { status: "stopped" })
    const told = (await sentAfter(4)).map(({ request, total, variables }) => [
      request,
      total,
      variables.map(({ name, preview }) => `${name} = ${preview}`).join(),
    ])
    deepEqual(told, [
      ["open panel", 1, "dose = 3"],
      ["cell 2", 2, "dose = 3,weight = 0.5"],
      ["cell 3", 2, "dose = 3,weight = 0.25"],
      ["cell 4", 2, "dose = 3,weight = 0.125"],
    ])
  })

  it("go to every panel until its client closes it, and to none without one", async () => {
    await notebook.run("let a = 1")
    await openPanel("first")
    await openPanel("second")
    await notebook.run("a = 2")
    await sentAfter(4)
    await notebook.host.handleComm("close", { action: "close", comm: "first", data: {}, metadata: {}, buffers: [] })
    await notebook.run("a = 3")
    const panels = (await sentAfter(5)).map(({ comm, variables }) => `${comm} ${variables[0]?.preview}`)
    deepEqual(panels, ["first 1", "second 1", "first 2", "second 2", "second 3"])
  })

  it("have the names of the cells, and types of values", async () => {
    const types =
      await shown(`let n = -0, s = "a\\nb", nothing = null, missing: undefined, yes = true, big = 12n, sign = Symbol("q")
      function twice(x: number) { return 2 * x }
      class Animal { name = "mouse"; #secret = 1; get weight() { return 20 } }
      const animal = new Animal(), bare = Object.create(null), date = new Date(0), word = /a+/g
      const wrong = new TypeError("bad"), later = Promise.resolve(1), performance = 4
      import * as path from "node:path"`)
    equal(types.n, "number |  | -0")
    equal(types.s, 'string |  | "a\\nb"')
    equal(types.nothing, "null |  | null")
    equal(types.missing, "undefined |  | undefined")
    equal(types.yes, "boolean |  | true")
    equal(types.big, "bigint |  | 12n")
    equal(types.sign, "symbol |  | Symbol(q)")
    match(types.twice!, /^function \| {2}\| function ?\w* ?\(x\) \{ return 2 \* x; \}$/)
    match(types.Animal!, /^class \| {2}\| class /)
    equal(types.animal, 'Animal |  | {name: "mouse"}')
    equal(types.bare, "Object |  | {}")
    equal(types.date, "Date |  | 1970-01-01T00:00:00.000Z")
    equal(types.word, "RegExp |  | /a+/")
    equal(types.wrong, "TypeError |  | bad")
    equal(types.later, "Promise |  | ")
    equal(types.performance, "number |  | 4")
    match(types.path!, /^(module|Object) \| {2}\| \{/)
  })

  it("have the shape of arrays, typed arrays, matrices, tensors, collections and arquero tables", async () => {
    const shapes = await shown(`import { table } from "arquero"
      import { Matrix } from "ml-matrix"
      const flat = [0.1 + 0.2, "b", { c: 1 }, [1, 2], , () => 1], square = [[1, 2], [3, 4], [5, 6]], ragged = [[1], [2, 3]]
      const weights = new Float32Array(1e6).fill(0.1)
      const laid = Object.assign(new Float64Array(6), { shape: [3, 2] }), lying = Object.assign([1, 2], { shape: [5] })
      const matrix = new Matrix([[1, 2, 3], [4, 5, 6]]), tensor = { shape: [2, 3, 4], dtype: "float32" }
      const trials = table({ choice: [1, 2, 3, 4], reward: [0, 1, 0, 1] }).filter((row: any) => row.choice > 1)
      const map = new Map([["a", { b: 1 }]]), set = new Set([1, 2]), bytes = new ArrayBuffer(8)`)
    equal(shapes.flat, 'Array | 6 | [0.3, "b", {…}, Array(2), empty, ƒ]')
    equal(shapes.square, "Array | 3 × 2 | [Array(2), Array(2), Array(2)]")
    equal(shapes.ragged, "Array | 2 | [Array(1), Array(2)]")
    equal(shapes.weights, `Float32Array | 1000000 | [${"0.1, ".repeat(20)}…]`)
    match(shapes.laid!, /^Float64Array \| 3 × 2 \| \[0, 0, 0, 0, 0, 0\]$/)
    equal(shapes.lying, "Array | 2 | [1, 2]")
    match(shapes.matrix!, /^Matrix \| 2 × 3 \| /)
    match(shapes.tensor!, /^Object \| 2 × 3 × 4 \| /)
    equal(shapes.trials, "ColumnTable | 3 × 2 | choice, reward")
    equal(shapes.map, 'Map | 1 | {"a" → {…}}')
    equal(shapes.set, "Set | 2 | {1, 2}")
    equal(shapes.bytes, "ArrayBuffer |  | 8 bytes")
  })

  it("run nothing of the user when they are looked at", async () => {
    const seen = await shown(`let ran: string[] = []
      const note = (what: string): any => { ran.push(what); return 1 }
      const record = { get speed() { return note("getter") }, get constructor() { return note("constructor") },
        get [Symbol.toStringTag]() { return note("tag") }, get shape() { return note("shape") }, mass: 2,
        [Symbol.for("nodejs.util.inspect.custom")]() { return note("inspect") }, toJSON() { return note("json") },
        toString() { return note("toString") } }
      const traps = new Proxy({}, { get: (_, trap) => () => { note(String(trap)); throw new Error("trapped") } })
      const proxy = new Proxy([1], new Proxy({}, { get(_, trap) { note(String(trap)); throw new Error("trapped") } }))
      const heir = Object.create(proxy), holder = { proxy, list: [proxy], heir }
      const failed = Object.defineProperty(new Error("x"), "stack", { get: () => note("stack") })
      const around = [failed]
      class Sly extends Map { get size() { return note("size") } entries() { return note("entries") }
        static get [Symbol.species]() { return note("species") } }
      const sly = new Sly([[1, 2]])
      class Items extends Array { static { Object.defineProperty(this, "name", { get: () => note("name") }) } }
      const items = Items.of(1, 2)
      Object.defineProperty(items, 0, { get: () => note("element") })
      function odd() {}
      odd.toString = () => note("source")`)
    equal(await notebook.value("ran.join()"), "''")
    match(seen.record!, /^Object \| {2}\| \{speed: \(…\), constructor: \(…\), shape: \(…\), mass: 2, /)
    equal(seen.proxy, "Proxy |  | ")
    equal(seen.heir, "Object |  | {}")
    equal(seen.holder, "Object |  | {proxy: Proxy, list: Array(1), heir: Object}".replace("heir: Object", "heir: {…}"))
    equal(seen.failed, "Error |  | x")
    equal(seen.sly, "Sly | 1 | {1 → 2}")
    match(seen.items!, /^(Array|Object) \| 2 \| \[\(…\), 2\]$/)
    match(seen.odd!, /^function/)
  })

  it("that a failing cell left without a value are left out", async () => {
    await notebook.run("const early = 1; throw new Error('here'); const late = 2")
    await openPanel()
    const [{ variables, total }] = (await sentAfter(1)) as [ReturnType<typeof sent>[number]]
    equal(total, variables.length)
    deepEqual(variables[0], { name: "early", type: "number", shape: "", preview: "1" })
  })

  it("are capped: of 10,000 the 500 declared last are sent, and each is shown shortly", async () => {
    const lines = Array.from({ length: 9_998 }, (_, index) => `let v${index} = ${index}`)
    await notebook.run(lines.join("\n"))
    await notebook.run(`let text = "x".repeat(1e6), large = 2n ** 100_000n`)
    await openPanel()
    const [{ variables, total }] = (await sentAfter(1)) as [ReturnType<typeof sent>[number]]
    equal(total, 10_000)
    equal(variables.length, 500)
    deepEqual(new Set(variables.slice(-2).map(({ name }) => name)), new Set(["text", "large"]))
    ok(variables.every(({ preview }) => preview.length <= 130))
    equal(variables.find(({ name }) => name === "large")?.preview, "…")
  })

  it("are there again after the process that held them has died", async () => {
    await notebook.run("let lost = 1")
    await openPanel()
    await notebook.run("process.exit(1)")
    deepEqual([...notebook.host.comms], [])
    await notebook.run("let fresh = 2")
    await openPanel("again")
    const last = (await sentAfter(2)).at(-1)!
    deepEqual(
      last.variables.map(({ name }) => name),
      ["fresh"],
    )
  })
})
