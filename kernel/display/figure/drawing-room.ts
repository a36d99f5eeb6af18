import { Worker } from "node:worker_threads"
import type { DrawingAnswer, DrawingRequest } from "./drawing-worker.ts"
import type { FigureSpecification } from "./figure-window.ts"
import type { FigureImage, PictureOptions } from "./picture.ts"

/** Time limits of a drawing room, in milliseconds. */
export interface DrawingLimits {
  /** For loading plotly.js. */
  readonly startMs: number
  /** For one figure. */
  readonly figureMs: number
  /** Without work, after which the thread ends and gives its memory back. */
  readonly idleMs: number
}

interface Job {
  readonly id: number
  readonly figure: FigureSpecification
  readonly options: PictureOptions
  readonly resolve: (image: FigureImage) => void
  readonly reject: (error: Error) => void
}

const LIMITS: DrawingLimits = { startMs: 30_000, figureMs: 10_000, idleMs: 60_000 }

/** Draws figures one after another in a thread of its own, started with the first and ended when there are no more. */
export class DrawingRoom {
  readonly #limits: DrawingLimits
  readonly #waiting: Job[] = []
  #current: Job | null = null
  #worker: Worker | null = null
  #isReady = false
  #timer: NodeJS.Timeout | undefined
  #lastId = 0

  /** Takes other limits than the usual ones. */
  constructor(limits: Partial<DrawingLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Draws a figure; rejects with a sentence where it cannot be drawn in time. */
  draw(figure: FigureSpecification, options: PictureOptions = { format: "auto" }): Promise<FigureImage> {
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      this.#waiting.push({ id: this.#lastId, figure, options, resolve, reject })
      this.#next()
    })
  }

  /** Whether the thread runs. */
  get isOpen(): boolean {
    return this.#worker !== null
  }

  /** Ends the thread; what waits is refused. */
  async close(): Promise<void> {
    const jobs = [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)]
    this.#current = null
    for (const { reject } of jobs) reject(new Error("the kernel was closing"))
    await this.#end()
  }

  #next(): void {
    if (this.#current) return
    const job = this.#waiting[0]
    if (!job) {
      if (this.#worker && this.#isReady) this.#after(this.#limits.idleMs, () => void this.#end())
      this.#worker?.unref()
      return
    }
    if (!this.#worker) this.#start()
    // While figures are awaited the thread keeps the process alive; idle, it does not.
    this.#worker?.ref()
    if (!this.#isReady) return
    this.#waiting.shift()
    this.#current = job
    this.#after(this.#limits.figureMs, () =>
      this.#fail(`it was not drawn within ${this.#limits.figureMs / 1000} seconds`),
    )
    const { id, figure, options } = job
    this.#worker?.postMessage({ id, figure, options } satisfies DrawingRequest)
  }

  #start(): void {
    const worker = new Worker(new URL("./drawing-worker.js", import.meta.url), { execArgv: [] })
    this.#worker = worker
    this.#isReady = false
    this.#after(this.#limits.startMs, () =>
      this.#fail(`plotly.js did not load within ${this.#limits.startMs / 1000} seconds`),
    )
    worker.on("message", (answer: DrawingAnswer) => {
      if (worker === this.#worker) this.#hear(answer)
    })
    worker.on("error", (error) => {
      if (worker === this.#worker) this.#fail(`the thread that draws failed: ${error.message}`)
    })
    worker.on("exit", () => {
      if (worker === this.#worker) this.#fail("the thread that draws ended")
    })
  }

  #hear(answer: DrawingAnswer): void {
    if (answer.kind === "ready") this.#isReady = true
    else if (answer.id === this.#current?.id) {
      const job = this.#current
      this.#current = null
      if (answer.kind === "image") job.resolve(answer.image)
      else job.reject(new Error(`plotly.js could not draw it: ${answer.message}`))
    }
    clearTimeout(this.#timer)
    this.#next()
  }

  /** Refuses the figure being drawn, or the first that waits for a thread that does not start, and replaces the thread. */
  #fail(reason: string): void {
    const job = this.#current ?? this.#waiting.shift()
    this.#current = null
    void this.#end()
    job?.reject(new Error(reason))
    this.#next()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = null
    this.#isReady = false
    await worker?.terminate()
  }

  #after(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(action, milliseconds)
    this.#timer.unref()
  }
}
