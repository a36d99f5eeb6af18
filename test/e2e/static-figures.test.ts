import assert from "node:assert/strict"
import { BrowserRoom } from "../../kernel/display/figure/browser-room.ts"
import { DrawingRoom } from "../../kernel/display/figure/drawing-room.ts"
import type { FigureImage, PictureOptions } from "../../kernel/display/figure/picture.ts"
import { closeStaticFigures, drawPicture, withStaticImage } from "../../kernel/display/static-figure.ts"
import { distanceOf, readPixels } from "../support/pixels.ts"
import { drawnByBrowsers, drawnByUs } from "../support/trace-examples.ts"

const layout = { title: { text: "Learning" }, xaxis: { title: { text: "trial" } } }
const png: PictureOptions = { format: "png", width: 600, height: 400, scale: 1 }
const bytes = ({ data }: FigureImage) => Buffer.from(data, "base64")
const figureOf = (data: readonly object[]) => ({ data: data as Record<string, unknown>[], layout })

describe("static pictures beside a browser's", function () {
  this.timeout(60_000)

  const browser = new BrowserRoom(process.env.DELTAW_CHROME ?? "chromium")
  const room = new DrawingRoom()
  after(async () => {
    await Promise.all([browser.close(), room.close(), closeStaticFigures()])
  })

  for (const [name, data] of Object.entries(drawnByUs)) {
    it(`${name} looks as in the browser`, async () => {
      const ours = await readPixels(bytes(await room.draw(figureOf(data), png)))
      const theirs = await readPixels(bytes(await browser.draw(figureOf(data), png)))
      const { mean, worst } = distanceOf(ours, theirs)
      // Missing marks cost far more: a bar, a label, a cell of a heat map differ by over 50 in their squares.
      assert.ok(mean < 0.8 && worst < 40, `mean ${mean.toFixed(2)}, worst ${worst.toFixed(0)}`)
    })
  }

  it("a figure that needs WebGL is drawn by the browser, as PNG, SVG and PDF", async () => {
    const figure = figureOf(drawnByBrowsers.scatter3d!)
    const pixels = await readPixels(bytes(await drawPicture(figure, png)))
    const marks = pixels.data.filter((value, at) => at % 4 === 2 && value < 128).length
    assert.ok(marks > 100, `${marks} dark pixels`)
    assert.match((await drawPicture(figure, { format: "svg" })).data, /^<svg[^>]*>.*data:image\/png/s)
    const pdf = bytes(await drawPicture(figure, { format: "pdf", width: 600, height: 400 })).toString("latin1")
    assert.match(pdf, /^%PDF-/)
    assert.match(pdf, /\/MediaBox \[0 0 450 300\]/)
    assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 1)
  })

  it("a bundle with such a figure gets a PNG", async () => {
    const bundle = await withStaticImage({ "application/vnd.plotly.v1+json": figureOf(drawnByBrowsers.surface!) })
    assert.deepEqual(Object.keys(bundle), ["application/vnd.plotly.v1+json", "image/png"])
  })

  it("a raster of 30,000 spikes is drawn in time, every row of it", async () => {
    const spikes = Array.from({ length: 30_000 }, (_, index) => index)
    const raster = {
      type: "scattergl",
      mode: "markers",
      x: spikes.map((index) => (index * 7919) % 9973),
      y: spikes.map((index) => index % 40),
      marker: { size: 3, color: "#000000" },
    }
    const { width, data } = await readPixels(bytes(await drawPicture(figureOf([raster]), png)))
    const rows = Array.from({ length: data.length / width / 4 }, (_, y) =>
      data.subarray(y * width * 4, (y + 1) * width * 4),
    )
    const drawn = rows.filter((row) => row.filter((value) => value < 64).length > 300)
    assert.ok(drawn.length > 80, `${drawn.length} rows of pixels with spikes`)
  })

  it("a figure that the browser cannot draw without the network says so", async () => {
    const map = figureOf([{ type: "scattergeo", lon: [0], lat: [50] }])
    await assert.rejects(browser.draw(map, png), /could not draw it: .*topojson/)
  })

  it("a browser that is late is closed", async () => {
    const late = new BrowserRoom(process.env.DELTAW_CHROME ?? "chromium", { figureMs: 1 })
    await assert.rejects(late.draw(figureOf(drawnByBrowsers.surface!), png), /not drawn within 0\.001 seconds/)
    assert.equal(late.isOpen, false)
  })

  it("a browser without work is closed, and the next figure gets another", async () => {
    const idle = new BrowserRoom(process.env.DELTAW_CHROME ?? "chromium", { idleMs: 1 })
    await idle.draw(figureOf([{ y: [1, 2] }]), png)
    for (let tries = 0; idle.isOpen && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal(idle.isOpen, false)
    assert.equal((await idle.draw(figureOf([{ y: [1, 2] }]), png)).type, "image/png")
    await idle.close()
  })
})
