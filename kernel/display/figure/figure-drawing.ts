import { createHash } from "node:crypto"
import type { FigureSpecification, FigureWindow } from "./figure-window.ts"
import { hasFonts, svgToPdf, svgToPng } from "./paint/painting.ts"
import { type FigureImage, type PictureOptions, USUAL_SCALE } from "./picture.ts"
import { figureTitle, staticCopy, withoutWebGl } from "./static-copy.ts"

/** Characters of an SVG above which a picture in pixels is smaller and quicker to show, where there is a font for its text. */
const LARGEST_SVG = 300_000

/** Draws a figure; the same figure gives the same bytes. */
export async function drawFigure(
  window: FigureWindow,
  figure: FigureSpecification,
  options: PictureOptions,
): Promise<FigureImage> {
  const copy = withoutWebGl(staticCopy(figure, options))
  const { width, height } = copy
  const element = window.document.createElement("div")
  window.document.body.append(element)
  try {
    await window.Plotly.newPlot(element, copy.data, copy.layout, { staticPlot: true })
    const drawn = await window.Plotly.toImage(element, { format: "svg", imageDataOnly: true, width, height })
    const svg = tidySvg(drawn, createHash("sha256").update(JSON.stringify(figure)).digest("hex").slice(0, 8))
    return await asAsked(window, svg, copy, options)
  } finally {
    window.Plotly.purge(element)
    ;(element as { remove(): void }).remove()
  }
}

async function asAsked(
  window: FigureWindow,
  svg: string,
  figure: FigureSpecification & { readonly width: number; readonly height: number },
  { format, scale = USUAL_SCALE }: PictureOptions,
): Promise<FigureImage> {
  const isSmall = svg.length <= LARGEST_SVG || !hasFonts()
  if (format === "svg" || (format === "auto" && isSmall)) return { type: "image/svg+xml", data: svg }
  const root = new window.DOMParser().parseFromString(svg, "image/svg+xml").documentElement
  const drawing = { root, width: figure.width, height: figure.height }
  const bytes = format === "pdf" ? await svgToPdf(drawing, figureTitle(figure)) : await svgToPng(drawing, scale)
  return { type: format === "pdf" ? "application/pdf" : "image/png", data: bytes.toString("base64") }
}

/**
 * Makes an SVG of Plotly's small, repeatable and readable for stricter programs than browsers.
 * @param key what its ids are made from, in place of Plotly's random letters
 */
export function tidySvg(svg: string, key: string): string {
  const random = /<defs id="defs-([0-9a-f]+)"/.exec(svg)?.[1]
  const named = random === undefined ? svg : svg.replaceAll(random, key)
  return withoutEmptyGroups(named.replace(/<[^>]*>/g, tidyTag))
}

function tidyTag(tag: string): string {
  return (
    tag
      // resvg and Inkscape take a quoted reference for none and paint black.
      .replace(/url\((?:'|&quot;)(#[^'&]*)(?:'|&quot;)\)/g, "url($1)")
      .replace(/ data-unformatted="[^"]*"| data-math="[^"]*"/g, "")
      // Defaults that no element inherits, and a mark for Plotly's own events.
      .replace(/(?<=["; ])(?:opacity: 1|vector-effect: none)(?:; ?|(?="))/g, "")
      .replace(/ plotly-customdata(?=")/g, "")
      .replace(/ style=""/g, "")
      .replace(/\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))))
  )
}

function withoutEmptyGroups(svg: string): string {
  const shorter = svg.replace(/<g(?: (?:class|transform)="[^"]*")*(?:\/>|><\/g>)/g, "")
  return shorter === svg ? svg : withoutEmptyGroups(shorter)
}
