import assert from "node:assert/strict"
import type { Page } from "playwright-core"
import { textContrast, titleContrast } from "../support/lab-colours.ts"
import {
  cellOutput,
  command,
  drawEveryFigure,
  errorsIn,
  kernelIsIdle,
  notebookContent,
  runCell,
  runCellAndWait,
  typeIntoCell,
} from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"
import { notebookText } from "../support/notebooks.ts"

const figure = `const points = { type: "scatter", mode: "markers", x: [1, 2, 3], y: [1, 4, 9] }
;({ data: [points], layout: { title: { text: "Squares" }, height: 250 } })`

const progress = `const host = (globalThis as any)[Symbol.for("Jupyter.host")]
for (let done = 0; done <= 4; done++) host.progress("fit", { label: "Fitting", done, total: 4 })`

const documented = `/** Doubles a firing rate, in spikes per second. */
function doubledRate(rateHz: number): number { return 2 * rateHz }`

const variables = `const weights = Object.assign(new Float32Array(6), { shape: [3, 2] })
const label = "<img src=x onerror=alert(1)>"
let ran = false
const sly = { get secret() { ran = true; return 1 } }`

describe("everyday work in JupyterLab", function () {
  this.timeout(120_000)

  const suite = labSuite(async () => ({
    "stop.ipynb": notebookText([
      { source: "let count = 1" },
      { source: "count = 2\nfor (;;) {}" },
      { source: "count + 1" },
    ]),
    "help.ipynb": notebookText([{ source: documented }, { source: "" }]),
    "variables.ipynb": notebookText([{ source: variables }, { source: "const later = new Map([[1, 2]])\nran" }]),
    "dark.ipynb": notebookText([{ source: variables }, { source: figure }, { source: progress }]),
  }))

  it("the stop button stops a loop, keeps variables, and restart-and-run-all begins anew", async () => {
    const page = await suite.open("stop.ipynb")
    await runCellAndWait(page, 0)
    await runCell(page, 1)
    await page.locator(".jp-Cell").nth(1).locator(".jp-InputPrompt", { hasText: "[*]" }).waitFor()
    await page.locator('[data-command="notebook:interrupt-kernel"]').click()
    await cellOutput(page, 1).getByText("Interrupted").first().waitFor()
    await runCellAndWait(page, 2)
    assert.equal(await cellOutput(page, 2).textContent(), "3")

    await typeIntoCell(page, 1, "count += 1")
    await page.locator('[data-command="notebook:restart-run-all"]').click()
    await page.locator(".jp-Dialog .jp-mod-accept").click()
    await cellOutput(page, 1).getByText("2", { exact: true }).waitFor()
    await cellOutput(page, 2).getByText("3", { exact: true }).waitFor()
    await kernelIsIdle(page)
    const { cells } = await notebookContent(page)
    assert.deepEqual(
      cells.slice(0, 3).map((cell) => cell.execution_count),
      [1, 2, 3],
    )
  })

  it("Tab completes with documentation beside the names, and Shift+Tab explains", async () => {
    const page = await suite.open("help.ipynb")
    await runCellAndWait(page, 0)
    await typeIntoCell(page, 1, "doubledR")
    await page.keyboard.press("Tab")
    const offered = page.locator(".jp-Completer .jp-Completer-item", { hasText: "doubledRate" })
    await offered.waitFor()
    assert.equal(await offered.locator(".jp-Completer-typeExtended").textContent(), "function")
    const documentation = page.locator(".jp-Completer-docpanel")
    await documentation.getByText("Doubles a firing rate, in spikes per second.").waitFor()
    await page.keyboard.press("Enter")
    await offered.waitFor({ state: "hidden" })

    await page.keyboard.press("Shift+Tab")
    const tooltip = page.locator(".jp-Tooltip")
    await tooltip.getByText("Doubles a firing rate, in spikes per second.").waitFor()
    assert.match((await tooltip.textContent()) ?? "", /doubledRate\(rateHz: number\): number/)
  })

  it("the variables panel follows the cells, shows text alone, filters, and survives process and kernel", async () => {
    const page = await suite.open("variables.ipynb")
    await kernelIsIdle(page)
    await openPanel(page)
    await note(page, "No variables yet.")
    await runCellAndWait(page, 0)
    await note(page, "4 variables")
    assert.deepEqual(await rows(page), [
      ["label", "string", "", '"<img src=x onerror=alert(1)>"'],
      ["ran", "boolean", "", "false"],
      ["sly", "Object", "", "{secret: (…)}"],
      ["weights", "Float32Array", "3 × 2", "[0, 0, 0, 0, 0, 0]"],
    ])
    assert.equal(await page.locator(".deltaw-Variables img").count(), 0)
    await runCellAndWait(page, 1)
    await note(page, "5 variables")
    assert.equal(await cellOutput(page, 1).textContent(), "false")
    await page.getByLabel("Filter variables by name or type").fill("MAP")
    await note(page, "1 shown of 5 variables")
    assert.deepEqual(await rows(page), [["later", "Map", "1", "{1 → 2}"]])
    await page.getByLabel("Filter variables by name or type").fill("")
    await typeIntoCell(page, 1, "process.exit(1)")
    await runCell(page, 1)
    await note(page, "The variables are gone with the process that held them. Run a cell.")
    await typeIntoCell(page, 1, "const fresh = 1")
    await runCell(page, 1)
    await note(page, "1 variable")
    await page.locator('[data-command="notebook:restart-kernel"]').click()
    await page.locator(".jp-Dialog .jp-mod-accept").click()
    await note(page, "No variables yet.")
  })

  it("the dark theme leaves a figure, a progress bar and the panel readable", async () => {
    const page = await suite.open("dark.ipynb")
    await command(page, "apputils:change-theme", { theme: "JupyterLab Dark" })
    await kernelIsIdle(page)
    await openPanel(page)
    await runCellAndWait(page, 0)
    await runCellAndWait(page, 1)
    await runCellAndWait(page, 2)
    assert.deepEqual(errorsIn(await notebookContent(page)), [])
    await note(page, "6 variables")
    await drawEveryFigure(page, [1])
    for (const text of ["tbody th", "tbody td", "thead th", ".deltaw-Variables-note"]) {
      const ratio = await textContrast(page.locator(`.deltaw-Variables ${text}`).first())
      assert.ok(ratio >= 4.5, `${text} has a contrast of ${ratio.toFixed(2)}`)
    }
    const ratio = await titleContrast(page.locator(".deltaw-Figure").first())
    assert.ok(ratio >= 4.5, `the figure's title has a contrast of ${ratio.toFixed(2)}`)
    const bar = cellOutput(page, 2).locator("progress")
    assert.equal(await bar.count(), 1)
    assert.equal(await bar.getAttribute("value"), "1.0000")
    const counts = await textContrast(cellOutput(page, 2).getByText("100 % (4 of 4)"))
    assert.ok(counts >= 4.5, `the bar's text has a contrast of ${counts.toFixed(2)}`)
  })
})

/** Opens the panel as a user does, from the command palette. */
async function openPanel(page: Page): Promise<void> {
  await command(page, "apputils:activate-command-palette")
  await page.locator("#command-palette input, .lm-CommandPalette-input").first().fill("Δw: Variables")
  await page.locator('.lm-CommandPalette-item[data-command="deltaw:variables"]').first().click()
  await page.locator(".deltaw-Variables").waitFor()
}

async function note(page: Page, text: string): Promise<void> {
  await page.locator(".deltaw-Variables-note").getByText(text, { exact: true }).waitFor()
}

async function rows(page: Page): Promise<string[][]> {
  const found = await page.locator(".deltaw-Variables tbody tr").all()
  return Promise.all(found.map((row) => row.locator("th, td").allTextContents()))
}
