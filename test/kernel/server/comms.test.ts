import assert from "node:assert/strict"
import type { MimeBundle, Outcome } from "../../../kernel/host/messages.ts"
import { type FakeRooms, fakeRooms } from "../../support/fake-rooms.ts"
import { type MemoryClient, startMemoryClient } from "../../support/memory-client.ts"
import { until } from "../../support/until.ts"

const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Waits until that many comm messages have reached the child. */
const reached = (rooms: FakeRooms, count: number) => until("comm messages", () => rooms.comms.length >= count)

const show = (rooms: FakeRooms, request: string | null, comm: string, n: number) =>
  rooms.show({
    kind: "comm",
    request,
    message: { action: "message", comm, data: { n }, metadata: {}, buffers: [] },
  })

const spinning = () =>
  fakeRooms({ cells: { spin: ({ interrupted }) => interrupted.then((): Outcome => ({ status: "stopped" })) } })

async function stop(client: MemoryClient, id: string): Promise<void> {
  await client.request("interrupt_request", {}, "control")
  await client.idle(id)
}

describe("comm message", () => {
  it("reaches user code with its data, metadata and buffers, and is busy until the handlers are done", async () => {
    const rooms = fakeRooms()
    rooms.commTargets.add("lab")
    const client = startMemoryClient(rooms)
    const buffers = [new Uint8Array([1, 2])]
    const open = client.send("comm_open", { comm_id: "c1", target_name: "lab", data: { a: 1 } }, "shell", {
      metadata: { version: "2.1.0" },
      buffers,
    })
    await reached(rooms, 1)
    assert.deepEqual(client.story(open), ["busy"])
    const [{ request, message, finish }] = rooms.comms as [FakeRooms["comms"][number]]
    assert.equal(request, open)
    const metadata = { version: "2.1.0" }
    assert.deepEqual(message, { action: "open", comm: "c1", target: "lab", data: { a: 1 }, metadata, buffers })
    rooms.show({ kind: "stream", request: open, name: "stdout", text: "opened\n" })
    finish()
    await client.idle(open)
    assert.deepEqual(client.story(open), ["busy", "stdout opened", "idle"])
  })

  it("to open on an unknown target is answered by closing it, and does not reach user code", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    const id = await client.request("comm_open", { comm_id: "c1", target_name: "unknown", data: {} })
    assert.deepEqual(client.story(id), ["busy", "comm_close", "idle"])
    assert.deepEqual(client.published(id, "comm_close"), [{ comm_id: "c1", data: {} }])
    assert.equal(rooms.comms.length, 0)
  })

  it("of user code is published with its metadata and buffers, also under a silent cell", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    for (const silent of [false, true]) {
      const id = await client.execute("1", { silent })
      const common = { comm: "c1", data: { a: 1 }, metadata: { m: 2 }, buffers: [new Uint8Array([7])] }
      rooms.show({ kind: "comm", request: id, message: { action: "open", target: "chart", ...common } })
      rooms.show({ kind: "comm", request: id, message: { action: "message", ...common } })
      rooms.show({ kind: "comm", request: id, message: { action: "close", ...common } })
      await turn()
      const told = client.sent.filter(({ message }) => message.parent_header.msg_id === id).slice(-3)
      assert.deepEqual(
        told.map(({ message }) => [message.header.msg_type, message.content]),
        [
          ["comm_open", { comm_id: "c1", target_name: "chart", data: { a: 1 } }],
          ["comm_msg", { comm_id: "c1", data: { a: 1 } }],
          ["comm_close", { comm_id: "c1", data: { a: 1 } }],
        ],
      )
      for (const { message } of told) {
        assert.deepEqual(message.metadata, { m: 2 })
        assert.deepEqual(message.buffers, [new Uint8Array([7])])
      }
    }
  })

  it("on an open comm goes ahead of cells, which stay busy to clients that show one state for the kernel", async () => {
    const rooms = spinning()
    rooms.openComms.set("c1", "lab")
    rooms.commTargets.add("lab")
    const client = startMemoryClient(rooms)
    const cell = client.send("execute_request", { code: "spin" })
    await until("the cell", () => rooms.evaluated.length === 1)
    const queued = client.send("execute_request", { code: "1", stop_on_error: false })
    for (const [type, content] of [
      ["comm_msg", { comm_id: "c1", data: {} }],
      ["comm_open", { comm_id: "c2", target_name: "lab", data: {} }],
      ["comm_close", { comm_id: "c2", data: {} }],
    ] as const) {
      const before = rooms.comms.length
      const id = client.send(type, content)
      await reached(rooms, before + 1)
      rooms.comms.at(-1)!.finish()
      await client.idle(id)
      const last = client.sent.slice(-2).map(({ message }) => [message.content.execution_state, message.parent_header])
      assert.equal(last[0]![0], "idle")
      assert.equal(last[1]![0], "busy")
      assert.equal((last[1]![1] as { msg_id: string }).msg_id, cell)
    }
    await stop(client, cell)
    await client.idle(queued)
  })

  it("on what is not open yet waits for the cells before it, and later ones on the same comm wait behind it", async () => {
    const rooms = spinning()
    const client = startMemoryClient(rooms)
    const cell = client.send("execute_request", { code: "spin", stop_on_error: false })
    const open = client.send("comm_open", { comm_id: "c1", target_name: "lab", data: {} })
    rooms.commTargets.add("lab")
    client.send("comm_msg", { comm_id: "c1", data: { n: 1 } })
    rooms.openComms.set("c1", "lab")
    const last = client.send("comm_msg", { comm_id: "c1", data: { n: 2 } })
    await turn()
    assert.equal(rooms.comms.length, 0)
    await stop(client, cell)
    await reached(rooms, 3)
    for (const { finish } of rooms.comms) finish()
    await client.idle(last)
    assert.deepEqual(client.story(open), ["busy", "idle"])
    assert.deepEqual(
      rooms.comms.map(({ message }) => [message.action, message.data.n]),
      [
        ["open", undefined],
        ["message", 1],
        ["message", 2],
      ],
    )
  })

  it("whose handlers take time holds up no cell", async () => {
    const rooms = fakeRooms()
    rooms.openComms.set("c1", "lab")
    const client = startMemoryClient(rooms)
    const message = client.send("comm_msg", { comm_id: "c1", data: {} })
    assert.equal(client.reply(await client.execute("1")).status, "ok")
    assert.deepEqual(client.story(message), ["busy"])
    rooms.comms[0]!.finish()
    await client.idle(message)
  })

  it("without a usable id or data gets busy and idle and nothing else", async () => {
    const rooms = fakeRooms()
    rooms.commTargets.add("lab")
    const client = startMemoryClient(rooms)
    for (const content of [{}, { comm_id: 7 }, { comm_id: "c1", data: [] }, { comm_id: "c1", data: "text" }]) {
      for (const type of ["comm_open", "comm_msg", "comm_close"]) {
        assert.deepEqual(client.story(await client.request(type, { target_name: "lab", ...content })), ["busy", "idle"])
      }
    }
    assert.equal(rooms.comms.length, 0)
  })

  it("of user code keeps its place behind earlier ones on the same comm that wait for a figure of another request", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms, {
      drawFigure: (bundle: MimeBundle) => ("figure/json" in bundle ? turn().then(() => bundle) : null),
    })
    const [slow, quick] = [await client.execute("1"), await client.execute("2")]
    rooms.show({ kind: "display", request: slow, data: { "figure/json": 1 }, metadata: {}, update: false })
    for (const [request, n] of [
      [slow, 1],
      [quick, 2],
      [slow, 3],
    ] as const) {
      show(rooms, request, "c1", n)
    }
    rooms.show({ kind: "stream", request: quick, name: "stdout", text: "behind" })
    show(rooms, quick, "c2", 4)
    while (!client.story(quick).includes("stdout behind") || client.published(quick, "comm_msg").length < 2)
      await turn()
    const order = client.sent.flatMap(({ message }) =>
      message.header.msg_type === "comm_msg" ? [(message.content.data as { n: number }).n] : [],
    )
    assert.deepEqual(
      order.filter((n) => n !== 4),
      [1, 2, 3],
    )
  })
})

describe("comm_info request", () => {
  it("lists the open comms, all or those of one target", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    await client.execute("1")
    rooms.openComms.set("c1", "chart").set("c2", "lab").set("__proto__", "lab")
    const listed = async (content: Record<string, unknown>) =>
      Object.entries(client.reply(await client.request("comm_info_request", content)).comms as object)
    const [chart, lab, odd] = [
      ["c1", { target_name: "chart" }],
      ["c2", { target_name: "lab" }],
      ["__proto__", { target_name: "lab" }],
    ]
    assert.deepEqual(await listed({}), [chart, lab, odd])
    assert.deepEqual(await listed({ target_name: null }), [chart, lab, odd])
    assert.deepEqual(await listed({ target_name: "lab" }), [lab, odd])
    assert.deepEqual(await listed({ target_name: "none" }), [])
    const wrong = client.reply(await client.request("comm_info_request", { target_name: 7 }))
    assert.equal(wrong.evalue, "target_name is 7: expected a string")
  })
})
