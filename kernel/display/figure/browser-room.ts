import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { type BrowserProcess, startBrowser } from "./browser-process.ts"
import type { FigureSpecification } from "./figure-window.ts"
import { type FigureImage, type PictureOptions, USUAL_SCALE } from "./picture.ts"
import { type StaticCopy, staticCopy } from "./static-copy.ts"

/** Time limits of a browser that draws, in milliseconds. */
export interface BrowserLimits {
  /** For its start and for loading plotly.js. */
  readonly startMs: number
  /** For one figure. */
  readonly figureMs: number
  /** Without work, after which it is closed and gives its memory back. */
  readonly idleMs: number
}

interface Page {
  readonly browser: BrowserProcess
  readonly session: string
}

const LIMITS: BrowserLimits = { startMs: 30_000, figureMs: 15_000, idleMs: 60_000 }

/** Runs in the page: draws and hands out PNG as base64, or SVG as text. */
const DRAW = `async function (copy, format, scale) {
  const element = document.createElement("div")
  document.body.append(element)
  try {
    await Plotly.newPlot(element, copy.data, copy.layout, { staticPlot: true })
    const { width, height } = copy
    return await Plotly.toImage(element, { format, width, height, scale, imageDataOnly: true })
  } finally {
    Plotly.purge(element)
    element.remove()
  }
}`

/** Draws figures one after another in an installed browser, started with the first and closed when there are no more. */
export class BrowserRoom {
  readonly #file: string
  readonly #limits: BrowserLimits
  #page: Promise<Page> | null = null
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #idle: NodeJS.Timeout | undefined

  /**
   * Takes the browser's program.
   * @param limits other than the usual ones
   */
  constructor(file: string, limits: Partial<BrowserLimits> = {}) {
    this.#file = file
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Draws a figure; rejects with a sentence where it cannot be drawn in time. */
  draw(figure: FigureSpecification, options: PictureOptions): Promise<FigureImage> {
    clearTimeout(this.#idle)
    this.#waiting += 1
    const drawn = this.#last.then(() => this.#drawNow(figure, options))
    this.#last = drawn
      .catch(() => {})
      .then(() => {
        this.#waiting -= 1
        if (this.#waiting > 0) return
        this.#idle = setTimeout(() => void this.close(), this.#limits.idleMs)
        this.#idle.unref()
      })
    return drawn
  }

  /** Whether the browser runs. */
  get isOpen(): boolean {
    return this.#page !== null
  }

  /** Closes the browser; what it draws is refused. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const page = this.#page
    this.#page = null
    await page?.then(({ browser }) => browser.close()).catch(() => {})
  }

  async #drawNow(figure: FigureSpecification, options: PictureOptions): Promise<FigureImage> {
    const { startMs, figureMs } = this.#limits
    const page = await this.#within(startMs, "the browser did not start within", this.#open())
    const copy = staticCopy(figure, options)
    return this.#within(figureMs, "it was not drawn within", drawIn(page, copy, options))
  }

  #open(): Promise<Page> {
    if (this.#page !== null) return this.#page
    const opened = openPage(this.#file)
    this.#page = opened
    // By then another may have taken its place.
    const forget = () => {
      if (this.#page === opened) this.#page = null
    }
    opened.then(({ browser }) => browser.ended).then(forget, forget)
    return opened
  }

  /** A browser that is late is closed: the next figure gets another. */
  async #within<Value>(limitMs: number, complaint: string, work: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${complaint} ${limitMs / 1000} seconds`))
        void this.close()
      }, limitMs)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

async function openPage(file: string): Promise<Page> {
  const browser = startBrowser(file)
  try {
    const { targetId } = await browser.call("Target.createTarget", { url: "about:blank" })
    const { sessionId } = await browser.call("Target.attachToTarget", { targetId, flatten: true })
    const page = { browser, session: String(sessionId) }
    const source = createRequire(import.meta.url).resolve("plotly.js-dist-min")
    await evaluate(page, await readFile(source, "utf8"))
    return page
  } catch (error) {
    await browser.close()
    throw error
  }
}

async function drawIn(page: Page, copy: StaticCopy, options: PictureOptions): Promise<FigureImage> {
  const { format, scale = USUAL_SCALE } = options
  const asked = format === "auto" ? "png" : format === "pdf" ? "svg" : format
  const call = `(${DRAW})(${[copy, asked, scale].map((value) => JSON.stringify(value)).join(", ")})`
  const drawn = String(await evaluate(page, call))
  if (format === "pdf") return { type: "application/pdf", data: await print(page, drawn, copy) }
  return { type: asked === "svg" ? "image/svg+xml" : "image/png", data: drawn }
}

/** Prints an SVG on a page of its own size. */
async function print({ browser, session }: Page, svg: string, { width, height }: StaticCopy): Promise<string> {
  const page = `<style>@page { size: ${width}px ${height}px; margin: 0 } body { margin: 0 } svg { display: block }</style>`
  const frame = `document.body.innerHTML = ${JSON.stringify(page + svg)}`
  await evaluate({ browser, session }, frame)
  const { data } = await browser.call(
    "Page.printToPDF",
    { preferCSSPageSize: true, printBackground: true, pageRanges: "1" },
    session,
  )
  await evaluate({ browser, session }, 'document.body.innerHTML = ""')
  return String(data)
}

async function evaluate({ browser, session }: Page, expression: string): Promise<unknown> {
  const answer = await browser.call(
    "Runtime.evaluate",
    { expression, awaitPromise: true, returnByValue: true },
    session,
  )
  const { result, exceptionDetails } = answer as {
    result?: { value?: unknown }
    exceptionDetails?: { text: string; exception?: { description?: string } }
  }
  if (exceptionDetails === undefined) return result?.value
  const { text, exception } = exceptionDetails
  throw new Error(`plotly.js could not draw it: ${(exception?.description ?? text).split("\n")[0]}`)
}
