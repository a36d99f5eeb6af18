import { refuseUnknownKeys } from "../numerics/options.ts"
import { startProgress } from "./surroundings.ts"

/** Options of `progress`. */
export interface ProgressOptions {
  /** What the work is called; "progress" by default. */
  readonly label?: string
  /** How many items there are, where the items do not tell. */
  readonly total?: number
}

/**
 * Shows a bar while the items are gone through with `for` or `for await`: on the terminal in a script, under the cell in a notebook,
 * where the built-in function of that name does the same without an import. A count n stands for 0 to n - 1.
 * @example for (const mouse of progress(mice, { label: "mice" })) fit(mouse)
 * @throws TypeError for unknown options
 */
export function progress(count: number, options?: ProgressOptions): Iterable<number>
export function progress<Item>(items: Iterable<Item>, options?: ProgressOptions): Iterable<Item>
export function progress<Item>(items: AsyncIterable<Item>, options?: ProgressOptions): AsyncIterable<Item>
export function progress(
  items: number | Iterable<unknown> | AsyncIterable<unknown>,
  options: ProgressOptions = {},
): Iterable<unknown> | AsyncIterable<unknown> {
  refuseUnknownKeys("progress", options, ["label", "total"])
  const { label = "progress" } = options
  if (typeof items === "number") return loop(numbersTo(items), label, options.total ?? items)
  const total = options.total ?? lengthOf(items)
  return Symbol.iterator in Object(items)
    ? loop(items as Iterable<unknown>, label, total)
    : asyncLoop(items as AsyncIterable<unknown>, label, total)
}

function* loop(items: Iterable<unknown>, label: string, total: number): Iterable<unknown> {
  const bar = startProgress(label, total)
  let done = 0
  try {
    bar.report(0)
    for (const item of items) {
      yield item
      done += 1
      bar.report(done)
    }
  } finally {
    bar.finish()
  }
}

async function* asyncLoop(items: AsyncIterable<unknown>, label: string, total: number): AsyncIterable<unknown> {
  const bar = startProgress(label, total)
  let done = 0
  try {
    bar.report(0)
    for await (const item of items) {
      yield item
      done += 1
      bar.report(done)
    }
  } finally {
    bar.finish()
  }
}

function* numbersTo(count: number): Iterable<number> {
  for (let number = 0; number < count; number += 1) yield number
}

function lengthOf(items: object): number {
  const { length, size } = items as { length?: unknown; size?: unknown }
  return typeof length === "number" ? length : typeof size === "number" ? size : 0
}
