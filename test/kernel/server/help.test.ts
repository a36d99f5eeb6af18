import assert from "node:assert/strict"
import { helpRequest } from "../../../kernel/server/help.ts"
import { fakeRooms } from "../../support/fake-rooms.ts"
import { startMemoryClient } from "../../support/memory-client.ts"

describe("a cell that asks for help", () => {
  it("is one name with question marks before or behind it, and nothing else", () => {
    const requests: [string, string, 0 | 1][] = [
      ["?name", "name", 0],
      ["name?", "name", 0],
      ["??name", "name", 1],
      ["name??", "name", 1],
      ["  ? Math.max \n", "Math.max", 0],
      ["\nplots . raster ?\n", "plots.raster", 0],
      ["?$été_1", "$été_1", 0],
    ]
    for (const [code, name, detail] of requests) assert.deepEqual(helpRequest(code), { name, detail }, code)
    const cells = [
      "name",
      "a ? b : c",
      "a?.b",
      "a ?? b",
      "?",
      "??",
      "?1",
      "a?b",
      "???a",
      "a?\nb",
      "'a'?",
      "a? // b",
      "",
    ]
    for (const code of cells) assert.equal(helpRequest(code), null, code)
  })

  it("is answered by one page payload, runs nothing, and counts", async () => {
    const asked: unknown[] = []
    const rooms = fakeRooms({
      language: {
        inspect: async (...values) => {
          asked.push(values)
          return { "text/plain": "function max(): number", "text/markdown": "**max**" }
        },
      },
    })
    const client = startMemoryClient(rooms)
    const id = await client.execute("Math.max??", { user_expressions: { x: "1" } })
    assert.deepEqual(asked, [["Math.max", 8, 1]])
    assert.deepEqual(client.story(id), ["busy", "execute_input", "reply ok", "idle"])
    const { payload, execution_count } = client.reply(id)
    const data = { "text/plain": "function max(): number", "text/markdown": "**max**" }
    assert.deepEqual(payload, [{ source: "page", data, start: 0 }])
    assert.equal(execution_count, 1)
    assert.deepEqual(rooms.evaluated, ["(1\n)"])
  })

  it("is told where nothing is known of the name", async () => {
    const client = startMemoryClient(fakeRooms())
    const { payload } = client.reply(await client.execute("?nothing"))
    assert.deepEqual(payload, [
      { source: "page", data: { "text/plain": 'Nothing is known about "nothing".' }, start: 0 },
    ])
  })

  it("is complete to a console, which TypeScript alone would not say", async () => {
    const client = startMemoryClient(
      fakeRooms({ language: { isComplete: () => ({ status: "incomplete", indent: "" }) } }),
    )
    const status = async (code: string) => client.reply(await client.request("is_complete_request", { code })).status
    assert.equal(await status("name?"), "complete")
    assert.equal(await status("name ? 1"), "incomplete")
  })

  it("has no payload where it is a cell like others", async () => {
    const client = startMemoryClient(fakeRooms())
    assert.deepEqual(client.reply(await client.execute("1")).payload, [])
  })
})
