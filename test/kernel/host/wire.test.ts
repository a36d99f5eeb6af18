import assert from "node:assert/strict"
import fc from "fast-check"
import type { CommContent } from "../../../kernel/host/messages.ts"
import { encodeLine, lineReader, type Report } from "../../../kernel/host/wire.ts"

const report = (text: string): Report => {
  const content: CommContent = { action: "message", comm: "c1", data: { text }, metadata: {} }
  return { type: "comm", request: null, content }
}

/** What a reader makes of bytes that arrive in chunks of these sizes, in turns. */
function read(bytes: Buffer, sizes: readonly number[]): { message: Report; buffers: readonly Uint8Array[] }[] {
  const found: { message: Report; buffers: readonly Uint8Array[] }[] = []
  const take = lineReader<Report>((message, buffers) => found.push({ message, buffers }))
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    take(bytes.subarray(start, start + size))
    start += size
  }
  return found
}

/** Buffers with many of the bytes that mean something to the wire. */
const buffers = fc.array(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => [10, 0, 44, 13, byte][byte % 5]!)),
  { maxLength: 4 },
)
const messages = fc.array(fc.tuple(fc.string({ unit: "binary" }), buffers), { maxLength: 5 })
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })

describe("wire between front process and child", () => {
  it("carries messages with their buffers, in whatever chunks they arrive", () => {
    fc.assert(
      fc.property(messages, sizes, (sent, chunks) => {
        const bytes = Buffer.concat(sent.map(([text, parts]) => encodeLine(report(text), parts)))
        const expected = sent.map(([text, parts]) => ({ message: report(text), buffers: parts }))
        assert.deepEqual(
          read(bytes, chunks).map(({ message, buffers }) => ({
            message,
            buffers: buffers.map((one) => Uint8Array.from(one)),
          })),
          expected.map(({ message, buffers }) => ({ message, buffers: buffers.map((one) => Uint8Array.from(one)) })),
        )
      }),
    )
  })

  it("gives every buffer memory of its own", () => {
    const [found] = read(encodeLine(report(""), [new Uint8Array(3), new Uint8Array(5)]), [7])
    assert.deepEqual(
      found?.buffers.map(({ buffer, byteOffset }) => [byteOffset, buffer.byteLength]),
      [
        [0, 3],
        [0, 5],
      ],
    )
  })

  it("loses a message that was cut short, wherever, and no other", () => {
    const damaged = encodeLine(report("damaged"), [new Uint8Array([1, 10, 2]), new Uint8Array(9)])
    const next = encodeLine(report("next"), [new Uint8Array([3])])
    // The last byte is a line break, which the next message brings itself.
    for (let length = 0; length < damaged.length - 1; length++) {
      const texts = read(Buffer.concat([damaged.subarray(0, length), next]), [1000]).map(({ message }) =>
        message.type === "comm" ? message.content.data.text : null,
      )
      assert.deepEqual(texts, ["next"], `cut after ${length} bytes`)
    }
  })

  it("takes no memory for lengths that a damaged line names", () => {
    const line = Buffer.from(`\n\0${JSON.stringify(report(""))}\0${2 ** 40}\0\0abc\n`)
    assert.deepEqual(read(line, [1000]), [])
  })
})
