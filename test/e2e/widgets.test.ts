import assert from "node:assert/strict"
import { drawEveryFigure, errorsIn, notebookContent, runAllCells } from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"
import { notebookText } from "../support/notebooks.ts"

const cell = `import { interact, widgets } from "@deltaw/kernel"
interact(({ gain, wave }) => {
  const x = Array.from({ length: 50 }, (_, i) => i / 10)
  const y = x.map((t) => gain * (wave === "sine" ? Math.sin(t) : Math.cos(t)))
  return { data: [{ type: "scatter", mode: "lines", x, y }], layout: { title: { text: \`\${wave} times \${gain}\` } } }
}, { gain: widgets.intSlider({ value: 3, min: 0, max: 9 }), wave: ["sine", "cosine"] })`

describe("widgets in JupyterLab", function () {
  this.timeout(120_000)

  const suite = labSuite(async () => ({ "play.ipynb": notebookText([{ source: cell }]) }))

  it("are drawn, redraw a figure in its place when they are moved, and work on in a page that is loaded anew", async () => {
    const page = await suite.open("play.ipynb")
    await runAllCells(page)
    assert.deepEqual(errorsIn(await notebookContent(page)), [])
    await drawEveryFigure(page, [0])
    const title = page.locator(".deltaw-Figure .gtitle")
    assert.equal(await title.textContent(), "sine times 3")
    await page.locator(".deltaw-Figure").evaluate((node) => node.setAttribute("data-same", "yes"))

    const handle = page.locator(".widget-slider .noUi-handle")
    await handle.focus()
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press("ArrowRight")
    await page.locator(".deltaw-Figure .gtitle", { hasText: "sine times 7" }).waitFor()
    assert.equal(await page.locator(".widget-slider .widget-readout").textContent(), "7")
    await page.locator(".widget-dropdown select").selectOption("cosine")
    await page.locator(".deltaw-Figure[data-same] .gtitle", { hasText: "cosine times 7" }).waitFor()
  })
})
