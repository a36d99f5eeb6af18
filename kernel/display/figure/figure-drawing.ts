import { Buffer } from "node:buffer"
import { createHash } from "node:crypto"
import { createCanvas, loadImage } from "@napi-rs/canvas"
import type { FigureSpecification, FigureWindow } from "./figure-window.ts"
import { staticCopy } from "./static-copy.ts"

/** A picture of a figure: SVG as text, PNG as base64. */
export interface FigureImage {
  readonly type: "image/svg+xml" | "image/png"
  readonly data: string
}

/** Characters of an SVG above which a picture in pixels is smaller and quicker to show. */
const LARGEST_SVG = 300_000
/** Pixels of a picture for one of the figure, for sharp screens and print. */
const PIXEL_RATIO = 2

/** Draws a figure; the same figure gives the same bytes. */
export async function drawFigure(window: FigureWindow, figure: FigureSpecification): Promise<FigureImage> {
  const copy = staticCopy(figure)
  const { width, height } = copy
  const element = window.document.createElement("div")
  window.document.body.append(element)
  try {
    await window.Plotly.newPlot(element, copy.data, copy.layout, { staticPlot: true })
    const drawn = await window.Plotly.toImage(element, { format: "svg", imageDataOnly: true, width, height })
    const svg = tidySvg(drawn, createHash("sha256").update(JSON.stringify(figure)).digest("hex").slice(0, 8))
    if (svg.length <= LARGEST_SVG) return { type: "image/svg+xml", data: svg }
    return { type: "image/png", data: await toPng(svg, width, height) }
  } finally {
    window.Plotly.purge(element)
    ;(element as { remove(): void }).remove()
  }
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
      .replace(/ style=""/g, "")
      .replace(/\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))))
  )
}

function withoutEmptyGroups(svg: string): string {
  const shorter = svg.replace(/<g(?: (?:class|transform)="[^"]*")*(?:\/>|><\/g>)/g, "")
  return shorter === svg ? svg : withoutEmptyGroups(shorter)
}

async function toPng(svg: string, width: number, height: number): Promise<string> {
  const canvas = createCanvas(width * PIXEL_RATIO, height * PIXEL_RATIO)
  const image = await loadImage(Buffer.from(svg))
  const context = canvas.getContext("2d") as unknown as {
    drawImage(image: unknown, x: number, y: number, width: number, height: number): void
  }
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toBuffer("image/png").toString("base64")
}
