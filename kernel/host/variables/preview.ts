import { types } from "node:util"
import {
  ACCESSOR,
  bufferLength,
  constructorName,
  dateTime,
  expressionSource,
  functionSource,
  mapEntries,
  mapSize,
  nextElement,
  nextEntry,
  ownValue,
  setSize,
  setValues,
  typedLength,
} from "./reading.ts"
import { tableColumns } from "./shape.ts"

/** Characters of a preview. */
const WIDTH = 120
/** Elements, entries or properties that a preview looks at. */
const ITEMS = 20
/** Integers beyond are not written out, as that takes long. */
const LARGEST_WRITTEN = 2n ** 256n

/** The beginning of a value as text on one line. Runs no code of the value: a property with a getter shows as `(…)`. */
export function previewOf(value: unknown): string {
  if (typeof value === "function") return types.isProxy(value) ? "" : cut(functionSource(value))
  if (typeof value !== "object" || value === null) return primitive(value)
  return cut(objectPreview(value))
}

function objectPreview(value: object): string {
  if (types.isProxy(value)) return ""
  if (types.isModuleNamespaceObject(value)) return list("{", Object.getOwnPropertyNames(value), "}")
  if (types.isTypedArray(value)) return listed("[", typedLength(value), (i) => nested(ownValue(value, i)), "]")
  if (Array.isArray(value)) return listed("[", value.length, (i) => element(value, i), "]")
  if (types.isMap(value)) return mapPreview(value)
  if (types.isSet(value)) return setPreview(value)
  if (types.isDate(value)) return datePreview(value)
  if (types.isRegExp(value)) return `/${expressionSource(value)}/`
  if (types.isNativeError(value)) return textOf(ownValue(value, "message"))
  if (types.isPromise(value)) return ""
  if (types.isArrayBuffer(value)) return `${bufferLength(value)} bytes`
  const columns = tableColumns(value)
  if (columns !== null) return listed("", columns.length, (i) => textOf(ownValue(columns, i)), "")
  return recordPreview(value)
}

/** A value inside another: containers by their name alone. */
function nested(value: unknown): string {
  if (value === ACCESSOR) return "(…)"
  if (typeof value === "function") return "ƒ"
  if (typeof value === "number") return rounded(value)
  if (typeof value !== "object" || value === null) return primitive(value)
  if (types.isProxy(value)) return "Proxy"
  if (types.isModuleNamespaceObject(value)) return "module"
  const name = constructorName(value)
  if (types.isTypedArray(value)) return `${name}(${typedLength(value)})`
  if (Array.isArray(value)) return `${name}(${value.length})`
  if (types.isMap(value)) return `${name}(${mapSize(value)})`
  if (types.isSet(value)) return `${name}(${setSize(value)})`
  return name === "Object" ? "{…}" : name
}

function element(array: readonly unknown[], index: number): string {
  return Object.hasOwn(array, index) ? nested(ownValue(array, index)) : "empty"
}

function recordPreview(record: object): string {
  const keys = Object.keys(record)
  return listed("{", keys.length, (i) => `${keys[i]}: ${nested(ownValue(record, keys[i] ?? ""))}`, "}")
}

function mapPreview(map: object): string {
  const entries = mapEntries(map)
  const entry = () => {
    const { value } = nextEntry(entries)
    return value === undefined ? "" : `${nested(ownValue(value, 0))} → ${nested(ownValue(value, 1))}`
  }
  return listed("{", mapSize(map), entry, "}")
}

function setPreview(set: object): string {
  const elements = setValues(set)
  return listed("{", setSize(set), () => nested(nextElement(elements).value), "}")
}

function datePreview(date: object): string {
  const time = dateTime(date)
  return Number.isNaN(time) ? "Invalid Date" : new Date(time).toISOString()
}

/** Looks at as many items as fit. */
function listed(open: string, length: number, item: (index: number) => string, close: string): string {
  const items: string[] = []
  let width = 0
  for (let index = 0; index < length && index < ITEMS && width < WIDTH; index++) {
    const text = item(index)
    items.push(text)
    width += text.length + 2
  }
  return list(open, items.length < length ? [...items, "…"] : items, close)
}

function list(open: string, items: readonly string[], close: string): string {
  return `${open}${items.join(", ")}${close}`
}

function primitive(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > WIDTH ? `${value.slice(0, WIDTH)}…` : value)
  if (Object.is(value, -0)) return "-0"
  if (typeof value !== "bigint") return String(value)
  return value > LARGEST_WRITTEN || value < -LARGEST_WRITTEN ? "…" : `${value}n`
}

/** Elements of single precision would show digits that they do not have. */
function rounded(value: number): string {
  return primitive(Number.isInteger(value) ? value : Number(value.toPrecision(6)))
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, WIDTH) : ""
}

function cut(text: string): string {
  const line = text.slice(0, 4 * WIDTH).replace(/\s+/g, " ")
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line
}
