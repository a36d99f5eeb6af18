import process from "node:process"
import type { DrawingOrder, DrawingResult, MimeBundle } from "../host/messages.ts"
import { findBrowser } from "./figure/browser-place.ts"
import { BrowserRoom } from "./figure/browser-room.ts"
import { DrawingRoom } from "./figure/drawing-room.ts"
import type { FigureSpecification } from "./figure/figure-window.ts"
import type { FigureImage, PictureOptions } from "./figure/picture.ts"
import { undrawableTypes } from "./figure/static-copy.ts"
import { isPlotlyFigure, PLOTLY_TYPE } from "./plotly-figure.ts"

const room = new DrawingRoom()
/** Points above which a browser is ten times quicker; without one the same is drawn as long as it takes. */
const MANY_POINTS = 10_000

let browserRoom: BrowserRoom | null = null

/**
 * Adds a picture to a bundle that holds a Plotly figure and no image, for exports and for front ends without plotly.js;
 * other bundles come back as they are. Where the figure cannot be drawn, its text says why. Never rejects.
 */
export async function withStaticImage(bundle: MimeBundle): Promise<MimeBundle> {
  const figure = bundle[PLOTLY_TYPE]
  const hasImage = Object.keys(bundle).some((type) => type.startsWith("image/"))
  if (figure === undefined || hasImage) return bundle
  if (typeof figure !== "object" || figure === null || !isPlotlyFigure(figure)) {
    return withSentence(bundle, "the figure has no list of traces or no layout")
  }
  try {
    const { type, data } = await drawPicture(figure, { format: "auto" })
    return { ...bundle, [type]: data }
  } catch (error) {
    return withSentence(bundle, error instanceof Error ? error.message : String(error))
  }
}

/** Draws a figure for a file; where it cannot be drawn, the reason is the answer. */
export async function drawOrder({ figure, ...options }: DrawingOrder): Promise<DrawingResult> {
  try {
    if (typeof figure !== "object" || figure === null || !isPlotlyFigure(figure)) throw new Error("it is no figure")
    const { data } = await drawPicture(figure, options)
    return { ok: true, data }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Draws a figure: without a browser where that gives the same picture, in an installed Chromium where only a browser can
 * or where there are very many points.
 * Rejects with a sentence that begins in lower case where neither can.
 */
export async function drawPicture(figure: FigureSpecification, options: PictureOptions): Promise<FigureImage> {
  const types = undrawableTypes(figure)
  const isLarge = pointCount(figure) > MANY_POINTS
  if (types.length === 0 && !isLarge) return await room.draw(figure, options)
  const browser = findBrowser(process.env)
  if (browser === null && types.length === 0) return await room.draw(figure, options)
  if (browser === null) {
    const quoted = types.map((type) => `"${type}"`).join(" and ")
    throw new Error(
      `${quoted} can be drawn in a browser only, and no Chromium or Chrome was found (DELTAW_CHROME may name one)`,
    )
  }
  browserRoom ??= new BrowserRoom(browser)
  return await browserRoom.draw(figure, options)
}

/** Points of all traces together, such as the spikes of a raster. */
function pointCount({ data }: FigureSpecification): number {
  const lengths = data.map(({ x, y, r }) =>
    Math.max(...[x, y, r].map((values) => (Array.isArray(values) ? values.length : 0))),
  )
  return lengths.reduce((sum, length) => sum + length, 0)
}

/** Ends the thread and the browser that draw, if they run; a later figure starts others. */
export async function closeStaticFigures(): Promise<void> {
  const browser = browserRoom
  browserRoom = null
  await Promise.all([room.close(), browser?.close()])
}

function withSentence(bundle: MimeBundle, reason: string): MimeBundle {
  const text = typeof bundle["text/plain"] === "string" ? `${bundle["text/plain"]}\n` : ""
  return { ...bundle, "text/plain": `${text}[No static image: ${reason}.]` }
}
