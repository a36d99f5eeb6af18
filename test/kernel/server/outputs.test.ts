import assert from "node:assert/strict"
import type { MimeBundle, Outcome, TypeCheck } from "../../../kernel/host/messages.ts"
import { type Behaviour, fakeRooms } from "../../support/fake-rooms.ts"
import { startMemoryClient } from "../../support/memory-client.ts"

const ok: Outcome = { status: "ok" }
const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Draws every bundle that has a `figure/json`, after a while. */
const drawFigure = (bundle: MimeBundle) =>
  "figure/json" in bundle ? delay(30).then(() => ({ ...bundle, "image/png": "drawn" })) : null

const figureBetweenText: Behaviour = ({ show }) => {
  show({ kind: "stream", name: "stdout", text: "before" })
  show({ kind: "display", data: { "figure/json": 1 }, metadata: {}, update: false })
  show({ kind: "stream", name: "stdout", text: "after" })
  return { status: "ok", result: { data: { "figure/json": 2 }, metadata: {} } }
}

describe("outputs of a cell", () => {
  it("keep their order around a figure that is being drawn, and reply and idle wait for it", async () => {
    const client = startMemoryClient(fakeRooms({ cells: { plot: figureBetweenText } }), { drawFigure })
    const id = await client.execute("plot")
    assert.deepEqual(client.story(id), [
      "busy",
      "execute_input",
      "stdout before",
      "display_data",
      "stdout after",
      "execute_result",
      "reply ok",
      "idle",
    ])
    assert.deepEqual(client.published(id, "display_data")[0]?.data, { "figure/json": 1, "image/png": "drawn" })
    assert.deepEqual(client.published(id, "execute_result")[0]?.data, { "figure/json": 2, "image/png": "drawn" })
  })

  it("show a figure without its picture where drawing fails", async () => {
    const failing = () => Promise.reject(new Error("no canvas"))
    const client = startMemoryClient(fakeRooms({ cells: { plot: figureBetweenText } }), { drawFigure: failing })
    const id = await client.execute("plot")
    assert.deepEqual(client.published(id, "display_data")[0]?.data, { "figure/json": 1 })
    assert.equal(client.reply(id).status, "ok")
  })

  it("of another cell do not wait for a figure", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms, { drawFigure })
    const first = await client.execute("1")
    const second = await client.execute("2")
    rooms.show({ kind: "display", request: first, data: { "figure/json": 1 }, metadata: {}, update: false })
    rooms.show({ kind: "stream", request: second, name: "stdout", text: "text" })
    await delay(60)
    const late = client.sent.slice(-2).map(({ message }) => message.header.msg_type)
    assert.deepEqual(late, ["stream", "display_data"])
  })

  it("drop redraws of a figure that a newer one has overtaken, never the last", async () => {
    const rooms = fakeRooms({
      cells: {
        animate: ({ show }) => {
          const draw = (frame: number, update: boolean) =>
            show({ kind: "display", data: { "figure/json": frame }, metadata: {}, displayId: "d", update })
          draw(0, false)
          for (let frame = 1; frame <= 50; frame++) draw(frame, true)
          return ok
        },
      },
    })
    const client = startMemoryClient(rooms, { drawFigure })
    const id = await client.execute("animate")
    const redraws = client.published(id, "update_display_data")
    assert.ok(redraws.length < 5, `${redraws.length} redraws`)
    assert.equal((redraws.at(-1)!.data as MimeBundle)["figure/json"], 50)
    assert.deepEqual(redraws.at(-1)?.transient, { display_id: "d" })
  })

  it("show a frame of many at once, without its picture", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms, { drawFigure })
    const id = await client.execute("1")
    const frame = { data: { "figure/json": 1 }, metadata: {}, displayId: "d", update: true }
    rooms.show({ kind: "display", request: id, ...frame, isFrame: true })
    await client.execute("2")
    assert.deepEqual(
      client.published(id, "update_display_data").map(({ data }) => data),
      [{ "figure/json": 1 }],
    )
  })

  it("join adjacent writes to one stream, keep the two streams apart, and lose nothing at idle", async () => {
    const rooms = fakeRooms({
      cells: {
        print: ({ show }) => {
          for (let i = 0; i < 1000; i++) show({ kind: "stream", name: "stdout", text: `${i} ` })
          show({ kind: "stream", name: "stderr", text: "oops" })
          show({ kind: "stream", name: "stdout", text: "end" })
          return ok
        },
      },
    })
    const client = startMemoryClient(rooms)
    const id = await client.execute("print")
    const streams = client.published(id, "stream")
    assert.deepEqual(
      streams.map(({ name }) => name),
      ["stdout", "stderr", "stdout"],
    )
    assert.equal(streams[0]?.text, Array.from({ length: 1000 }, (_, i) => `${i} `).join(""))
    assert.equal(client.story(id).at(-1), "idle")
  })

  it("show while the cell still runs", async () => {
    let seen = 0
    const client = startMemoryClient(
      fakeRooms({
        cells: {
          slow: async ({ cell, show }) => {
            show({ kind: "stream", name: "stdout", text: "working" })
            await delay(50)
            seen = client.published(cell.request, "stream").length
            return ok
          },
        },
      }),
    )
    await client.execute("slow")
    assert.equal(seen, 1)
  })

  it("that come late keep the request that caused them, and go to the latest cell where that is not known", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    const first = await client.execute("1")
    const second = await client.execute("2")
    rooms.show({ kind: "stream", request: first, name: "stdout", text: "from the first" })
    rooms.show({ kind: "stream", request: null, name: "stderr", text: "from somewhere" })
    await delay(30)
    assert.equal(client.story(first).at(-1), "stdout from the first")
    assert.equal(client.story(second).at(-1), "stderr from somewhere")
  })

  it("tell an exception that came late with the user's lines", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    const id = await client.execute("setTimeout")
    const error = { name: "TypeError", message: "no", stack: "" }
    rooms.show({ kind: "stream", request: id, name: "stderr", text: "raw", error })
    await delay(30)
    assert.equal(client.published(id, "stream")[0]?.text, "TypeError: no\n  at the user's line\n")
  })

  it("may be cleared", async () => {
    const clear: Behaviour = ({ show }) => {
      show({ kind: "clear", wait: true })
      return ok
    }
    const client = startMemoryClient(fakeRooms({ cells: { clear } }))
    assert.deepEqual(client.published(await client.execute("clear"), "clear_output"), [{ wait: true }])
  })
})

