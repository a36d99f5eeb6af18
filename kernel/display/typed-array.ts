import { types } from "node:util"
import { type Extent, USUAL_EXTENT } from "./extent.ts"
import { summarizeNumbers } from "./number-summary.ts"
import { inspectText } from "./plain-value.ts"
import { type Showing, showing } from "./showing.ts"

/** Any of JavaScript's typed arrays. */
export type TypedArray = ArrayLike<number | bigint> & { readonly BYTES_PER_ELEMENT: number }

/** Arrays up to this length are shown whole and without a summary. */
const SHOWN_WHOLE = 24
/** Numbers shown of longer ones. */
const HEAD = 12

/** Whether a value is a typed array. */
export function isTypedArray(value: unknown): value is TypedArray {
  return types.isTypedArray(value)
}

/** What a typed array's elements are, in the words of NumPy: `float32`. */
export function elementType(array: TypedArray): string {
  const name = Object.prototype.toString.call(array).slice("[object ".length, -"Array]".length)
  return name.replace("Clamped", "").replace("Big", "").toLowerCase()
}

/** A typed array by its first numbers, and under a longer one its length, what it holds, range and mean. */
export function showTypedArray(array: TypedArray, extent: Extent = USUAL_EXTENT): Showing {
  const { length } = array
  if (length <= SHOWN_WHOLE) return showing({ "text/plain": inspectText(array, extent) })
  const isFull = extent.items > USUAL_EXTENT.items
  const text = isFull ? inspectText(array, extent) : headText(array)
  const size = `${length.toLocaleString("en-US")} × ${elementType(array)}`
  const parts = [size, summarizeNumbers(length, (index) => array[index]!), ...(isFull ? [] : [extent.advice])]
  return showing({ "text/plain": `${text}\n${parts.filter(Boolean).join("; ")}` })
}

function headText(array: TypedArray): string {
  const head = Array.from({ length: HEAD }, (_, index) => numberText(array[index]!))
  const name = Object.prototype.toString.call(array).slice("[object ".length, -1)
  return `${name}(${array.length}) [ ${head.join(", ")}, … ${(array.length - HEAD).toLocaleString("en-US")} more ]`
}

/** Six digits tell enough. */
function numberText(value: number | bigint): string {
  if (typeof value === "bigint") return `${value}n`
  return Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(6)))
}
