import { dataProperty } from "./data-property.ts"
import { elementType, isTypedArray } from "./typed-array.ts"

/** Numbers in one or more dimensions, whatever holds them. */
export interface NumberArray {
  /** Lengths of the dimensions, the slowest first; two or more. */
  readonly shape: readonly number[]
  /** What the elements are: `float32` and so on, or "" where that is not known. */
  readonly elements: string
  /** The number at a place of the array laid out row after row. */
  at(index: number): number | bigint
}

/**
 * The value as numbers in two or more dimensions, or null where it is none:
 * a typed array with a `shape`, an array of typed arrays of one length, an object with `shape` and `data` (or `dataSync`, as tensors have),
 * and matrices with `rows` and `columns` and either `get(row, column)` or their numbers in `data` or `values`.
 */
export function asNumberArray(value: object): NumberArray | null {
  if (isTypedArray(value)) return shaped(value, dataProperty(value, "shape"), value)
  if (Array.isArray(value)) return ofRows(value)
  return ofTensor(value) ?? ofMatrix(value)
}

function ofRows(rows: readonly unknown[]): NumberArray | null {
  const first = rows[0]
  if (!isTypedArray(first) || first.length === 0) return null
  const { length } = first
  const elements = elementType(first)
  if (!rows.every((row) => isTypedArray(row) && row.length === length && elementType(row) === elements)) return null
  const arrays = rows as readonly ArrayLike<number | bigint>[]
  return { shape: [rows.length, length], elements, at: (index) => arrays[Math.floor(index / length)]![index % length]! }
}

function ofTensor(value: object): NumberArray | null {
  const shape = dataProperty(value, "shape")
  if (!isShape(shape)) return null
  const sync = dataProperty(value, "dataSync")
  const data = typeof sync === "function" ? Reflect.apply(sync, value, []) : dataProperty(value, "data")
  if (!isTypedArray(data) && !isNumbers(data)) return null
  const stride = dataProperty(value, "stride")
  if (isShape(stride) && stride.length === shape.length) return strided(value, shape, stride, data)
  return shaped(data, shape, isTypedArray(data) ? data : null)
}

function strided(
  value: object,
  shape: readonly number[],
  stride: readonly number[],
  data: ArrayLike<number | bigint>,
): NumberArray | null {
  const offset = Number(dataProperty(value, "offset") ?? 0)
  const place = (index: number) => {
    let [rest, position] = [index, offset]
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      position += (rest % shape[axis]!) * stride[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return position
  }
  const size = sizeOf(shape)
  if (shape.length < 2 || size === 0 || data[place(size - 1)] === undefined) return null
  return { shape, elements: isTypedArray(data) ? elementType(data) : "", at: (index) => data[place(index)]! }
}

function shaped(data: ArrayLike<number | bigint>, shape: unknown, typed: unknown): NumberArray | null {
  if (!isShape(shape) || shape.length < 2 || sizeOf(shape) !== data.length || data.length === 0) return null
  return { shape, elements: isTypedArray(typed) ? elementType(typed) : "", at: (index) => data[index]! }
}

function ofMatrix(value: object): NumberArray | null {
  const [rows, columns] = [dataProperty(value, "rows"), dataProperty(value, "columns")]
  if (!isCount(rows) || !isCount(columns) || rows * columns === 0) return null
  const get = dataProperty(value, "get")
  if (typeof get === "function") {
    const at = (index: number) => Reflect.apply(get, value, [Math.floor(index / columns), index % columns]) as number
    return typeof at(0) === "number" ? { shape: [rows, columns], elements: "", at } : null
  }
  for (const name of ["data", "values"]) {
    const data = dataProperty(value, name)
    if (isTypedArray(data)) return shaped(data, [rows, columns], data)
  }
  return null
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((length) => Number.isInteger(length))
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number")
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
