import { performance } from "node:perf_hooks"
import process from "node:process"
import { setImmediate } from "node:timers"
import type { Progress } from "../numerics/solution.ts"

/** A value's showing: MIME type to data. */
export type MimeBundle = Readonly<Record<string, unknown>>

/**
 * What the library needs from whoever runs it, found at `globalThis[Symbol.for("Jupyter.host")]`.
 * The kernel provides it in cells; elsewhere the terminal serves, or nothing.
 */
export interface Surroundings {
  display(bundle: MimeBundle, options?: { readonly id?: string }): void
  update(bundle: MimeBundle, options: { readonly id: string }): void
  /** Draws or redraws the bar with this id; the surroundings throttle. */
  progress(id: string, progress: Progress): void
  /** One number on shared memory that grows when the user asks to stop. */
  readonly stop: Int32Array
  /** What `stop` held when the work here was asked for, where that was before it could begin: a worker is told, so that it misses no stop. */
  readonly stopAtStart?: number
}

/** A running progress bar. */
export interface ProgressReport {
  /** Says how far the work is; cheap enough for an inner loop, shown about ten times a second. */
  report(done: number, detail?: string): void
  /** Shows the last report if it was held back, and closes the bar. */
  finish(): void
}

const hostSymbol = Symbol.for("Jupyter.host")
const betweenReportsMs = 100
const neverStopped = new Int32Array(1)
let barsStarted = 0
let lineIsOpen = false

/** Whoever runs the library: the notebook kernel where there is one, else a terminal on stderr, else nobody. */
export function surroundings(): Surroundings {
  const host: unknown = Reflect.get(globalThis, hostSymbol)
  if (isSurroundings(host)) return host
  return process.stderr.isTTY ? terminal : nobody
}

/** Makes these the surroundings of this thread: what a worker does, whose surroundings are those of the thread that asked. */
export function provideSurroundings(host: Surroundings): void {
  Reflect.set(globalThis, hostSymbol, host)
}

/**
 * A question to ask in loops, at least every 50 ms: has the user asked to stop since `watchStop` was called, or, in a worker, since its
 * work was asked for?
 */
export function watchStop(): () => boolean {
  const { stop, stopAtStart } = surroundings()
  const before = stopAtStart ?? Atomics.load(stop, 0)
  return () => Atomics.load(stop, 0) !== before
}

/**
 * Starts a progress bar for `total` units of work.
 * With `onProgress` the reports go there and nothing is drawn; throttled to about ten a second, the last one is always delivered.
 */
export function startProgress(label: string, total: number, onProgress?: (progress: Progress) => void): ProgressReport {
  const around = surroundings()
  barsStarted += 1
  const id = `${label} ${barsStarted}`
  const show = onProgress ?? ((progress: Progress) => around.progress(id, progress))
  let held: Progress | null = null
  let shownAt = Number.NEGATIVE_INFINITY
  const deliver = (progress: Progress) => {
    held = null
    shownAt = performance.now()
    show(progress)
  }
  return {
    report(done, detail) {
      const progress: Progress = detail === undefined ? { label, done, total } : { label, done, total, detail }
      if (performance.now() - shownAt >= betweenReportsMs) deliver(progress)
      else held = progress
    },
    finish() {
      if (held !== null) deliver(held)
      if (around === terminal) endLine()
    },
  }
}

/** Gives the event loop a turn, so that timers, messages and the rest of the notebook live while a long computation runs. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function isSurroundings(host: unknown): host is Surroundings {
  if (typeof host !== "object" || host === null) return false
  const { display, update, progress, stop } = host as Partial<Record<keyof Surroundings, unknown>>
  return (
    typeof display === "function" &&
    typeof update === "function" &&
    typeof progress === "function" &&
    Object.prototype.toString.call(stop) === "[object Int32Array]"
  )
}

const terminal: Surroundings = {
  display: (bundle) => writeText(bundle),
  update: (bundle) => writeText(bundle),
  progress: (_id, progress) => {
    // Cut to the window: a wrapped line could not be drawn over by the next one.
    const line = barLine(progress).slice(0, Math.max(10, (process.stderr.columns ?? 80) - 1))
    process.stderr.write(`\r\x1b[K${line}`)
    lineIsOpen = true
  },
  stop: neverStopped,
}

const nobody: Surroundings = { display() {}, update() {}, progress() {}, stop: neverStopped }

function barLine({ label, done, total, detail }: Progress): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const filled = Math.round(share * 24)
  const bar = "█".repeat(filled) + "░".repeat(24 - filled)
  return `${label} ${bar} ${Math.round(share * 100)}%${detail === undefined ? "" : ` ${detail}`}`
}

function writeText(bundle: MimeBundle): void {
  const text = bundle["text/plain"]
  if (typeof text !== "string") return
  endLine()
  process.stderr.write(`${text}\n`)
}

function endLine(): void {
  if (lineIsOpen) process.stderr.write("\n")
  lineIsOpen = false
}
