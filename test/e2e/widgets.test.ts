import assert from "node:assert/strict"
import { drawEveryFigure, errorsIn, notebookContent, runAllCells, saveNotebook } from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"
import { notebookText } from "../support/notebooks.ts"

const cell = `import { interact, widgets } from "@deltaw/kernel"
interact(({ gain, wave }) => {
  const x = Array.from({ length: 50 }, (_, i) => i / 10)
  const y = x.map((t) => gain * (wave === "sine" ? Math.sin(t) : Math.cos(t)))
  return { data: [{ type: "scatter", mode: "lines", x, y }], layout: { title: { text: \`\${wave} times \${gain}\` } } }
}, { gain: widgets.intSlider({ value: 3, min: 0, max: 9 }), wave: ["sine", "cosine"] })`

const own = `const code = \`
  export default {
    render({ model, el }) {
      const button = document.createElement("button")
      const show = () => { button.textContent = "pressed " + model.get("count") + " of " + new Uint8Array(model.get("bytes").buffer).length }
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); model.send({ hello: true }) }
      model.on("change:count", show)
      show()
      el.append(button)
    },
  }\`
const counter = widgets.anywidget({ esm: code, css: "button { color: rgb(1, 2, 3) }", state: { count: 1, bytes: new Uint8Array(5) } })
counter.onMessage(({ content }) => console.log("message", content))
counter`

const foreign = {
  output_type: "display_data",
  metadata: {},
  data: { "application/vnd.deltaw.widget+json": { model_id: "m" }, "text/html": "<div>[a widget]</div>" },
}

describe("widgets in JupyterLab", function () {
  this.timeout(120_000)

  const suite = labSuite(async () => ({
    "play.ipynb": notebookText([{ source: cell }]),
    "own.ipynb": notebookText([{ source: 'import { widgets } from "@deltaw/kernel"' }, { source: own }]),
    "foreign.ipynb": notebookText([{ source: "1", outputs: [foreign] }]),
  }))

  it("are drawn, redraw a figure in its place when they are moved, and show their values in a page that is loaded anew", async () => {
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

    await saveNotebook(page)
    await page.reload()
    await page.locator(".widget-slider .widget-readout", { hasText: "7" }).waitFor()
  })

  it("of a user's own are drawn by their code, on both sides, and again in a page that is loaded anew", async () => {
    const page = await suite.open("own.ipynb")
    await runAllCells(page)
    assert.deepEqual(errorsIn(await notebookContent(page)), [])
    const button = page.locator(".deltaw-Widget[data-widget-ready] button")
    await button.waitFor()
    assert.equal(await button.textContent(), "pressed 1 of 5")
    await button.click()
    await page.locator(".jp-OutputArea-output", { hasText: "message { hello: true }" }).waitFor()
    assert.equal(await button.textContent(), "pressed 2 of 5")
    await saveNotebook(page)
    assert.ok(
      !JSON.stringify(JSON.parse(await suite.lab().read("own.ipynb")).cells[1].outputs).includes("createElement"),
    )
    await page.reload()
    await button.waitFor()
    assert.equal(await button.textContent(), "pressed 2 of 5")
  })

  it("that came with a notebook nobody trusts run no code, and say what they are", async () => {
    const page = await suite.open("foreign.ipynb")
    await page.locator(".jp-OutputArea-output", { hasText: "a widget" }).waitFor()
    assert.equal(await page.locator(".deltaw-Widget").count(), 0)
  })
})
