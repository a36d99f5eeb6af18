import { types } from "node:util"
import { mapSize, ownValue, setSize, typedLength } from "./reading.ts"

/** Rows of a nested array that are looked at; of longer ones only the length is told. */
const ROWS_COMPARED = 10_000

/** How many elements a value has along each axis, such as `300 × 2`; empty where it has none. Runs no code of the value. */
export function shapeOf(value: unknown): string {
  if (typeof value !== "object" || value === null || types.isProxy(value) || types.isModuleNamespaceObject(value))
    return ""
  if (types.isTypedArray(value)) return shapeOfList(value, typedLength(value))
  if (Array.isArray(value)) return shapeOfArray(value)
  if (types.isMap(value)) return `${mapSize(value)}`
  if (types.isSet(value)) return `${setSize(value)}`
  return shapeOfRecord(value)
}

/** A flat list may say itself how it is laid out. */
function shapeOfList(list: object, length: number): string {
  const axes = axesOf(ownValue(list, "shape"))
  return axes !== null && axes.reduce((a, b) => a * b, 1) === length ? axes.join(" × ") : `${length}`
}

function shapeOfArray(rows: readonly unknown[]): string {
  const columns = rowLength(ownValue(rows, 0))
  if (columns === null || rows.length > ROWS_COMPARED) return shapeOfList(rows, rows.length)
  for (let row = 1; row < rows.length; row++) {
    if (rowLength(ownValue(rows, row)) !== columns) return `${rows.length}`
  }
  return `${rows.length} × ${columns}`
}

function rowLength(row: unknown): number | null {
  if (typeof row !== "object" || row === null || types.isProxy(row)) return null
  if (types.isTypedArray(row)) return typedLength(row)
  return Array.isArray(row) ? row.length : null
}

/** Matrices have `rows` and `columns`, tensors a `shape`, arquero's tables the count and the names that `tableColumns` knows. */
function shapeOfRecord(record: object): string {
  const columns = tableColumns(record)
  if (columns !== null) return `${ownValue(record, "_nrows")} × ${columns.length}`
  const axes = axesOf(ownValue(record, "shape")) ?? axesOf([ownValue(record, "rows"), ownValue(record, "columns")])
  return axes === null ? "" : axes.join(" × ")
}

/**
 * Names of the columns of an arquero table, null for anything else.
 * @param record no proxy
 */
export function tableColumns(record: object): readonly unknown[] | null {
  const names = ownValue(record, "_names")
  if (!Array.isArray(names) || types.isProxy(names)) return null
  return isCount(ownValue(record, "_nrows")) && ownValue(record, "_data") !== undefined ? names : null
}

function axesOf(shape: unknown): number[] | null {
  if (!Array.isArray(shape) || types.isProxy(shape) || shape.length > 8) return null
  const axes: unknown[] = []
  for (let axis = 0; axis < shape.length; axis++) axes.push(ownValue(shape, axis))
  return axes.length > 0 && axes.every(isCount) ? axes : null
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0
}
