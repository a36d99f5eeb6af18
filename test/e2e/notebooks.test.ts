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

const notebooks = [
  { name: "00-tour.ipynb", least: 4, tag: "" },
  { name: "rule-inference.ipynb", least: 7, tag: " @long" },
  { name: "fit-your-mice.ipynb", least: 2, tag: " @long" },
  { name: "rich-lazy.ipynb", least: 8, tag: " @long" },
  { name: "curvature.ipynb", least: 13, tag: " @long" },
] as const
const read = (name: string) => readFile(path.join(checkout, "notebooks", name), "utf8")

describe("our notebooks in JupyterLab", function () {
  this.timeout(600_000)

  const suite = labSuite(async () =>
    Object.fromEntries(
      await Promise.all(notebooks.map(async ({ name }) => [name, withoutOutputs(await read(name))] as const)),
    ),
  )

  for (const { name, least, tag } of notebooks)
    it(`${name} runs to its end, draws every figure, answers the mouse, and is saved with all of it${tag}`, async () => {
      const page = await suite.open(name)
      await runAllCells(page)
      const shown = await notebookContent(page)
      assert.deepEqual(errorsIn(shown), [])
      const code = shown.cells.filter((cell) => cell.cell_type === "code")
      assert.deepEqual(
        code.map((cell) => cell.execution_count),
        [...code.keys()].map((index) => index + 1),
      )

      const figures = figureCells(shown)
      assert.ok(figures.length >= least, `${name} shows ${figures.length} figures`)
      await drawEveryFigure(page, figures)
      const withPoints = page.locator(".deltaw-Figure", { has: page.locator(".scatterlayer path.point") })
      assert.notEqual((await hoverLabel(page, withPoints.first())).trim(), "")

      await saveNotebook(page)
      const saved = JSON.parse(await suite.lab().read(name))
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
