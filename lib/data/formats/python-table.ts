import type { ColumnValues } from "../named-columns.ts"
import type { ArrayGroup, LazyColumn } from "./array-group.ts"
import type { LazyArray, NpzArray } from "./npz.ts"
import { PickledArray, type PickleValue } from "./pickle/values.ts"

/** Arrays of an NPZ file as vectors and groups; an array that holds one pickled dictionary is a group. */
export function npzGroup(arrays: ReadonlyMap<string, LazyArray>): ArrayGroup {
  const columns = new Map<string, LazyColumn>()
  const groups = new Map<string, () => ArrayGroup>()
  for (const [name, { shape, descr, read }] of arrays) {
    const isObject = /^\|?O/.test(descr)
    if (isObject && shape.length === 0) groups.set(name, () => pickleGroup(read().values[0]!))
    else if (isObject) {
      const values = vectorOf(read())
      if (values !== null) columns.set(name, { length: values.length, read: () => values })
    } else if (isVector(shape)) {
      const length = shape.reduce((product, size) => product * size, 1)
      columns.set(name, { length, read: () => vectorOf(read())! })
    }
  }
  return { columns, groups }
}

/** A pickled dictionary as vectors and groups. */
export function pickleGroup(value: PickleValue): ArrayGroup {
  const inner = value instanceof PickledArray && value.content?.shape.length === 0 ? value.content.values[0]! : value
  if (inner instanceof Map) return groupOf([...inner].map(([name, item]) => [String(name), item as PickleValue]))
  return groupOf([])
}

function groupOf(entries: readonly (readonly [string, PickleValue | NpzArray])[]): ArrayGroup {
  const columns = new Map<string, LazyColumn>()
  const groups = new Map<string, () => ArrayGroup>()
  for (const [name, value] of entries) {
    const values = vectorOf(value)
    if (values !== null) columns.set(name, { length: values.length, read: () => values })
    else if (value instanceof Map) groups.set(name, () => pickleGroup(value))
  }
  return { columns, groups }
}

function vectorOf(value: PickleValue | NpzArray): ColumnValues | null {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Map) return null
  if (Array.isArray(value)) return listed(value as readonly unknown[])
  const content = value instanceof PickledArray ? value.content! : (value as NpzArray)
  if (!isVector(content.shape)) return null
  return content.values instanceof Float64Array ? content.values : listed(content.values)
}

/** Whether an array has one axis at most, others of length 1 aside. */
function isVector(shape: readonly number[]): boolean {
  return shape.filter((length) => length !== 1).length <= 1
}

/** A list of numbers and booleans, or of texts; None is missing. */
function listed(values: readonly unknown[]): ColumnValues | null {
  if (values.every((value) => typeof value === "string" || value === null))
    return values.map((value) => value ?? "") as string[]
  const isNumber = (value: unknown): boolean =>
    typeof value === "number" || typeof value === "boolean" || value === null
  return values.every(isNumber) ? values.map((value) => (value === null ? Number.NaN : Number(value))) : null
}
