import type { MimeBundle } from "../host/messages.ts"
import { DrawingRoom } from "./figure/drawing-room.ts"
import type { FigureSpecification } from "./figure/figure-window.ts"
import { undrawableTypes } from "./figure/static-copy.ts"
import { isPlotlyFigure, PLOTLY_TYPE } from "./plotly-figure.ts"

const room = new DrawingRoom()

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
    refuseUndrawable(figure)
    const { type, data } = await room.draw(figure)
    return { ...bundle, [type]: data }
  } catch (error) {
    return withSentence(bundle, error instanceof Error ? error.message : String(error))
  }
}

/** Ends the thread that draws, if it runs; a later figure starts another. */
export function closeStaticFigures(): Promise<void> {
  return room.close()
}

function refuseUndrawable(figure: FigureSpecification): void {
  const types = undrawableTypes(figure).map((type) => `"${type}"`)
  if (types.length > 0) throw new Error(`${types.join(" and ")} can be drawn in a browser only`)
}

function withSentence(bundle: MimeBundle, reason: string): MimeBundle {
  const text = typeof bundle["text/plain"] === "string" ? `${bundle["text/plain"]}\n` : ""
  return { ...bundle, "text/plain": `${text}[No static image: ${reason}.]` }
}
