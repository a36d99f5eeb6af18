import { inspect } from "node:util"
import type { ProgressState } from "../display/progress.ts"
import { refuseUnknown } from "./options.ts"
import { closeBar, openBar, reportTo } from "./progress-bars.ts"

/** Options of `progress` in cells. */
export interface ProgressOptions {
  /** What the work is called; "progress" by default. */
  readonly label?: string
  /** How many items there are, where the items do not tell. */
  readonly total?: number
}

/** A bar that is told by hand how far some work is. */
export interface ManualBar {
  /** Says how many units are done; cheap enough for an inner loop. */
  report(done: number, detail?: string): void
  /** Says that no more is coming. */
  finish(): void
  [Symbol.dispose](): void
}

/**
 * Shows a bar while the items are gone through; a global function in cells.
 * @param items anything for `for` or `for await`, or a count n for the numbers 0 to n - 1
 * @throws TypeError for other items and for unknown options
 */
export function progress(items: unknown, options: ProgressOptions = {}): Iterable<unknown> | AsyncIterable<unknown> {
  refuseUnknown("progress", options, ["label", "total"])
  const { label = "progress", total } = options
  if (typeof label !== "string") throw new TypeError(`the label of a bar is a string, not ${inspect(label)}`)
  if (total !== undefined && !isCount(total))
    throw new TypeError(`the total of a bar is a count, not ${inspect(total)}`)
  if (typeof items === "number") {
    if (!isCount(items)) throw new TypeError(`progress counts to a whole number, not ${inspect(items)}`)
    return loop(label, total ?? items, numbersTo(items))
  }
  if (isIterable(items)) return loop(label, total ?? lengthOf(items), items)
  if (isAsyncIterable(items)) return asyncLoop(label, total ?? lengthOf(items), items)
  throw new TypeError(`progress takes what can be looped over, or a count, not ${inspect(items, { depth: 0 })}`)
}

progress.start = start

/** Opens a bar for work that is no loop; without `total`, or with 0, it only counts. */
function start(label: string, total = 0): ManualBar {
  if (typeof label !== "string") throw new TypeError(`the label of a bar is a string, not ${inspect(label)}`)
  if (typeof total !== "number" || Number.isNaN(total))
    throw new TypeError(`the total of a bar is a number, not ${inspect(total)}`)
  const bar = openBar({ label, done: 0, total }, true)
  const finish = () => closeBar(bar, endOf(bar.latest))
  return {
    report(done, detail) {
      if (typeof done !== "number") throw new TypeError(`a bar is told a number of units, not ${inspect(done)}`)
      reportTo(bar, { label, done, total, ...(detail === undefined ? {} : { detail: String(detail) }) })
    },
    finish,
    [Symbol.dispose]: finish,
  }
}

function* loop(label: string, total: number, items: Iterable<unknown>): Iterable<unknown> {
  const bar = openBar({ label, done: 0, total }, true)
  let done = 0
  let state: ProgressState = "ended early"
  try {
    for (const item of items) {
      yield item
      done += 1
      reportTo(bar, { label, done, total })
    }
    state = "done"
  } finally {
    closeBar(bar, state)
  }
}

async function* asyncLoop(label: string, total: number, items: AsyncIterable<unknown>): AsyncIterable<unknown> {
  const bar = openBar({ label, done: 0, total }, true)
  let done = 0
  let state: ProgressState = "ended early"
  try {
    for await (const item of items) {
      yield item
      done += 1
      reportTo(bar, { label, done, total })
    }
    state = "done"
  } finally {
    closeBar(bar, state)
  }
}

function endOf({ done, total }: { readonly done: number; readonly total: number }): ProgressState {
  return total > 0 && done < total ? "ended early" : "done"
}

function* numbersTo(count: number): Iterable<number> {
  for (let number = 0; number < count; number += 1) yield number
}

function lengthOf(items: object | string): number {
  const { length, size } = items as { length?: unknown; size?: unknown }
  return isCount(length) ? length : isCount(size) ? size : 0
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0
}

function isIterable(value: unknown): value is Iterable<unknown> & object {
  return value !== null && value !== undefined && typeof (value as Iterable<unknown>)[Symbol.iterator] === "function"
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> & object {
  if (typeof value !== "object" || value === null) return false
  return typeof (value as AsyncIterable<unknown>)[Symbol.asyncIterator] === "function"
}
