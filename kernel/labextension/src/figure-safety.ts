import { isRecord } from "./record.ts"
import { safeText } from "./text-safety.ts"

/** A figure that loads nothing from the network, and what was taken out of it. */
export interface SafeFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly layout: Readonly<Record<string, unknown>>
  readonly config: Readonly<Record<string, unknown>>
  readonly frames: readonly unknown[]
  /** One short text for each thing refused, without repeats. */
  readonly refused: readonly string[]
}

/** Settings a figure may bring; those that name servers, and those that take the wheel from the notebook, are not among them. */
const ALLOWED_CONFIG = [
  "staticPlot",
  "displayModeBar",
  "doubleClick",
  "modeBarButtonsToRemove",
  "toImageButtonOptions",
  "locale",
]

/** Maps fetch tiles, fonts or outlines from servers. */
const MAP_TRACE = /^(?:scatter|choropleth|density)(?:map|mapbox)$|^scattergeo$|^choropleth$/
const MAP_LAYOUT = /^(?:map|mapbox|geo)\d*$/
const EMBEDDED_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|svg\+xml)[;,]/i
const ADDRESS = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/|^\s*(?:javascript|vbscript|data|blob|file):/i

/**
 * Copies a figure without what would load something from the network or follow a link other than http(s) and mailto.
 * @param value the JSON of `application/vnd.plotly.v1+json`
 * @throws Error where the value has no array `data`, or a `layout` that is no record
 */
export function safeFigure(value: unknown): SafeFigure {
  if (!isRecord(value)) throw new Error(`a figure is a record with data and layout, not ${describe(value)}`)
  const { data, layout = {}, config, frames } = value
  if (!Array.isArray(data) || !data.every(isRecord))
    throw new Error(`a figure's data is a list of traces, not ${describe(data)}`)
  if (!isRecord(layout)) throw new Error(`a figure's layout is a record, not ${describe(layout)}`)
  const refused = new Set<string>()
  const traces = data.filter((trace) => isDrawable(trace, refused)).map((trace) => safeRecord(trace, refused))
  return {
    data: traces,
    layout: safeRecord(layout, refused),
    config: safeConfig(config, refused),
    frames: Array.isArray(frames) ? frames.map((frame) => safeValue("", frame, refused)) : [],
    refused: [...refused],
  }
}

function isDrawable(trace: Record<string, unknown>, refused: Set<string>): boolean {
  if (typeof trace.type !== "string" || !MAP_TRACE.test(trace.type)) return true
  refused.add(`trace of type ${trace.type}, which loads a map`)
  return false
}

function safeConfig(config: unknown, refused: Set<string>): Record<string, unknown> {
  if (!isRecord(config)) return {}
  const allowed = Object.entries(config).filter(([key]) => ALLOWED_CONFIG.includes(key))
  return safeRecord(Object.fromEntries(allowed), refused)
}

function safeRecord(record: Record<string, unknown>, refused: Set<string>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(record)) {
    if (key === "__proto__") continue
    const safe = safeValue(key, value, refused)
    if (safe !== undefined) copy[key] = safe
  }
  return copy
}

/** `key` is the attribute the value belongs to; buttons name it by a path such as "images[0].source". Undefined: left out. */
function safeValue(key: string, value: unknown, refused: Set<string>): unknown {
  const name = key.slice(key.lastIndexOf(".") + 1)
  if (MAP_LAYOUT.test(key.split(".")[0] ?? "") && value !== null) return refuse(refused, `map ${key}`)
  if (name === "args" || name === "args2") return safeArguments(value, refused)
  if (Array.isArray(value))
    return value.map((item) => (isPlainNumber(item) ? item : (safeValue(key, item, refused) ?? null)))
  if (isRecord(value)) return safeRecord(value, refused)
  return typeof value === "string" ? safeString(name, value, refused) : value
}

function safeString(name: string, text: string, refused: Set<string>): string | undefined {
  if (name === "bdata") return text
  if (name === "source" && !EMBEDDED_IMAGE.test(text)) return refuse(refused, `remote image ${shorten(text)}`)
  if ((name === "geojson" || /url$/i.test(name)) && text !== "") return refuse(refused, `address ${shorten(text)}`)
  if (name === "type" && MAP_TRACE.test(text)) return refuse(refused, `trace of type ${text}, which loads a map`)
  return safeText(text, (link) => refused.add(`link ${shorten(link)}`))
}

/** What a button or slider does when used: attributes may stand there as a path and a value side by side, so an address or map type is refused anywhere. */
function safeArguments(value: unknown, refused: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => safeArguments(item, refused) ?? null)
  if (isRecord(value)) return safeRecord(value, refused)
  if (typeof value !== "string") return value
  if (MAP_TRACE.test(value) || (ADDRESS.test(value) && !EMBEDDED_IMAGE.test(value)))
    return refuse(refused, `address or map ${shorten(value)}`)
  return safeText(value, (link) => refused.add(`link ${shorten(link)}`))
}

function refuse(refused: Set<string>, what: string): undefined {
  refused.add(what)
  return undefined
}

function isPlainNumber(value: unknown): value is number {
  return typeof value === "number"
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function describe(value: unknown): string {
  return shorten(JSON.stringify(value) ?? String(value))
}
