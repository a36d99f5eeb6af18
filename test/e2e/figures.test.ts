import assert from "node:assert/strict"
import type { Page } from "playwright-core"
import { figureBackground } from "../support/lab-colours.ts"
import { command, drawEveryFigure, hoverLabel } from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"
import { figureOutput, notebookText } from "../support/notebooks.ts"

const points = { type: "scatter", mode: "lines+markers", x: [1, 2, 3, 4], y: [2, 1, 3, 2.5] }
const plain = { data: [points], layout: { title: { text: "Weights" }, height: 300 } }
const coloured = { data: [points], layout: { paper_bgcolor: "rgb(1, 2, 3)", height: 250 } }
const spy = { source: "http://example.org/spy.png", x: 0, y: 1, sizex: 1, sizey: 1, xref: "paper", yref: "paper" }
const hostile = {
  data: [points],
  layout: { title: { text: "<a href='/lab/api/shutdown'>title</a>" }, height: 250, images: [spy] },
  config: { plotlyServerURL: "http://example.org", scrollZoom: true },
}
const impossible = { data: "no traces", layout: {} }

describe("figures in JupyterLab", function () {
  this.timeout(90_000)

  const suite = labSuite(async () => {
    const cells = [plain, coloured, hostile, impossible].map((figure) => ({
      source: "",
      outputs: [figureOutput(figure)],
    }))
    return { "figures.ipynb": notebookText(cells) }
  })
  const figure = (page: Page, index: number) => page.locator(".deltaw-Figure").nth(index)

  it("take the colours of the theme, dark as soon as it is chosen, and keep those they set themselves", async () => {
    const page = await suite.open("figures.ipynb")
    await drawEveryFigure(page, [0, 1])
    assert.equal(await figureBackground(figure(page, 0)), "rgb(255, 255, 255)")
    await command(page, "apputils:change-theme", { theme: "JupyterLab Dark" })
    const dark = "rgb(17, 17, 17)"
    await figure(page, 0).locator(`svg.main-svg[style*="background: ${dark}"]`).first().waitFor({ state: "attached" })
    assert.equal(await figureBackground(figure(page, 0)), dark)
    assert.equal(await figureBackground(figure(page, 1)), "rgb(1, 2, 3)")
  })

  it("fill the width of the notebook, and again after it changed", async () => {
    const page = await suite.open("figures.ipynb")
    await drawEveryFigure(page, [0])
    const widths = async () => {
      const outer = await figure(page, 0).boundingBox()
      const drawn = await figure(page, 0).locator("svg.main-svg").first().boundingBox()
      return { outer: Math.round(outer!.width), drawn: Math.round(drawn!.width), height: Math.round(drawn!.height) }
    }
    const wide = await widths()
    assert.ok(Math.abs(wide.outer - wide.drawn) <= 1, `drawn ${wide.drawn} px wide in ${wide.outer} px`)
    assert.equal(wide.height, 300)
    await page.setViewportSize({ width: 900, height: 900 })
    await page.waitForFunction(
      `document.querySelector(".deltaw-Figure svg.main-svg").clientWidth < ${wide.drawn - 100}`,
    )
    const narrow = await widths()
    assert.ok(Math.abs(narrow.outer - narrow.drawn) <= 1, `drawn ${narrow.drawn} px wide in ${narrow.outer} px`)
  })

  it("show a label under the mouse", async () => {
    const page = await suite.open("figures.ipynb")
    await drawEveryFigure(page, [0])
    assert.match(await hoverLabel(page, figure(page, 0)), /2/)
  })

  it("load nothing from other servers and say what was refused", async () => {
    const page = await suite.open("figures.ipynb")
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await drawEveryFigure(page, [0, 1, 2])
    const note = (await figure(page, 2).locator(".deltaw-Figure-note").textContent()) ?? ""
    assert.deepEqual(note.split("\n").sort(), [
      "Refused: link /lab/api/shutdown",
      "Refused: remote image http://example.org/spy.png",
    ])
    assert.equal(await figure(page, 2).locator("image").count(), 0)
    assert.doesNotMatch(await figure(page, 2).innerHTML(), /href="[^#]/)
    const elsewhere = asked.filter((url) => !url.startsWith(suite.lab().url) && !url.startsWith("data:"))
    assert.deepEqual(elsewhere, [])
  })

  it("offer no button that uploads the figure", async () => {
    const page = await suite.open("figures.ipynb")
    await drawEveryFigure(page, [0])
    const titles = await figure(page, 0)
      .locator(".modebar-btn")
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-title") ?? ""))
    assert.ok(titles.length > 3, `buttons: ${titles.join(", ")}`)
    assert.deepEqual(
      titles.filter((title) => /share|cloud|edit/i.test(title)),
      [],
    )
  })

  it("leave the mouse wheel to the notebook", async () => {
    const page = await suite.open("figures.ipynb")
    await drawEveryFigure(page, [2])
    const plot = figure(page, 2).locator(".nsewdrag").first()
    await plot.scrollIntoViewIfNeeded()
    const before = await figure(page, 2).locator(".xtick text").allInnerTexts()
    await plot.hover()
    await page.mouse.wheel(0, -120)
    await page.waitForTimeout(500)
    assert.deepEqual(await figure(page, 2).locator(".xtick text").allInnerTexts(), before)
  })

  it("say in words why one cannot be drawn", async () => {
    const page = await suite.open("figures.ipynb")
    const note = figure(page, 3).locator(".deltaw-Figure-note")
    await note.waitFor()
    assert.match(
      (await note.textContent()) ?? "",
      /could not be drawn: a figure's data is a list of traces, not "no traces"/,
    )
  })
})
