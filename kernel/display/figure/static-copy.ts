import { isPlainRecord } from "../plain-record.ts"
import type { FigureSpecification } from "./figure-window.ts"

/** How a trace is drawn without a browser: its WebGL form as the plain one, which looks the same. */
const DRAWN_AS: Readonly<Record<string, string>> = {
  bar: "bar",
  barpolar: "barpolar",
  box: "box",
  candlestick: "candlestick",
  contour: "contour",
  heatmap: "heatmap",
  histogram: "histogram",
  histogram2d: "histogram2d",
  histogram2dcontour: "histogram2dcontour",
  ohlc: "ohlc",
  pie: "pie",
  scatter: "scatter",
  scattergl: "scatter",
  scatterpolar: "scatterpolar",
  scatterpolargl: "scatterpolar",
  table: "table",
  violin: "violin",
}

/** Families with the widths of Arial, by which everything is measured: one of them is on every system. */
const FAMILIES = "Arial, Helvetica, 'Liberation Sans', sans-serif"

const [WIDTH, HEIGHT] = [700, 450]
const SEE_THROUGH = /^(?:transparent|rgba\([^)]*,\s*0(?:\.0*)?\s*\))$/

/** A figure made ready to be drawn without a browser, and its size in pixels. */
export interface StaticCopy extends FigureSpecification {
  readonly width: number
  readonly height: number
}

/** The types of trace in a figure that cannot be drawn without a browser. */
export function undrawableTypes({ data }: FigureSpecification): string[] {
  return [...new Set(data.map(typeOf).filter((type) => !Object.hasOwn(DRAWN_AS, type)))]
}

/** The figure as it is drawn on paper: on white where it leaves the ground to the page, without pictures from elsewhere. */
export function staticCopy({ data, layout }: FigureSpecification): StaticCopy {
  const [width, height] = [sizeOf(layout.width, WIDTH), sizeOf(layout.height, HEIGHT)]
  const ground = SEE_THROUGH.test(String(layout.paper_bgcolor)) ? { paper_bgcolor: "#ffffff" } : {}
  const images = Array.isArray(layout.images) ? { images: layout.images.filter(isEmbedded) } : {}
  return {
    // A name of its own keeps Plotly from giving each trace a random one.
    data: data.map((trace, index) => ({ ...trace, type: DRAWN_AS[typeOf(trace)], uid: `trace${index}` })),
    layout: { ...layout, ...ground, ...images, font: fontOf(layout), width, height, autosize: false },
    width,
    height,
  }
}

function typeOf(trace: Readonly<Record<string, unknown>>): string {
  return typeof trace.type === "string" ? trace.type : "scatter"
}

function sizeOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 10 && value <= 10_000 ? value : otherwise
}

function fontOf({ font, template }: FigureSpecification["layout"]): Record<string, unknown> {
  const own = isPlainRecord(font) ? font : {}
  const templateLayout = isPlainRecord(template) && isPlainRecord(template.layout) ? template.layout : {}
  const inherited = isPlainRecord(templateLayout.font) ? templateLayout.font.family : undefined
  return { ...own, family: own.family ?? inherited ?? FAMILIES }
}

function isEmbedded(image: unknown): boolean {
  return isPlainRecord(image) && typeof image.source === "string" && image.source.startsWith("data:")
}