describe("a notice of the language service", () => {
  it("is shown under the first cell that shows anything, once", async () => {
    const client = startMemoryClient(fakeRooms({ notice: "No types here." }))
    assert.deepEqual(client.story(await client.execute("0", { silent: true })), ["busy", "reply ok", "idle"])
    const id = await client.execute("1")
    assert.deepEqual(client.story(id), ["busy", "execute_input", "stderr No types here.", "reply ok", "idle"])
    assert.deepEqual(client.story(await client.execute("2")), ["busy", "execute_input", "reply ok", "idle"])
  })
})

describe("type check of a cell", () => {
  const checks = { quick: { message: "not a number" }, slow: { message: "too late", afterMs: 80 } }

  it("is shown after the reply and before idle where it is quick", async () => {
    const client = startMemoryClient(fakeRooms({ checks }), { checkPatienceMs: 1000 })
    const id = await client.execute("quick")
    assert.deepEqual(client.story(id), ["busy", "execute_input", "reply ok", "stderr not a number", "idle"])
  })

  it("follows after idle under the same request where it is slow", async () => {
    const client = startMemoryClient(fakeRooms({ checks }))
    const id = await client.execute("slow")
    assert.deepEqual(client.story(id), ["busy", "execute_input", "reply ok", "idle"])
    await client.execute("1")
    await delay(100)
    assert.equal(client.story(id).at(-1), "stderr too late")
  })

  it("keeps the cell from running where it blocks", async () => {
    const rooms = fakeRooms({ checks })
    const client = startMemoryClient(rooms, { typeCheck: "block" })
    const id = await client.execute("quick")
    assert.equal(client.reply(id).ename, "TypeCheckError")
    assert.deepEqual(client.reply(id).traceback, ["not a number\n"])
    assert.deepEqual(rooms.evaluated, [])
  })

  it("is not asked for where it is off", async () => {
    const client = startMemoryClient(fakeRooms({ checks }), { typeCheck: "off" })
    assert.deepEqual(client.story(await client.execute("quick")), ["busy", "execute_input", "reply ok", "idle"])
  })

  it("is what a comment in the cell says, for that cell alone", async () => {
    const blocked = "// @deltaw type-check: block\nquick"
    const off = "  //@deltaw  type-check :off  \nquick"
    const rooms = fakeRooms({ checks: { ...checks, [blocked]: checks.quick, [off]: checks.quick } })
    const client = startMemoryClient(rooms, { checkPatienceMs: 1000 })
    assert.equal(client.reply(await client.execute(blocked)).ename, "TypeCheckError")
    assert.deepEqual(client.story(await client.execute(off)), ["busy", "execute_input", "reply ok", "idle"])
    assert.equal(client.story(await client.execute("quick")).at(-2), "stderr not a number")
    assert.deepEqual(rooms.evaluated, [off, "quick"])
  })

  it("that a comment names wrongly is told with what is expected, and the cell does not run", async () => {
    const rooms = fakeRooms({ checks })
    const client = startMemoryClient(rooms)
    const { ename, evalue } = client.reply(await client.execute("// @deltaw type-check: strict\n1"))
    assert.equal(
      `${ename}: ${evalue}`,
      'TypeCheckError: The type-check of this cell is "strict": expected "warn", "block", "off"',
    )
    assert.deepEqual(rooms.evaluated, [])
  })

  it("changes with a call from a cell, for the cells after it", async () => {
    const set = (mode: TypeCheck): Behaviour => {
      return ({ show }) => {
        show({ kind: "type-check", mode })
        return { status: "ok" }
      }
    }
    const rooms = fakeRooms({ checks, cells: { block: set("block"), off: set("off") } })
    const client = startMemoryClient(rooms, { checkPatienceMs: 1000 })
    await client.execute("block")
    assert.equal(client.reply(await client.execute("quick")).ename, "TypeCheckError")
    await client.execute("off")
    assert.deepEqual(client.story(await client.execute("quick")), ["busy", "execute_input", "reply ok", "idle"])
  })
})
