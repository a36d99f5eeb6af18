/** What a picture of a figure is to be. */
export interface PictureOptions {
  /** `auto` is SVG, or PNG where that is smaller and quicker to show. */
  readonly format: "auto" | "svg" | "png" | "pdf"
  /** In pixels, a 96th of an inch on paper; by default what the figure's layout says. */
  readonly width?: number
  readonly height?: number
  /** Pixels of a PNG for one of the figure. */
  readonly scale?: number
}

/** A picture of a figure: SVG as text, PNG and PDF as base64. */
export interface FigureImage {
  readonly type: "image/svg+xml" | "image/png" | "application/pdf"
  readonly data: string
}

/** Pixels of a PNG for one of the figure, for sharp screens and print. */
export const USUAL_SCALE = 2
