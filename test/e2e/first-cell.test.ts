import assert from "node:assert/strict"
import {
  drawEveryFigure,
  errorsIn,
  figureCells,
  hoverLabel,
  notebookContent,
  runAllCells,
  saveNotebook,
} from "../support/lab-page.ts"
import { labSuite } from "../support/lab-suite.ts"
import { notebookText } from "../support/notebooks.ts"

const figure = `const dose: number[] = [1, 2, 3]
const points = { type: "scatter", mode: "markers", x: dose, y: dose.map((d) => d * d) }
;({ data: [points], layout: { title: { text: "Squares" } } })`

describe("a notebook in JupyterLab", function () {
  this.timeout(120_000)

  const suite = labSuite(async () => ({ "first.ipynb": notebookText([{ source: "1 + 1" }, { source: figure }]) }))

  it("runs 1 + 1 and a figure with our kernel, and saves both", async () => {
    const page = await suite.open("first.ipynb")
    await runAllCells(page)
    const shown = await notebookContent(page)
    assert.deepEqual(errorsIn(shown), [])
    assert.deepEqual(figureCells(shown), [1])
    await drawEveryFigure(page, [1])
    assert.match(await hoverLabel(page, page.locator(".deltaw-Figure")), /1/)
    await saveNotebook(page)
    const saved = JSON.parse(await suite.lab().read("first.ipynb"))
    assert.deepEqual(
      saved.cells.map((cell: { execution_count: number }) => cell.execution_count),
      [1, 2],
    )
    assert.deepEqual(saved.cells[0].outputs[0].data["text/plain"], ["2"])
    assert.equal(figureCells(saved).length, 1)
  })
})
