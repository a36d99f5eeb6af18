import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { DrawingRoom } from "../../../kernel/display/figure/drawing-room.ts"
import { tidySvg } from "../../../kernel/display/figure/figure-drawing.ts"
import { openFigureWindow } from "../../../kernel/display/figure/figure-window.ts"
import { drawnTypes } from "../../../kernel/display/figure/static-copy.ts"
import { pathLength, pointAtLength } from "../../../kernel/display/figure/svg-path.ts"
import { mapBox, parseTransform } from "../../../kernel/display/figure/svg-transform.ts"
import { closeStaticFigures, drawPicture, withStaticImage } from "../../../kernel/display/static-figure.ts"
import { coloursOf, readPixels } from "../../support/pixels.ts"
import { drawnByUs } from "../../support/trace-examples.ts"

const PLOTLY = "application/vnd.plotly.v1+json"
const series = (length: number, value: (index: number) => number) => Array.from({ length }, (_, index) => value(index))
const surface = series(12, (i) => i).map((i) => series(15, (j) => Math.sin(i / 3) * Math.cos(j / 4)))
const layout = {
  title: { text: "Weights by trial" },
  xaxis: { title: { text: "trial" } },
  yaxis: { title: { text: "weight (nats)" } },
}

/** The SVG of a figure with these traces. */
async function svgOf(data: readonly object[], other: object = {}): Promise<string> {
  const bundle = await withStaticImage({ [PLOTLY]: { data, layout: { ...layout, ...other } } })
  const svg = bundle["image/svg+xml"]
  assert.equal(
    typeof svg,
    "string",
    `an SVG is expected beside the figure, not ${JSON.stringify(bundle["text/plain"])}`,
  )
  return String(svg)
}

const BLUE = "31,119,180"

