import type { IRenderMime } from "@jupyterlab/rendermime-interfaces"
import { Widget } from "@lumino/widgets"
import type { Frame } from "plotly.js-dist-min"
import { type SafeFigure, safeFigure } from "./figure-safety.ts"
import { themedTemplate } from "./figure-theme.ts"
import { pageTheme } from "./page-theme.ts"

const USUAL_HEIGHT_PX = 450

/** No button that uploads the figure to a server, and the mouse wheel stays with the notebook. */
const AT_HOME = { showSendToCloud: false, plotlyServerURL: "", scrollZoom: false, responsive: false }

/** Loaded with the first figure, as its 4.6 MB are needed by no page without one. */
const loadPlotly = () => import("plotly.js-dist-min")
type Plotly = Awaited<ReturnType<typeof loadPlotly>>

/** Draws one Plotly figure in the theme of the page, at the page's width and the figure's own height. */
export class FigureRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string
  private readonly plot = document.createElement("div")
  private plotly: Plotly | undefined
  private figure: SafeFigure | undefined
  private drawnWidthPx = 0
  /** Tells of a new window width and of being shown alike. */
  private readonly watcher = new ResizeObserver(() => this.fillWidth())

  /** @param options JupyterLab's; the MIME type says which part of a bundle is drawn */
  constructor(options: IRenderMime.IRendererOptions) {
    super()
    this.mimeType = options.mimeType
    this.addClass("deltaw-Figure")
    this.node.append(this.plot)
    this.plot.style.width = "100%"
    this.watcher.observe(this.node)
  }

  /**
   * Draws the figure of a bundle in place of what was drawn before.
   * @param model the bundle
   */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    delete this.node.dataset.plotlyReady
    try {
      const figure = safeFigure(model.data[this.mimeType])
      this.plot.style.height = `${heightPx(figure)}px`
      this.plotly ??= await loadPlotly()
      if (this.isDisposed) return
      this.figure = figure
      await this.draw(this.plotly, figure)
      this.note(figure.refused.map((what) => `Refused: ${what}`))
      this.node.dataset.plotlyReady = "true"
      this.fillWidth()
    } catch (error) {
      this.showFailure(error)
    }
  }

  /** Takes the colours of the page's theme anew. */
  async followTheme(): Promise<void> {
    if (this.plotly === undefined || this.figure === undefined || this.isDisposed) return
    const template = themedTemplate(pageTheme(), this.figure.layout.template)
    await this.plotly.relayout(this.plot, { template })
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.watcher.disconnect()
    if (this.plotly !== undefined) this.plotly.purge(this.plot)
    super.dispose()
  }

  private async draw(plotly: Plotly, figure: SafeFigure): Promise<void> {
    const { width: _width, ...own } = figure.layout
    const layout = {
      ...own,
      autosize: true,
      height: heightPx(figure),
      template: themedTemplate(pageTheme(), own.template),
    }
    const config = { displaylogo: false, ...figure.config, ...AT_HOME }
    this.drawnWidthPx = this.plot.clientWidth
    await plotly.newPlot(this.plot, { data: [...figure.data], layout, config, frames: [...figure.frames] as Frame[] })
  }

  /** Only the width follows the page; a figure that is not shown has none. */
  private fillWidth(): void {
    const width = this.plot.clientWidth
    if (this.plotly === undefined || this.node.dataset.plotlyReady === undefined) return
    if (width === 0 || width === this.drawnWidthPx) return
    this.drawnWidthPx = width
    void this.plotly.relayout(this.plot, { width })
  }

  private note(lines: string[]): void {
    this.node.querySelector(".deltaw-Figure-note")?.remove()
    if (lines.length === 0) return
    const note = document.createElement("div")
    note.className = "deltaw-Figure-note"
    note.style.color = "var(--jp-warn-color0)"
    note.textContent = lines.join("\n")
    note.style.whiteSpace = "pre-line"
    this.node.append(note)
  }

  private showFailure(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (this.plotly !== undefined) this.plotly.purge(this.plot)
    this.figure = undefined
    this.plot.style.height = ""
    this.note([`This figure could not be drawn: ${message}`])
  }
}

function heightPx(figure: SafeFigure): number {
  const { height } = figure.layout
  return typeof height === "number" && height > 0 ? height : USUAL_HEIGHT_PX
}
