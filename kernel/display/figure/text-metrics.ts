import { createCanvas } from "@napi-rs/canvas"

/** What decides how wide a text is. */
export interface Font {
  /** CSS list of families. */
  readonly family: string
  /** In pixels. */
  readonly size: number
  readonly weight: string
  readonly style: string
}

/** Size of a text around its baseline, in pixels. */
export interface TextSize {
  readonly width: number
  readonly ascent: number
  readonly descent: number
}

/** The part of a 2-D context that measuring takes; the package's own types want a browser's. */
interface MeasuringContext {
  font: string
  measureText(text: string): { width: number; fontBoundingBoxAscent: number; fontBoundingBoxDescent: number }
}

/** Average width of a letter, ascent and descent of Arial in units of the font size: for machines without any font. */
const [LETTER, ASCENT, DESCENT] = [0.55, 0.905, 0.212]

let context: MeasuringContext | undefined

/** Measures a text on one line. */
export function measureText(text: string, { family, size, weight, style }: Font): TextSize {
  context ??= createCanvas(1, 1).getContext("2d") as unknown as MeasuringContext
  context.font = `${style} ${weight} ${size}px ${family}`
  const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text)
  if (width > 0 && ascent > 0) return { width, ascent, descent }
  return { width: [...text].length * LETTER * size, ascent: ASCENT * size, descent: DESCENT * size }
}