describe("static pictures of figures", function () {
  this.timeout(60_000)
  after(() => closeStaticFigures())

  const types: readonly [name: string, trace: object, marks: RegExp, count: number][] = [
    ["scatter", { type: "scatter", mode: "lines+markers", x: [1, 2, 3], y: [1, 3, 2] }, /<path class="point"/g, 3],
    ["scatter without a type", { mode: "lines", y: [1, 3, 2] }, /<path class="js-line"/g, 1],
    ["scattergl", { type: "scattergl", mode: "markers", y: series(40, (i) => i) }, /<path class="point"/g, 40],
    ["bar", { type: "bar", x: ["bias", "static", "rule"], y: [-0.66, -0.63, -0.48] }, /<g class="point"/g, 3],
    [
      "histogram",
      { type: "histogram", x: [1, 1, 2, 3, 3, 3], xbins: { start: 0.5, end: 3.5, size: 1 } },
      /<g class="point"/g,
      3,
    ],
    ["box", { type: "box", y: series(30, (i) => (i * i) % 17) }, /<path [^>]*class="box"/g, 1],
    ["violin", { type: "violin", y: series(30, (i) => (i * i) % 17) }, /<path [^>]*class="violin"/g, 1],
    [
      "contour",
      { type: "contour", z: surface, contours: { start: -0.8, end: 0.8, size: 0.4 } },
      /<g class="contourlevel"/g,
      5,
    ],
    ["heatmap", { type: "heatmap", z: surface }, /<image [^>]*data:image\/png;base64/g, 1],
    ["histogram2d", { type: "histogram2d", x: [1, 2, 3], y: [1, 2, 2] }, /<image [^>]*data:image\/png;base64/g, 1],
  ]
  for (const [name, trace, marks, count] of types) {
    it(`draw every mark of ${name}, on white, with titles inside`, async () => {
      const svg = await svgOf([trace])
      assert.equal(svg.match(marks)?.length, count)
      assert.match(svg, /^<svg class="main-svg"[^>]* width="700" height="450"/)
      assert.match(svg, /<text class="gtitle"[^>]*>Weights by trial</)
      assert.match(svg, />weight \(nats\)</)
      assert.doesNotMatch(svg, /url\(['&]/)
      const colours = await coloursOf(Buffer.from(svg))
      const [[commonest]] = [...colours].sort((a, b) => b[1] - a[1]) as [[string, number]]
      const isFilled = /heatmap|contour|2d/.test(name)
      if (!isFilled) assert.equal(commonest, "255,255,255")
      assert.ok(colours.size > 5, "more than a blank sheet")
      if (!isFilled) assert.ok(colours.has(BLUE), "the colour of the first trace is seen")
    })
  }

  it("a colour bar shows its scale, not a black bar", async () => {
    const colours = await coloursOf(Buffer.from(await svgOf([{ type: "heatmap", z: surface, colorscale: "Viridis" }])))
    const dark = [...colours].filter(([colour]) => colour === "0,0,0").reduce((sum, [, count]) => sum + count, 0)
    assert.ok(dark < 100, `${dark} black pixels`)
    assert.ok(colours.size > 100, "a scale has many colours")
  })

  it("a legend is as wide as its longest name", async () => {
    const narrow = await svgOf([
      { y: [1, 2], name: "a" },
      { y: [2, 1], name: "b" },
    ])
    const wide = await svgOf([
      { y: [1, 2], name: "a" },
      { y: [2, 1], name: "a much longer name than that" },
    ])
    const width = (svg: string) => Number(/<rect class="bg"[^>]* width="([\d.]+)"/.exec(svg)?.[1])
    assert.ok(width(wide) > width(narrow) + 100, `${width(wide)} against ${width(narrow)}`)
  })

  it("the same figure gives the same bytes", async () => {
    const trace = { type: "heatmap", z: surface }
    const [first, second] = [await svgOf([trace]), await svgOf([trace])]
    assert.ok(first === second, "the second SVG differs from the first")
  })

  it("figures that leave their ground to the page are drawn on white", async () => {
    const colours = await coloursOf(Buffer.from(await svgOf([{ y: [1, 2] }], { paper_bgcolor: "rgba(0,0,0,0)" })))
    assert.ok((colours.get("255,255,255") ?? 0) > 100_000)
  })

  it("very many marks become pixels", async () => {
    const y = series(2500, (i) => (i * i) % 89)
    const bundle = await withStaticImage({ [PLOTLY]: { data: [{ type: "scattergl", mode: "markers", y }], layout } })
    const colours = await coloursOf(Buffer.from(String(bundle["image/png"]), "base64"))
    assert.ok((colours.get(BLUE) ?? 0) > 2500)
  })

  it("are tested for every type of trace", () => {
    assert.deepEqual(Object.keys(drawnByUs).sort(), [...drawnTypes].sort())
  })

  for (const [name, data] of Object.entries(drawnByUs)) {
    if (types.some(([covered]) => covered === name)) continue
    it(`draw ${name}, never blank`, async () => {
      const figure = { data: data as Record<string, unknown>[], layout: {} }
      const picture = await drawPicture(figure, { format: "png", width: 300, height: 200, scale: 1 })
      const { width, height, data: pixels } = await readPixels(Buffer.from(picture.data, "base64"))
      assert.deepEqual([width, height], [300, 200])
      const marked = pixels.filter((value, at) => at % 4 === 1 && value < 200).length
      assert.ok(marked > 100, `${marked} pixels that are not nearly white`)
    })
  }

  it("a type that needs WebGL gives a sentence and no blank picture where there is no browser", async () => {
    const figure = {
      data: [{ type: "scatter3d" }, { type: "bar", y: [1] }, { type: "image", source: "x" }],
      layout: {},
    }
    const before = process.env.DELTAW_CHROME
    process.env.DELTAW_CHROME = "none"
    try {
      const bundle = await withStaticImage({ [PLOTLY]: figure, "text/plain": "[Plotly figure]" })
      assert.deepEqual(Object.keys(bundle), [PLOTLY, "text/plain"])
      assert.equal(
        bundle["text/plain"],
        '[Plotly figure]\n[No static image: "scatter3d" and "image" can be drawn in a browser only, and no Chromium or Chrome was found (DELTAW_CHROME may name one).]',
      )
    } finally {
      if (before === undefined) delete process.env.DELTAW_CHROME
      else process.env.DELTAW_CHROME = before
    }
  })

  it("a PDF holds lines as lines and text as text in fonts of its own, and the same figure gives the same bytes", async () => {
    const figure = { data: drawnByUs.scatter as Record<string, unknown>[], layout: { title: { text: "Δ <b>w</b>" } } }
    const draw = async () => (await drawPicture(figure, { format: "pdf", width: 400, height: 200 })).data
    const pdf = await draw()
    const text = Buffer.from(pdf, "base64").toString("latin1")
    assert.match(text, /^%PDF-1\.\d/)
    assert.match(text, /\/MediaBox \[0 0 300 150\]/)
    assert.match(text, /\/Subtype \/CIDFontType2/)
    assert.doesNotMatch(text, /\/Subtype \/Image/)
    assert.equal(await draw(), pdf)
  })

  it("a window that draws has no way to the network", () => {
    const window = openFigureWindow() as unknown as { XMLHttpRequest: new () => { open(...values: string[]): void } }
    assert.throws(() => new window.XMLHttpRequest().open("GET", "http://x/"), /asks for http:\/\/x\/, and figures are/)
  })

  it("what is no figure gives a sentence", async () => {
    const bundle = await withStaticImage({ [PLOTLY]: { data: 3 } })
    assert.match(String(bundle["text/plain"]), /No static image: the figure has no list of traces/)
  })

  it("bundles without a figure, or with an image of their own, come back as they are", async () => {
    const plain = { "text/plain": "3" }
    assert.equal(await withStaticImage(plain), plain)
    const both = { [PLOTLY]: { data: [], layout: {} }, "image/png": "" }
    assert.equal(await withStaticImage(both), both)
  })

  it("the caller's event loop turns while a figure is drawn", async () => {
    let isDrawn = false
    let turns = 0
    const drawn = svgOf([{ type: "contour", z: surface }]).then(() => {
      isDrawn = true
    })
    while (!isDrawn) {
      turns += 1
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await drawn
    assert.ok(turns > 10, `${turns} turns`)
  })
})

describe("the thread that draws", function () {
  this.timeout(60_000)

  it("is replaced after a figure that takes too long", async () => {
    const room = new DrawingRoom({ figureMs: 1 })
    await assert.rejects(room.draw({ data: [{ y: [1] }], layout: {} }), /not drawn within 0\.001 seconds/)
    assert.equal(room.isOpen, false)
    await room.close()
  })

  it("ends when there is nothing to draw", async () => {
    const room = new DrawingRoom({ idleMs: 20 })
    await room.draw({ data: [{ y: [1] }], layout: {} })
    assert.equal(room.isOpen, true)
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.equal(room.isOpen, false)
  })

  it("does not keep a process alive", async () => {
    const module = new URL("../../../kernel/display/static-figure.js", import.meta.url).href
    const code = `import { withStaticImage } from ${JSON.stringify(module)}
      const bundle = await withStaticImage({ "${PLOTLY}": { data: [{ y: [1] }], layout: {} } })
      console.log(Object.keys(bundle)[1])`
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], {
      timeout: 50_000,
    })
    assert.equal(stdout, "image/svg+xml\n")
  })
})

describe("geometry of SVG", () => {
  it("transforms are applied from the right", () => {
    const [box, map] = [{ x: 1, y: 0, width: 2, height: 1 }, parseTransform("translate(10,20) rotate(90) scale(2)")]
    const { x, y, width, height } = mapBox(map, box)
    assert.deepEqual(
      [x, y, width, height].map((one) => Math.round(one * 1e9) / 1e9),
      [8, 22, 2, 4],
    )
  })

  it("a rotation about a point leaves the point", () => {
    const { x, y } = mapBox(parseTransform("rotate(33,5,7)"), { x: 5, y: 7, width: 0, height: 0 })
    assert.ok(Math.hypot(x - 5, y - 7) < 1e-9)
  })

  it("paths have the length of their lines and, nearly, of their curves", () => {
    assert.equal(pathLength("M0,0h3v4l-3,-4"), 12)
    const circle =
      "M1,0C1,0.5523 0.5523,1 0,1C-0.5523,1 -1,0.5523 -1,0C-1,-0.5523 -0.5523,-1 0,-1C0.5523,-1 1,-0.5523 1,0Z"
    assert.ok(Math.abs(pathLength(circle) - 2 * Math.PI) < 0.01)
    assert.deepEqual(pointAtLength("M0,0h3v4", 5), { x: 3, y: 2 })
  })

  it("tidying removes defaults that nothing inherits, and keeps those that are", () => {
    const svg = `<path class="point plotly-customdata" style="opacity: 1; fill-opacity: 1; vector-effect: none;"/><g style="opacity: 1"><rect/></g>`
    assert.equal(tidySvg(svg, "key"), '<path class="point" style="fill-opacity: 1; "/><g><rect/></g>')
  })

  it("tidying removes random ids, quotes in references and long decimals, and keeps texts", () => {
    const svg = `<svg><defs id="defs-a1b2c3"/><g class="x"><g class="y"/></g><path style="fill: url('#ga1b2c3');" d="M1.00000001,2"/><text>0.123456</text></svg>`
    assert.equal(
      tidySvg(svg, "key"),
      '<svg><defs id="defs-key"/><path style="fill: url(#gkey);" d="M1,2"/><text>0.123456</text></svg>',
    )
  })
})
