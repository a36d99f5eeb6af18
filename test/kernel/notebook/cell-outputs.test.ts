import assert from "node:assert/strict"
import { createNotebookOutputs } from "../../../kernel/notebook/cell-outputs.ts"
import type { OutputMessage } from "../../../kernel/server/output-lanes.ts"

const stream = (text: string, name = "stdout"): OutputMessage => ({ type: "stream", content: { name, text } })
const display = (text: string, id?: string, type: OutputMessage["type"] = "display_data"): OutputMessage => ({
  type,
  content: { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
})
const clear = (wait: boolean): OutputMessage => ({ type: "clear_output", content: { wait } })
const stored = (text: string) => ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} })
const written = (text: string, name = "stdout") => ({ output_type: "stream", name, text })

function outputsOf(messages: readonly OutputMessage[]): unknown[] {
  const outputs = createNotebookOutputs()
  for (const message of messages) outputs.add("0", message)
  return outputs.of("0")
}

describe("outputs stored in a notebook", () => {
  it("join adjacent writes to one stream and keep the two streams apart", () => {
    const found = outputsOf([stream("a"), stream("b\n"), stream("!", "stderr"), stream("c")])
    assert.deepEqual(found, [written("ab\n"), written("!", "stderr"), written("c")])
  })

  it("hold the last state of a line that was written over", () => {
    assert.deepEqual(outputsOf([stream("10 %\r"), stream("50 %\r"), stream("100 %\ndone\r\n")]), [
      written("100 %\ndone\n"),
    ])
    assert.deepEqual(outputsOf([stream("abcdef\rxy")]), [written("xycdef")])
  })

  it("redraw a display wherever it stands, in earlier cells too, and store no ids", () => {
    const outputs = createNotebookOutputs()
    outputs.add("0", display("old", "d"))
    outputs.add("0", display("other", "e"))
    outputs.add("1", display("again", "d"))
    outputs.add("1", display("new", "d", "update_display_data"))
    outputs.add("1", display("nobody", "x", "update_display_data"))
    assert.deepEqual(outputs.of("0"), [stored("new"), stored("other")])
    assert.deepEqual(outputs.of("1"), [stored("new")])
  })

  it("end with one error where the cell was stopped", () => {
    const outputs = createNotebookOutputs()
    const error = { ename: "Timeout", evalue: "too long", traceback: ["Timeout: too long"] }
    outputs.add("0", stream("a"))
    outputs.add("0", { type: "error", content: { ...error, ename: "Interrupted" } })
    outputs.end("0", error)
    outputs.end("1", error)
    assert.deepEqual(outputs.of("0"), [written("a"), { output_type: "error", ...error }])
    assert.deepEqual(outputs.of("1"), [{ output_type: "error", ...error }])
  })

  it("are cleared at once, or with the next output where the cell waits for it", () => {
    assert.deepEqual(outputsOf([stream("a"), clear(false), stream("b")]), [written("b")])
    assert.deepEqual(outputsOf([stream("a"), clear(true)]), [written("a")])
    assert.deepEqual(outputsOf([stream("a"), clear(true), stream("b"), stream("c")]), [written("bc")])
  })
})
