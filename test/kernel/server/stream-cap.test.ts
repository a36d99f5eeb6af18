import assert from "node:assert/strict"
import fc from "fast-check"
import { createStreamCap, type StreamText, streamLimitSetting } from "../../../kernel/server/stream-cap.ts"
import { fakeRooms } from "../../support/fake-rooms.ts"
import { startMemoryClient } from "../../support/memory-client.ts"

const out = (text: string): StreamText => ({ name: "stdout", text })
const joined = (pieces: readonly StreamText[]) => pieces.map(({ text }) => text).join("")

describe("the cap on what a cell prints", () => {
  it("lets everything pass below the limit, unchanged and piece by piece", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 20 }), (texts) => {
        const cap = createStreamCap(1000)
        for (const text of texts) assert.deepEqual(cap.take("a", out(text)), [out(text)])
        assert.deepEqual(cap.end("a"), [])
      }),
    )
  })

  it("shows the beginning, one note, and at the end how much is gone and the last of it", () => {
    const cap = createStreamCap(10)
    assert.equal(joined(cap.take("a", out("12345678"))), "12345678")
    const [cut, note, ...more] = cap.take("a", out("90abc"))
    assert.deepEqual(cut, out("90"))
    assert.equal(note?.name, "stderr")
    assert.match(note?.text ?? "", /over 10 characters.*DELTAW_OUTPUT_LIMIT/)
    assert.deepEqual(more, [])
    assert.deepEqual(cap.take("a", { name: "stderr", text: "x".repeat(20_000) }), [])
    assert.deepEqual(cap.take("a", out("the end")), [])
    const [gone, ...tail] = cap.end("a")
    assert.equal(gone?.text, "[10,010 characters left out]\n")
    assert.deepEqual(
      tail.map(({ name, text }) => [name, text.length]),
      [
        ["stderr", 9993],
        ["stdout", 7],
      ],
    )
    assert.deepEqual(cap.end("a"), [])
  })

  it("counts for each cell, and anew once the cell has taken back its outputs", () => {
    const cap = createStreamCap(5)
    cap.take("a", out("12345678"))
    assert.equal(joined(cap.take("b", out("12345"))), "12345")
    cap.clear("a")
    assert.equal(joined(cap.take("a", out("12345"))), "12345")
    assert.deepEqual(cap.end("a"), [])
  })

  it("cuts no character in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.nat(20), (text, limit) => {
        const cap = createStreamCap(limit)
        const shown = [...cap.take("a", out(text)), ...cap.end("a")].filter(({ name }) => name === "stdout")
        assert.equal(joined(shown), text)
        for (const piece of shown) assert.equal(Buffer.from(piece.text).toString(), piece.text)
      }),
    )
  })

  it("is a setting", () => {
    assert.equal(streamLimitSetting(undefined), 1_000_000)
    assert.equal(streamLimitSetting("2000"), 2000)
    assert.equal(streamLimitSetting("none"), Number.POSITIVE_INFINITY)
    for (const value of ["0", "-1", "much", "1e3"]) {
      assert.throws(() => streamLimitSetting(value), new RegExp(`DELTAW_OUTPUT_LIMIT is "${value}": expected a count`))
    }
  })

  it("holds in the kernel: a cell that prints megabytes shows a part of them, its result and its end", async () => {
    const rooms = fakeRooms({
      cells: {
        flood: ({ show }) => {
          for (let i = 0; i < 1000; i++) show({ kind: "stream", name: "stdout", text: `${i} ${"x".repeat(4000)}\n` })
          return { status: "ok", result: { data: { "text/plain": "done" }, metadata: {} } }
        },
      },
    })
    const client = startMemoryClient(rooms, { streamLimit: 50_000 })
    const id = await client.execute("flood")
    const streams = client.published(id, "stream")
    const text = streams.map((stream) => stream.text).join("")
    assert.ok(text.length < 62_000, `${text.length} characters`)
    assert.match(text, /^0 x+\n1 x/)
    assert.match(text, /\[This cell has printed over 50,000 characters\./)
    assert.match(text, /characters left out\]\n/)
    assert.match(text, /\n999 x+\n$/)
    assert.equal(client.story(id).at(-1), "idle")
  })
})
