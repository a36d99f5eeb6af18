import assert from "node:assert/strict"
import { type Line, type LineMessage, openModel } from "../../../kernel/labextension/src/widget-model.ts"

/** A comm whose kernel's side is the test. */
function fakeLine() {
  const sent: { data: object; buffers: readonly unknown[] | undefined }[] = []
  const line: Line = {
    onMsg: () => {},
    onClose: () => {},
    open: (data) => void sent.push({ data, buffers: undefined }),
    send: (data, _metadata, buffers) => void sent.push({ data, buffers }),
    close: () => void sent.push({ data: { closed: true }, buffers: undefined }),
  }
  const tell = (data: object, buffers: ArrayBuffer[] = []) => line.onMsg({ content: { data }, buffers } as LineMessage)
  return { line, sent, tell }
}

async function opened(state: object, paths: unknown[] = [], buffers: ArrayBuffer[] = []) {
  const { line, sent, tell } = fakeLine()
  const opening = openModel(line, "m")
  assert.deepEqual(sent.splice(0), [{ data: { model: "m" }, buffers: undefined }])
  tell({ method: "update", state, buffer_paths: paths }, buffers)
  const found = await opening
  assert.ok(found !== null)
  return { ...found, sent, tell }
}

describe("the model that a widget's code is given", () => {
  it("holds what the kernel tells, with bytes as views", async () => {
    const { model } = await opened({ n: 1, deep: [null] }, [["deep", 0]], [new Uint8Array([7]).buffer])
    assert.equal(model.get("n"), 1)
    const [view] = model.get("deep") as [DataView]
    assert.equal(view.getUint8(0), 7)
  })

  it("tells of changes, whoever makes them, until it is told to stop", async () => {
    const { model, tell } = await opened({ n: 1 })
    const seen: unknown[] = []
    const onN = () => seen.push(model.get("n"))
    model.on("change:n", onN)
    model.on("change", () => seen.push("any"))
    model.set("n", 2)
    model.set("n", 2)
    tell({ method: "update", state: { n: 3, m: 0 } })
    model.off("change:n", onN)
    model.set("n", 4)
    model.off()
    model.set("n", 5)
    assert.deepEqual(seen, [2, "any", 3, "any", "any"])
  })

  it("sends what was set when it is saved, once, bytes beside it", async () => {
    const { model, sent } = await opened({ n: 1 })
    model.set("n", 2)
    model.set("bytes", new Uint8Array([1]))
    model.save_changes()
    model.save_changes()
    assert.deepEqual(sent, [
      { data: { method: "update", state: { n: 2 }, buffer_paths: [["bytes"]] }, buffers: [new Uint8Array([1])] },
    ])
  })

  it("keeps what it has set and not saved from the echo of what it saved before", async () => {
    const { model, tell } = await opened({ n: 1 })
    model.set("n", 2)
    model.save_changes()
    model.set("n", 3)
    tell({ method: "echo_update", state: { n: 2 } })
    assert.equal(model.get("n"), 3)
    model.save_changes()
    tell({ method: "echo_update", state: { n: 3 } })
    tell({ method: "update", state: { n: 9 } })
    assert.equal(model.get("n"), 9)
  })

  it("carries messages both ways and closes its comm", async () => {
    const { model, sent, tell, close } = await opened({})
    const seen: unknown[] = []
    model.on("msg:custom", (content, views) => seen.push(content, ...(views as DataView[])))
    tell({ method: "custom", content: "hello" }, [new Uint8Array([7]).buffer])
    const [content, view] = seen
    assert.equal(content, "hello")
    assert.equal((view as DataView).getUint8(0), 7)
    model.send({ answer: 1 })
    close()
    assert.deepEqual(sent, [
      { data: { method: "custom", content: { answer: 1 } }, buffers: [] },
      { data: { closed: true }, buffers: undefined },
    ])
  })

  it("is null where the kernel does not know it", async () => {
    const { line } = fakeLine()
    const opening = openModel(line, "gone")
    line.onClose({ content: { data: {} } })
    assert.equal(await opening, null)
  })
})
