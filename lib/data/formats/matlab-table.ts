import type { ColumnValues } from "../named-columns.ts"
import type { ArrayGroup, LazyColumn } from "./array-group.ts"
import type { MatlabValue } from "./matlab.ts"

/**
 * Variables of a MATLAB file as vectors and groups: vectors are columns; a struct of vectors is a group; a struct array is a
 * group whose fields hold one number or text for each of its elements; a cell array of numbers or texts is a column.
 */
export function matlabGroup(variables: ReadonlyMap<string, MatlabValue>): ArrayGroup {
  const columns = new Map<string, LazyColumn>()
  const groups = new Map<string, () => ArrayGroup>()
  for (const [name, value] of variables) {
    const column = columnOf(value)
    if (column !== null) columns.set(name, column)
    else if (value.kind === "struct") groups.set(name, () => structGroup(value.fields, elements(value.shape)))
  }
  return { columns, groups }
}

function structGroup(fields: ReadonlyMap<string, readonly MatlabValue[]>, count: number): ArrayGroup {
  if (count === 1) return matlabGroup(new Map([...fields].map(([name, values]) => [name, values[0]!])))
  const columns = new Map([...fields].map(([name, values]) => [name, items(values)] as const))
  return {
    columns: new Map([...columns].filter((pair): pair is [string, LazyColumn] => pair[1] !== null)),
    groups: new Map(),
  }
}

function columnOf(value: MatlabValue): LazyColumn | null {
  if (value.kind === "numbers") {
    return value.shape.filter((length) => length !== 1).length <= 1 ? column(value.values) : null
  }
  if (value.kind === "cells") return items(value.cells)
  return value.kind === "text" ? column(rowsOf(value.text, value.shape)) : null
}

/** A matrix of characters has a text in each row; MATLAB keeps it by columns. */
function rowsOf(text: string, [rows = 1]: readonly number[]): readonly string[] {
  if (rows <= 1) return [text]
  return Array.from({ length: rows }, (_, row) =>
    Array.from(text)
      .filter((_, i) => i % rows === row)
      .join("")
      .trimEnd(),
  )
}

/** One number or text for each element, or null where one is something else; an empty one is missing. */
function items(values: readonly MatlabValue[]): LazyColumn | null {
  const found = values.map((value) => {
    if (value.kind === "text") return value.text
    if (value.kind === "numbers" && value.values.length <= 1) return value.values[0] ?? Number.NaN
    return null
  })
  if (found.includes(null)) return null
  const isText = found.some((item) => typeof item === "string")
  return column(isText ? found.map((item) => (Number.isNaN(item) ? "" : String(item))) : (found as number[]))
}

function column(values: ColumnValues): LazyColumn {
  return { length: values.length, read: () => values }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
