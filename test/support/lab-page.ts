import { mkdir } from "node:fs/promises"
import path from "node:path"
import { type Browser, chromium, type Locator, type Page } from "playwright-core"
import { checkout, type RunningLab } from "./jupyter-lab.ts"

/** MIME types that the extension draws. */
const FIGURE_TYPES = ["application/vnd.plotly.v1+json", "application/vnd.deltaw.plotly.v1+json"]

interface LabOutput {
  readonly output_type: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly ename?: string
  readonly evalue?: string
}

interface LabCell {
  readonly cell_type: string
  readonly execution_count?: number | null
  readonly outputs?: readonly LabOutput[]
}

/** The parts of JupyterLab's application object that the tests use, inside the page. */
interface LabWindow {
  readonly jupyterapp: {
    readonly commands: { execute(command: string, args?: unknown): Promise<unknown> }
    readonly shell: {
      readonly currentWidget?: {
        readonly context: {
          readonly isReady: boolean
          readonly model: { readonly dirty: boolean; toJSON(): { cells: LabCell[] } }
        }
        readonly content: { scrollToItem(index: number): Promise<void> }
        readonly sessionContext: {
          readonly isReady: boolean
          readonly session?: { readonly kernel?: { readonly connectionStatus: string; readonly status: string } }
        }
      }
    }
  }
}

/** What a notebook holds, as JupyterLab would save it. */
export interface NotebookContent {
  readonly cells: readonly LabCell[]
}

/** Opens the browser that `npm test` found; throws where the tests are run without it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.DELTAW_CHROME
  if (!executablePath)
    throw new Error("DELTAW_CHROME names no browser: run npm test, which finds one, or set it to a Chromium")
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
  const offline = ["--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", ...quiet, ...offline] })
}

/** Opens a notebook in a fresh JupyterLab workspace and waits until it is loaded. */
export async function openNotebook(browser: Browser, lab: RunningLab, name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${lab.url}lab/tree/${name}?reset`)
  await page.waitForFunction(
    () => (globalThis as unknown as LabWindow).jupyterapp?.shell.currentWidget?.context?.isReady === true,
    undefined,
    { timeout: 60_000 },
  )
  return page
}

/** Waits until the notebook's kernel can take a cell: `data-status` in the page says so too early. */
export async function kernelIsIdle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const session = (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget?.sessionContext
      const kernel = session?.session?.kernel
      return session?.isReady === true && kernel?.connectionStatus === "connected" && kernel.status === "idle"
    },
    undefined,
    { timeout: 60_000 },
  )
}

/** Runs every cell and waits until the last one has ended. */
export async function runAllCells(page: Page): Promise<void> {
  await kernelIsIdle(page)
  await command(page, "notebook:run-all-cells")
}

/** Runs a command of JupyterLab and waits for its end. */
export async function command(page: Page, name: string, args: object = {}): Promise<void> {
  await page.evaluate(
    async ([name, args]) => {
      await (globalThis as unknown as LabWindow).jupyterapp.commands.execute(name, args)
    },
    [name, args] as const,
  )
}

/** The notebook as it stands in the page. */
export async function notebookContent(page: Page): Promise<NotebookContent> {
  return page.evaluate(() => {
    const widget = (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget
    if (widget === undefined) throw new Error("no notebook is open")
    return widget.context.model.toJSON()
  })
}

/** The errors among the outputs, each as "cell 3: TypeError: ...". */
export function errorsIn(notebook: NotebookContent): string[] {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? [])
      .filter((output) => output.output_type === "error")
      .map((output) => `cell ${index}: ${output.ename}: ${output.evalue}`),
  )
}

/** The index of the cell of each figure, in order. */
export function figureCells(notebook: NotebookContent): number[] {
  const isFigure = (output: LabOutput) => FIGURE_TYPES.some((type) => output.data?.[type] !== undefined)
  return notebook.cells.flatMap((cell, index) => (cell.outputs ?? []).filter(isFigure).map(() => index))
}

/** Scrolls to every figure, as JupyterLab draws outputs when they come into view, and waits until each is drawn. */
export async function drawEveryFigure(page: Page, cells: readonly number[]): Promise<void> {
  for (const index of new Set(cells)) {
    await page.evaluate(async (index) => {
      await (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget?.content.scrollToItem(index)
    }, index)
    const figures = page.locator(`.jp-Cell[data-windowed-list-index="${index}"] .deltaw-Figure[data-plotly-ready]`)
    const expected = cells.filter((cell) => cell === index).length
    await figures.nth(expected - 1).waitFor({ state: "visible", timeout: 60_000 })
  }
}

/** Moves the mouse over a point of a scatter trace and reads the label that appears. */
export async function hoverLabel(page: Page, figure: Locator): Promise<string> {
  const point = figure.locator(".scatterlayer path.point").first()
  await point.scrollIntoViewIfNeeded()
  const box = await point.boundingBox()
  if (box === null) throw new Error("the figure has no point to hover on")
  await page.mouse.move(box.x + box.width / 2 - 1, box.y + box.height / 2)
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const label = figure.locator(".hoverlayer .hovertext").first()
  await label.waitFor({ timeout: 10_000 })
  return (await label.textContent()) ?? ""
}

/** Saves the notebook and waits until nothing is left to save. */
export async function saveNotebook(page: Page): Promise<void> {
  await command(page, "docmanager:save")
  await page.waitForFunction(
    () => (globalThis as unknown as LabWindow).jupyterapp.shell.currentWidget?.context.model.dirty === false,
  )
}

/** Keeps a picture of the page in .build/e2e, for whoever looks into a failure. */
export async function keepScreenshot(page: Page, name: string): Promise<string> {
  const folder = path.join(checkout, ".build", "e2e")
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${name}.png`)
  await page.screenshot({ path: file })
  return file
}

/** Selects a cell and runs it, without waiting for its end. */
export async function runCell(page: Page, index: number): Promise<void> {
  await kernelIsIdle(page)
  await page.locator(`${cellAt(index)} .jp-InputPrompt`).click()
  await page.keyboard.press("Shift+Enter")
}

/** Runs a cell and waits until it has its count and the kernel is idle. */
export async function runCellAndWait(page: Page, index: number): Promise<void> {
  await runCell(page, index)
  await page
    .locator(`${cellAt(index)} .jp-InputPrompt`)
    .getByText(/\[\d+\]/)
    .waitFor()
  await kernelIsIdle(page)
}

/** The outputs that a cell shows, without their prompts. */
export function cellOutput(page: Page, index: number): Locator {
  return page.locator(`${cellAt(index)} .jp-OutputArea-output`)
}

/** Types text in the place of a cell's source. */
export async function typeIntoCell(page: Page, index: number, text: string): Promise<void> {
  await page.locator(`${cellAt(index)} .cm-content`).click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.press("Delete")
  await page.keyboard.type(text)
}

function cellAt(index: number): string {
  return `.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]`
}
