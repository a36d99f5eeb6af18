import assert from "node:assert/strict"
import { backendSetting } from "../../../kernel/server/rooms.ts"
import { typeCheckSetting } from "../../../kernel/server/type-check.ts"
import { fakeRooms } from "../../support/fake-rooms.ts"
import { startMemoryClient } from "../../support/memory-client.ts"

describe("request", () => {
  it("of every kind is bracketed by busy and idle with itself as parent", async () => {
    const client = startMemoryClient(fakeRooms())
    const answered: [string, Record<string, unknown>][] = [
      ["kernel_info_request", {}],
      ["complete_request", { code: "a", cursor_pos: 1 }],
      ["inspect_request", { code: "a", cursor_pos: 1, detail_level: 0 }],
      ["is_complete_request", { code: "a" }],
      ["history_request", { hist_access_type: "tail", n: 1, output: false, raw: true }],
      ["comm_info_request", {}],
      ["interrupt_request", {}],
      ["shutdown_request", { restart: false }],
    ]
    for (const [type, content] of answered) {
      const story = client.story(await client.request(type, content))
      assert.deepEqual(
        story.filter((step) => step !== "shutdown_reply"),
        ["busy", `reply ${type === "is_complete_request" ? "complete" : "ok"}`, "idle"],
        type,
      )
    }
  })

  it("of an unknown kind gets busy and idle and no answer, whatever its name", async () => {
    const client = startMemoryClient(fakeRooms())
    for (const type of ["debug_request", "constructor", "__proto__", "toString", "comm_msg", "comm_close"]) {
      for (const channel of ["shell", "control"] as const) {
        assert.deepEqual(client.story(await client.request(type, {}, channel)), ["busy", "idle"], type)
      }
    }
  })

  it("to open a comm is answered by closing it", async () => {
    const client = startMemoryClient(fakeRooms())
    const id = await client.request("comm_open", { comm_id: "c1", target_name: "unknown", data: {} })
    assert.deepEqual(client.published(id, "comm_close"), [{ comm_id: "c1", data: {} }])
  })

  it("to complete counts its cursor in code points", async () => {
    const asked: number[] = []
    const client = startMemoryClient(
      fakeRooms({
        language: {
          complete: async (_code, cursor) => {
            asked.push(cursor)
            const items = [
              { text: "log", kind: "function", signature: "(x: number)", documentation: "Natural." },
              { text: "loop", kind: "keyword" },
            ]
            return { items, start: 4, end: cursor }
          },
        },
      }),
    )
    const id = await client.request("complete_request", { code: "𝐚𝐚.lo", cursor_pos: 5 })
    assert.deepEqual(asked, [7])
    const { matches, cursor_start, cursor_end, metadata } = client.reply(id)
    assert.deepEqual(
      { matches, cursor_start, cursor_end },
      { matches: ["log", "loop"], cursor_start: 2, cursor_end: 5 },
    )
    assert.deepEqual(metadata, {
      _jupyter_types_experimental: [
        {
          start: 2,
          end: 5,
          text: "log",
          type: "function",
          signature: "(x: number)",
          documentation: "Natural.",
        },
        { start: 2, end: 5, text: "loop", type: "keyword", signature: "" },
      ],
    })
  })

  it("to inspect passes the level of detail on and says whether something was found", async () => {
    const client = startMemoryClient(
      fakeRooms({
        language: {
          inspect: async (code, cursor, detail) => (code === "x" ? { "text/plain": `${cursor} ${detail}` } : null),
        },
      }),
    )
    const found = client.reply(await client.request("inspect_request", { code: "x", cursor_pos: 1, detail_level: 1 }))
    assert.deepEqual(found, { status: "ok", found: true, data: { "text/plain": "1 1" }, metadata: {} })
    const lost = client.reply(await client.request("inspect_request", { code: "y", cursor_pos: 0 }))
    assert.deepEqual(lost, { status: "ok", found: false, data: {}, metadata: {} })
  })

  it("to know whether code is complete gives the indent only where it is not", async () => {
    const isComplete = (code: string) =>
      code === "{" ? ({ status: "incomplete", indent: "  " } as const) : ({ status: "invalid", indent: "" } as const)
    const client = startMemoryClient(fakeRooms({ language: { isComplete } }))
    const reply = async (code: string) => client.reply(await client.request("is_complete_request", { code }))
    assert.deepEqual(await reply("{"), { status: "incomplete", indent: "  " })
    assert.deepEqual(await reply(")"), { status: "invalid" })
  })

  it("with a wrong field is answered by an error that quotes the value", async () => {
    const client = startMemoryClient(fakeRooms())
    const wrong: [string, Record<string, unknown>, string][] = [
      ["complete_request", { code: "a", cursor_pos: -1 }, "cursor_pos is -1: expected a count of code points"],
      ["complete_request", { cursor_pos: 1 }, "code is missing: expected a string"],
      ["inspect_request", { code: "a", detail_level: 2 }, "detail_level is 2: expected 0 or 1"],
      [
        "history_request",
        { hist_access_type: "all" },
        'hist_access_type is "all": expected "tail", "range" or "search"',
      ],
      ["shutdown_request", { restart: "yes" }, 'restart is "yes": expected a boolean'],
    ]
    for (const [type, content, sentence] of wrong) {
      assert.equal(client.reply(await client.request(type, content)).evalue, sentence)
    }
  })

  it("for history gets the tail, a range and what matches a glob, with results where asked for", async () => {
    const four = { status: "ok", result: { data: { "text/plain": "4" }, metadata: {} } } as const
    const client = startMemoryClient(fakeRooms({ cells: { "2 + 2": () => four } }))
    for (const code of ["a = 1", "2 + 2", "a = 2", "a = 1"]) await client.execute(code)
    await client.execute("unseen", { store_history: false })
    const ask = async (content: Record<string, unknown>) =>
      client.reply(await client.request("history_request", { output: false, raw: true, ...content })).history
    assert.deepEqual(await ask({ hist_access_type: "tail", n: 2 }), [
      [1, 3, "a = 2"],
      [1, 4, "a = 1"],
    ])
    assert.deepEqual(await ask({ hist_access_type: "range", session: 0, start: 2, stop: 3, output: true }), [
      [1, 2, ["2 + 2", "4"]],
    ])
    assert.deepEqual(await ask({ hist_access_type: "search", pattern: "a = ?", unique: true }), [
      [1, 3, "a = 2"],
      [1, 4, "a = 1"],
    ])
    assert.deepEqual(await ask({ hist_access_type: "search", pattern: "*(*", n: 3 }), [])
  })

  it("to shut down is answered on its channel and on iopub, and then the kernel is told", async () => {
    let told = 0
    const client = startMemoryClient(fakeRooms(), {}, () => told++)
    const id = await client.request("shutdown_request", { restart: true }, "control")
    assert.deepEqual(client.reply(id), { status: "ok", restart: true })
    assert.deepEqual(client.published(id, "shutdown_reply"), [{ status: "ok", restart: true }])
    assert.equal(told, 1)
  })

  it("of a new subscriber is greeted under its topic; a topic that is not UTF-8 is not", () => {
    const client = startMemoryClient(fakeRooms())
    client.kernel.welcome(Buffer.from("été"))
    client.kernel.welcome(Buffer.from([0xff, 0xfe]))
    const welcomes = client.sent.filter(({ message }) => message.header.msg_type === "iopub_welcome")
    assert.equal(welcomes.length, 1)
    assert.equal(welcomes[0]?.topic, "été")
    assert.deepEqual(welcomes[0]?.message.content, { subscription: "été" })
    assert.deepEqual(welcomes[0]?.message.parent_header, {})
  })
})

describe("language setting", () => {
  it("names a back end, and a value it does not know is quoted", () => {
    assert.equal(backendSetting(undefined), null)
    assert.equal(backendSetting("tslab"), "tslab")
    assert.throws(() => backendSetting("deno"), /^Error: DELTAW_LANGUAGE is "deno": expected "native", "tslab"$/)
  })
})

describe("type check setting", () => {
  it("is warn by default, and a value it does not know is quoted", () => {
    assert.equal(typeCheckSetting(undefined), "warn")
    assert.equal(typeCheckSetting("block"), "block")
    assert.throws(() => typeCheckSetting("loud"), /DELTAW_TYPE_CHECK is "loud": expected "warn", "block", "off"/)
  })
})
