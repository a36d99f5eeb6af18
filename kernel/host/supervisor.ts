import { type Child, startChild } from "./child-process.ts"
import { type CommDesk, createCommDesk } from "./comm-desk.ts"
import { type Death, deathMessage } from "./death.ts"
import type {
  CommMessage,
  DrawingOrder,
  Host,
  HostOptions,
  InputAnswer,
  InputQuestion,
  Outcome,
  RunnableCell,
} from "./messages.ts"
import type { Report } from "./wire.ts"

/** After this the child is replaced: one long native call can hold an interrupt back for ever. */
const ESCALATION_MS = 2000
/** How long the child may take to end by itself. */
const EXIT_MS = 500

const UNSTOPPABLE =
  "The cell could not be stopped within 2 s (one long native call cannot be interrupted), so the process that runs the cells was ended."

interface Running {
  readonly number: number
  readonly cell: RunnableCell
  readonly done: Promise<Outcome>
  resolve(outcome: Outcome): void
  isSent: boolean
}

/**
 * Starts the child process that runs user code, and keeps one alive.
 * @throws Error where the folder does not exist, or the first child does not come up
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const host = new Supervisor(options)
  await host.ready()
  return host
}

class Supervisor implements Host {
  readonly #options: HostOptions
  readonly #comms: CommDesk
  #child!: Child
  #isReady = false
  #isDead = false
  #announceReady: (death: Death | null) => void = () => {}
  #running: Running | null = null
  /** Cells and comm messages so far. */
  #runs = 0
  /** Cells that the current child was handed. */
  #cellsOfChild = 0
  #lastRequest: string | null = null
  /** What the next cell has to be told: the child died while none ran. */
  #unreported: string | null = null
  /** Interrupts that named no cell; the child answers each of them, in their order. */
  readonly #awaitingQuiet: (() => void)[] = []
  #isClosed = false

  constructor(options: HostOptions) {
    this.#options = options
    this.#comms = createCommDesk((command, buffers) => this.#child.send(command, buffers), options.onOutput)
    this.#startChild()
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#announceReady = (death) => {
        if (death === null) resolve()
        else reject(new Error(`${deathMessage(death, 0)} ${death.lastWords}`.trim()))
      }
    })
  }

  async evaluate(cell: RunnableCell): Promise<Outcome> {
    if (this.#running !== null) return refusal("Another cell is still running.")
    if (this.#isClosed) return { status: "died", message: "The kernel has been shut down." }
    if (this.#unreported !== null) {
      const message = this.#unreported
      this.#unreported = null
      return { status: "died", message }
    }
    this.#runs += 1
    this.#lastRequest = cell.request
    const running = { number: this.#runs, cell, isSent: false, ...deferred<Outcome>() }
    this.#running = running
    if (this.#isDead) this.#restart()
    this.#sendRunning()
    return await running.done
  }

  async interrupt(): Promise<void> {
    if (this.#isClosed) return
    const running = this.#running
    if (running !== null && !running.isSent) {
      this.#end(running.number, { status: "stopped" })
      return
    }
    const { done: quiet, resolve } = deferred<void>()
    if (running === null) this.#awaitingQuiet.push(resolve)
    const child = this.#child
    child.send({ type: "interrupt", number: running?.number ?? null })
    const escalation = setTimeout(() => child.kill(UNSTOPPABLE), ESCALATION_MS)
    await Promise.race([running?.done ?? quiet, child.ended])
    clearTimeout(escalation)
    if (running !== null) await running.done
  }

  get comms(): ReadonlyMap<string, string> {
    return this.#comms.open
  }

  get commTargets(): ReadonlySet<string> {
    return this.#comms.targets
  }

  async handleComm(request: string, message: CommMessage): Promise<void> {
    if (this.#isClosed || this.#isDead) return
    this.#runs += 1
    await this.#comms.handle(this.#runs, request, message)
  }

  answer(question: string, answer: InputAnswer): void {
    this.#child.send({ type: "answer", question, answer })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const child = this.#child
    child.send({ type: "close" })
    const limit = setTimeout(() => child.kill("The kernel was shut down."), EXIT_MS)
    await child.ended
    clearTimeout(limit)
  }

  #startChild(): void {
    this.#isReady = false
    this.#isDead = false
    this.#cellsOfChild = 0
    this.#child = startChild(this.#options.folder, {
      onReport: (report, buffers) => this.#receive(report, buffers),
      onQuiet: () => this.#awaitingQuiet.shift()?.(),
      onNativeOutput: (name, text) => {
        this.#options.onOutput({ kind: "stream", request: this.#lastRequest, name, text })
      },
      onDeath: (death) => this.#bury(death),
    })
  }

  #receive(report: Report, buffers: readonly Uint8Array[]): void {
    if (report.type === "output") {
      this.#options.onOutput(report.output)
    } else if (report.type === "outcome") {
      // Native output of the cell lies in another pipe: two turns of the event loop read it first.
      setImmediate(() => setImmediate(() => this.#end(report.number, report.outcome)))
    } else if (report.type === "ready") {
      this.#isReady = true
      this.#announceReady(null)
      this.#sendRunning()
    } else if (report.type === "question") {
      this.#ask(report.question)
    } else if (report.type === "draw") {
      this.#draw(this.#child, report.number, report.order)
    } else {
      this.#comms.take(report, buffers)
    }
  }

  async #draw(child: Child, number: number, order: DrawingOrder): Promise<void> {
    const result = (await this.#options.drawFigure?.(order)) ?? { ok: false, reason: "nothing here draws figures" }
    child.send({ type: "drawn", number, result })
  }

  #ask(question: InputQuestion): void {
    if (this.#options.onQuestion !== undefined) this.#options.onQuestion(question)
    else this.answer(question.id, { refusal: "There is nobody to ask." })
  }

  #sendRunning(): void {
    const running = this.#running
    if (!this.#isReady || running === null) return
    running.isSent = true
    this.#cellsOfChild += 1
    const { number, cell } = running
    this.#child.send({ type: "evaluate", number, cell })
  }

  #end(number: number, outcome: Outcome): void {
    const running = this.#running
    if (running?.number !== number) return
    this.#running = null
    running.resolve(outcome)
  }

  #bury(death: Death): void {
    const running = this.#running
    const message = this.#isClosed ? "The kernel was shut down." : deathMessage(death, this.#cellsOfChild)
    this.#isDead = true
    for (const resolve of this.#awaitingQuiet.splice(0)) resolve()
    if (!this.#isClosed) this.#comms.bury(this.#lastRequest)
    // One that did not even come up is tried again with the next cell only.
    if (!this.#isReady) this.#announceReady(death)
    else if (!this.#isClosed) this.#restart()
    if (running !== null) this.#end(running.number, { status: "died", message })
    else if (!this.#isClosed) this.#reportLoss(message)
  }

  #restart(): void {
    try {
      this.#startChild()
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure)
      if (this.#running) this.#end(this.#running.number, { status: "died", message })
    }
  }

  /** No cell ran: the last one is told at once, and the next one does not run on variables that are gone. */
  #reportLoss(message: string): void {
    this.#unreported = `${message} Run the cell again, after those it builds on.`
    const text = `${message}\n`
    this.#options.onOutput({ kind: "stream", request: this.#lastRequest, name: "stderr", text })
  }
}

function deferred<Value>(): { done: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => {}
  const done = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { done, resolve }
}

function refusal(message: string): Outcome {
  return { status: "error", error: { name: "Error", message, stack: `Error: ${message}` } }
}
