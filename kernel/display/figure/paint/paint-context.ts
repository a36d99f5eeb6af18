import type { Path2D } from "@napi-rs/canvas"

/** A gradient of a canvas. */
export interface Gradient {
  addColorStop(offset: number, color: string): void
}

/** What painting uses of a 2-D context, of a bitmap or of a page of a PDF; the package's own types want a browser's. */
export interface PaintContext {
  fillStyle: string | Gradient
  strokeStyle: string | Gradient
  globalAlpha: number
  lineWidth: number
  lineCap: string
  lineJoin: string
  miterLimit: number
  lineDashOffset: number
  font: string
  textAlign: string
  imageSmoothingEnabled: boolean
  save(): void
  restore(): void
  transform(a: number, b: number, c: number, d: number, e: number, f: number): void
  setLineDash(lengths: readonly number[]): void
  fill(path: Path2D, rule?: "nonzero" | "evenodd"): void
  stroke(path: Path2D): void
  clip(path: Path2D, rule?: "nonzero" | "evenodd"): void
  fillText(text: string, x: number, y: number): void
  strokeText(text: string, x: number, y: number): void
  drawImage(image: unknown, x: number, y: number, width: number, height: number): void
  createLinearGradient(x0: number, y0: number, x1: number, y1: number): Gradient
  createRadialGradient(x0: number, y0: number, r0: number, x1: number, y1: number, r1: number): Gradient
}
