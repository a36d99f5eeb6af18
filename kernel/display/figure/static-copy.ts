import { isPlainRecord } from "../plain-record.ts"
import type { FigureSpecification } from "./figure-window.ts"

/** How a trace is drawn without a browser: its WebGL form as the plain one, which looks the same. */
const DRAWN_AS: Readonly<Record<string, string>> = {
  bar: "bar",
  barpolar: "barpolar",
  box: "box",
  candlestick: "candlestick",
  carpet: "carpet",
  contour: "contour",
  contourcarpet: "contourcarpet",
  funnel: "funnel",
  funnelarea: "funnelarea",
  heatmap: "heatmap",
  histogram: "histogram",
  histogram2d: "histogram2d",
  histogram2dcontour: "histogram2dcontour",
  icicle: "icicle",
  image: "image",
  indicator: "indicator",
  ohlc: "ohlc",
  parcats: "parcats",
  pie: "pie",
  sankey: "sankey",
  scatter: "scatter",
  scattercarpet: "scattercarpet",
  scattergl: "scatter",
  scatterpolar: "scatterpolar",
  scatterpolargl: "scatterpolar",
  scattersmith: "scattersmith",
  scatterternary: "scatterternary",
  sunburst: "sunburst",
  table: "table",
  treemap: "treemap",
  violin: "violin",
  waterfall: "waterfall",
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

/** The size of a figure, where its layout does not decide. */
export interface FigureSize {
  readonly width?: number
  readonly height?: number
}

/** The types of trace in a figure that cannot be drawn without a browser. */
export function undrawableTypes({ data }: FigureSpecification): string[] {
  return [...new Set(data.filter((trace) => !isDrawable(trace)).map(typeOf))]
}

/** The figure with every trace in the form in which it is drawn without a browser. */
export function withoutWebGl<Figure extends FigureSpecification>(figure: Figure): Figure {
  return { ...figure, data: figure.data.map((trace) => ({ ...trace, type: DRAWN_AS[typeOf(trace)] })) }
}

/** The figure as it is drawn on paper: on white where it leaves the ground to the page, without pictures from elsewhere. */
export function staticCopy({ data, layout }: FigureSpecification, size: FigureSize = {}): StaticCopy {
  const width = size.width ?? sizeOf(layout.width, WIDTH)
  const height = size.height ?? sizeOf(layout.height, HEIGHT)
  const ground = SEE_THROUGH.test(String(layout.paper_bgcolor)) ? { paper_bgcolor: "#ffffff" } : {}
  const images = Array.isArray(layout.images) ? { images: layout.images.filter(isEmbedded) } : {}
  return {
    // A name of its own keeps Plotly from giving each trace a random one.
    data: data.map((trace, index) => ({ ...trace, uid: `trace${index}` })),
    layout: { ...layout, ...ground, ...images, font: fontOf(layout), width, height, autosize: false },
    width,
    height,
  }
}

/** The title of a figure without its markup, or nothing. */
export function figureTitle({ layout }: FigureSpecification): string {
  const title = isPlainRecord(layout.title) ? layout.title.text : layout.title
  return typeof title === "string" ? title.replace(/<br\s*\/?>/gi, " ").replace(/<[^>]*>/g, "") : ""
}

/** A picture in an address of its own has to be decoded by a browser; one of numbers has not. */
function isDrawable(trace: Readonly<Record<string, unknown>>): boolean {
  if (typeOf(trace) === "image") return trace.source === undefined
  return Object.hasOwn(DRAWN_AS, typeOf(trace))
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
