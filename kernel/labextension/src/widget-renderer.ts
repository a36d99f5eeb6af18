import type { IRenderMime } from "@jupyterlab/rendermime-interfaces"
import { Widget } from "@lumino/widgets"
import { isRecord } from "./record.ts"
import { type AfmModel, type Line, openModel } from "./widget-model.ts"

const TARGET = "deltaw.widget"

/** The part of a kernel's connection that widgets need. */
export interface LineMaker {
  createComm(target: string): Line
}

type End = () => unknown

/** What the module of a widget offers. */
interface AfmWidget {
  readonly initialize?: (given: { readonly model: AfmModel }) => unknown
  readonly render?: (given: { readonly model: AfmModel; readonly el: HTMLElement }) => unknown
}

/** Draws one widget of a user's own, with code that its kernel gives; only in a trusted notebook. */
export class WidgetRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly mimeType: string
  private readonly kernel: () => Promise<LineMaker | null>
  private readonly ends: End[] = []

  /**
   * @param mimeType says which part of a bundle is drawn
   * @param kernel that of the notebook, once it is there
   */
  constructor(mimeType: string, kernel: () => Promise<LineMaker | null>) {
    super()
    this.mimeType = mimeType
    this.kernel = kernel
    this.addClass("deltaw-Widget")
  }

  /**
   * Draws the widget of a bundle in place of what was drawn before.
   * @param model the bundle
   */
  async renderModel({ data, trusted }: IRenderMime.IMimeModel): Promise<void> {
    this.end()
    delete this.node.dataset.widgetReady
    if (!trusted) return this.note("This widget is code: trust the notebook to run it.")
    try {
      const place = data[this.mimeType]
      await this.draw(isRecord(place) ? String(place.model_id) : "")
    } catch (error) {
      this.note(`This widget could not be drawn: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.end()
    super.dispose()
  }

  private async draw(id: string): Promise<void> {
    const kernel = await this.kernel()
    const opened = kernel === null ? null : await openModel(kernel.createComm(TARGET), id)
    if (opened === null) return this.note("This widget is gone: run its cell again.")
    const { model, close } = opened
    if (this.isDisposed) return close()
    this.ends.push(close)
    const { initialize, render } = await loadWidget(String(model.get("_esm")))
    this.keep(await initialize?.({ model }))
    const element = document.createElement("div")
    const style = document.createElement("style")
    style.textContent = String(model.get("_css") ?? "")
    this.node.replaceChildren(style, element)
    this.keep(await render?.({ model, el: element }))
    this.node.dataset.widgetReady = "true"
  }

  /** What a widget's function returns ends what it began; at once where the place is gone meanwhile. */
  private keep(end: unknown): void {
    if (typeof end !== "function") return
    if (this.isDisposed) end()
    else this.ends.push(() => end())
  }

  private end(): void {
    for (const end of this.ends.splice(0).reverse()) {
      try {
        end()
      } catch (error) {
        console.error(error)
      }
    }
  }

  private note(text: string): void {
    this.node.replaceChildren(text)
  }
}

/**
 * The browser's own `import`: compiler and bundler would each turn one that they see into something else.
 * JupyterLab makes functions of text, too, where it checks settings, so no page forbids it.
 */
const importModule = new Function("address", "return import(address)") as (address: string) => Promise<{
  readonly default?: unknown
}>

async function loadWidget(code: string): Promise<AfmWidget> {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }))
  try {
    const module = await importModule(address)
    const made = typeof module.default === "function" ? await module.default() : (module.default ?? module)
    if (isRecord(made)) return made
    throw new TypeError("its module exports no render function")
  } finally {
    URL.revokeObjectURL(address)
  }
}
