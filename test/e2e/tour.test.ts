import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import path from "node:path"
import { checkout } from "../support/jupyter-lab.ts"
import {
  drawEveryFigure,
  errorsIn,
  figureCells,
  hoverLabel,
  type NotebookContent,
  notebookContent,
  runAllCells,
  saveNotebook,
} from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"

const TOUR = path.join(checkout, "notebooks", "00-tour.ipynb")

describe("the tour in JupyterLab", function () {
  this.timeout(600_000)

  const suite = labSuite(async () => ({ "00-tour.ipynb": withoutOutputs(await readFile(TOUR, "utf8")) }))

  it("runs to its end, draws every figure, answers the mouse, and is saved with all of it", async () => {
    const page = await suite.open("00-tour.ipynb")
    await runAllCells(page)
    const shown = await notebookContent(page)
    assert.deepEqual(errorsIn(shown), [])
    const code = shown.cells.filter((cell) => cell.cell_type === "code")
    assert.deepEqual(
      code.map((cell) => cell.execution_count),
      [...code.keys()].map((index) => index + 1),
    )

    const figures = figureCells(shown)
    assert.ok(figures.length >= 4, `the tour shows ${figures.length} figures`)
    await drawEveryFigure(page, figures)
    const withPoints = page.locator(".deltaw-Figure", { has: page.locator(".scatterlayer path.point") })
    assert.notEqual((await hoverLabel(page, withPoints.first())).trim(), "")

    await saveNotebook(page)
    const saved = JSON.parse(await suite.lab().read("00-tour.ipynb"))
    assert.deepEqual(errorsIn(saved), [])
    assert.deepEqual(figureCells(saved), figures)
  })
})

/** The committed notebook shows its outputs before anything ran; the test wants to see them made. */
function withoutOutputs(text: string): string {
  const notebook = JSON.parse(text) as NotebookContent
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell,
  )
  return JSON.stringify({ ...notebook, cells })
}
