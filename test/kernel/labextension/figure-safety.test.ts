import assert from "node:assert/strict"
import fc from "fast-check"
import { safeFigure } from "../../../kernel/labextension/src/figure-safety.ts"

const trace = { type: "scatter", x: [1, 2, 3], y: [2, 1, 3] }
const PIXEL = "data:image/png;base64,iVBORw0KGgo="

describe("a figure made safe", () => {
  it("is the same figure where there is nothing to refuse", () => {
    const layout = {
      title: { text: "a <b>bold</b> <a href='https://example.org/paper'>link</a>" },
      images: [{ source: PIXEL, x: 0 }],
      height: 300,
    }
    const data = [{ ...trace, text: ["x < 3", "<i>mouse</i>", '<a href="mailto:someone@example.org">write</a>'] }]
    assert.deepEqual(safeFigure({ data, layout }), { data, layout, config: {}, frames: [], refused: [] })
  })

  it("leaves the figure it was given untouched", () => {
    const figure = { data: [trace], layout: { images: [{ source: "https://example.org/a.png" }] } }
    const before = structuredClone(figure)
    safeFigure(figure)
    assert.deepEqual(figure, before)
  })

  const images: [string, object][] = [
    ["in the layout", { images: [{ source: "https://example.org/a.png" }] }],
    ["without a scheme", { images: [{ source: "//example.org/a.png" }] }],
    ["on this server", { images: [{ source: "/files/a.png" }] }],
    ["that is a page", { images: [{ source: "data:text/html,<script>1</script>" }] }],
    ["in a template", { template: { layout: { images: [{ source: "http://example.org/a.png" }] } } }],
    [
      "set by a button through a path",
      {
        updatemenus: [
          { buttons: [{ method: "relayout", args: [{ "images[0].source": "http://example.org/a.png" }] }] },
        ],
      },
    ],
    [
      "set by a button as name and value",
      { updatemenus: [{ buttons: [{ method: "relayout", args: ["images[0].source", "http://example.org/a.png"] }] }] },
    ],
    [
      "set by a slider",
      { sliders: [{ steps: [{ method: "relayout", args2: ["images", [{ source: "http://example.org/a.png" }]] }] }] },
    ],
  ]
  for (const [where, layout] of images) {
    it(`has no image from elsewhere: ${where}`, () => {
      const safe = safeFigure({ data: [trace], layout })
      assert.doesNotMatch(JSON.stringify({ ...safe, refused: [] }), /example\.org|\/files\/|text\/html/)
      assert.equal(safe.refused.length, 1)
    })
  }

  it("has no image from elsewhere in an image trace or a frame", () => {
    const image = { type: "image", source: "http://example.org/a.png" }
    const safe = safeFigure({
      data: [image],
      layout: {},
      frames: [{ name: "1", data: [image], layout: { images: [image] } }],
    })
    assert.doesNotMatch(JSON.stringify([safe.data, safe.frames]), /example/)
    assert.equal(safe.frames.length, 1)
  })

  it("has no maps, which load tiles and outlines", () => {
    for (const type of ["scattermap", "choroplethmap", "densitymapbox", "scattergeo", "choropleth"]) {
      const safe = safeFigure({
        data: [trace, { type, lat: [1], lon: [2] }],
        layout: { map: { style: "https://example.org/style" }, geo2: {}, mapbox: { accesstoken: "x" } },
      })
      assert.deepEqual(safe.data, [trace])
      assert.deepEqual(safe.layout, {})
      assert.ok(safe.refused.includes(`trace of type ${type}, which loads a map`))
    }
  })

  it("cannot become a map through a button", () => {
    const args = [{ type: "scattermap" }, ["type", "scattergeo"]]
    const safe = safeFigure({ data: [trace], layout: { updatemenus: [{ buttons: [{ method: "restyle", args }] }] } })
    assert.doesNotMatch(JSON.stringify(safe.layout), /scattermap|scattergeo/)
  })

  it("names no servers in its settings, and keeps harmless ones", () => {
    const config = {
      plotlyServerURL: "https://example.org",
      topojsonURL: "https://example.org",
      mapboxAccessToken: "x",
      scrollZoom: true,
      staticPlot: true,
    }
    assert.deepEqual(safeFigure({ data: [trace], layout: {}, config }).config, { staticPlot: true })
  })

  it("keeps numbers, typed arrays and the data of a Sankey diagram as they are", () => {
    const data = [
      { type: "sankey", link: { source: [0, 1], target: [2, 2], value: [1, 2] } },
      { type: "scatter", y: { dtype: "f8", bdata: "AAAAAAAA8D8=" } },
    ]
    const safe = safeFigure({ data, layout: {} })
    assert.deepEqual(safe.data, data)
    assert.deepEqual(safe.refused, [])
  })

  it("is refused with a sentence where it is no figure", () => {
    assert.throws(() => safeFigure("text"), /a figure is a record with data and layout, not "text"/)
    assert.throws(() => safeFigure({ layout: {} }), /a figure's data is a list of traces, not undefined/)
    assert.throws(() => safeFigure({ data: [1] }), /a figure's data is a list of traces, not \[1\]/)
    assert.throws(() => safeFigure({ data: [], layout: [] }), /a figure's layout is a record, not \[\]/)
  })

  it("is safe already: making it safe again changes nothing, whatever the JSON", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (data, layout) => {
          const once = safeFigure(JSON.parse(JSON.stringify({ data, layout })))
          const twice = safeFigure({ data: once.data, layout: once.layout })
          assert.deepEqual([twice.data, twice.layout, twice.refused], [once.data, once.layout, []])
        },
      ),
    )
  })
})
