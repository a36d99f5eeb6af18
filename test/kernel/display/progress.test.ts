import assert from "node:assert/strict"
import fc from "fast-check"
import { progressBundle } from "../../../kernel/display/progress.ts"

describe("progress bars", () => {
  it("say how far the work has come, in both forms", () => {
    const bundle = progressBundle({ label: "fit", done: 450, total: 1000, detail: "loss 0.48" })
    assert.equal(bundle["text/plain"], "fit █████████░░░░░░░░░░░ 45 % (450 of 1,000) · loss 0.48")
    assert.match(String(bundle["text/html"]), /<progress max="1" value="0.4500"/)
  })

  it("work of unknown length has no fraction", () => {
    for (const total of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const bundle = progressBundle({ label: "read", done: 3, total })
      assert.equal(bundle["text/plain"], "read 3")
      assert.doesNotMatch(String(bundle["text/html"]), /value=/)
    }
  })

  it("are full only when the work is done", () => {
    assert.match(String(progressBundle({ label: "fit", done: 999, total: 1000 })["text/plain"]), / 99 % /)
    assert.match(String(progressBundle({ label: "fit", done: 1000, total: 1000 })["text/plain"]), / 100 % /)
  })

  it("escape label and detail", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (label, detail) => {
        const html = String(
          progressBundle({ label: `<${label}`, done: 1, total: 2, detail: `<${detail}` })["text/html"],
        )
        const rest = html.replace(/<\/?(?:div|span|progress)(?: [a-z]+="[^"<>]*")*>/g, "")
        assert.doesNotMatch(rest, /[<>"']/)
      }),
    )
  })
})
