import type { Buffer } from "node:buffer"
import { createCanvas, GlobalFonts, PDFDocument } from "@napi-rs/canvas"
import type { SvgElement } from "../svg-element.ts"
import type { PaintContext } from "./paint-context.ts"
import { loadPictures, paintSvg } from "./paint-svg.ts"

/** An SVG to be painted, with its size in pixels. */
export interface Drawing {
  readonly root: SvgElement
  readonly width: number
  readonly height: number
}

/** Points of a PDF for a pixel, which is a 96th of an inch. */
const POINTS = 0.75

/**
 * Paints an SVG in pixels.
 * @param scale pixels of the PNG for one of the SVG
 * @throws Error on a machine without any font
 */
export async function svgToPng({ root, width, height }: Drawing, scale: number): Promise<Buffer> {
  assertFonts()
  const pictures = await loadPictures(root)
  const canvas = createCanvas(Math.round(width * scale), Math.round(height * scale))
  const context = canvas.getContext("2d") as unknown as PaintContext
  context.transform(scale, 0, 0, scale, 0, 0)
  paintSvg(context, root, pictures)
  return canvas.toBuffer("image/png")
}

/**
 * Prints an SVG on a page of its size: lines stay lines and text stays text, in fonts that are part of the file.
 * @throws Error on a machine without any font
 */
export async function svgToPdf({ root, width, height }: Drawing, title: string): Promise<Buffer> {
  assertFonts()
  const pictures = await loadPictures(root)
  const document = new PDFDocument({ title })
  const context = document.beginPage(width * POINTS, height * POINTS) as unknown as PaintContext
  context.transform(POINTS, 0, 0, POINTS, 0, 0)
  paintSvg(context, root, pictures)
  document.endPage()
  return document.close()
}

/** Text without a font would be left out without a word. */
function assertFonts(): void {
  if (GlobalFonts.families.length > 0) return
  throw new Error("this machine has no font to write its text with (Liberation Sans or DejaVu Sans would do)")
}
