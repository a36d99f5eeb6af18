import assert from "node:assert/strict"
import { themedTemplate } from "../../../kernel/labextension/src/figure-theme.ts"

const dark = { background: "#111", text: "#eee", grid: "#333", line: "#777", font: "Inter" }

interface Template {
  readonly layout: Record<string, Record<string, unknown>>
  readonly data: Record<string, unknown>
}

describe("the theme of a figure", () => {
  it("takes paper, text, grid and font from the page", () => {
    const { layout } = themedTemplate(dark, undefined) as unknown as Template
    assert.equal(layout.paper_bgcolor, "#111")
    assert.equal(layout.plot_bgcolor, "#111")
    assert.deepEqual(layout.font, { color: "#eee", family: "Inter" })
    for (const axis of ["xaxis", "yaxis"]) assert.equal(layout[axis]?.gridcolor, "#333", axis)
  })

  it("yields to the figure's own template, key by key", () => {
    const own = {
      layout: { paper_bgcolor: "white", font: { size: 20 }, colorway: ["red"] },
      data: { scatter: [{ mode: "markers" }] },
    }
    const { layout, data } = themedTemplate(dark, own) as unknown as Template
    assert.equal(layout.paper_bgcolor, "white")
    assert.equal(layout.plot_bgcolor, "#111")
    assert.deepEqual(layout.font, { color: "#eee", family: "Inter", size: 20 })
    assert.deepEqual(layout.colorway, ["red"])
    assert.deepEqual(data.scatter, [{ mode: "markers" }])
  })

  it("ignores a template that is none", () => {
    assert.deepEqual(themedTemplate(dark, "plotly_dark"), themedTemplate(dark, undefined))
  })
})
