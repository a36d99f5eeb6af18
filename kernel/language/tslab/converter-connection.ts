import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { ProjectDocument } from "../project-documents.ts"
import type { Answered, Answers, Asked, ConverterStart, Question } from "./converter-messages.ts"

/** What a connection is given. */
export interface ConnectionOptions {
  /** Path of `tslab/dist/converter.js`. */
  readonly converter: string
  /** Folder of the notebook. */
  readonly folder: string
  readonly documents: readonly ProjectDocument[]
  /** Told once where the process ends for good, in a sentence. */
  readonly onNotice: (sentence: string) => void
}

const ENTRY = fileURLToPath(new URL("./converter-process.js", import.meta.url))
/** Time an answer may take, in milliseconds: the first one loads TypeScript and the library types. */
const PATIENCE_MS = 30_000
/** The process is started again this often. */
const RESTARTS = 1

/** A process with tslab's converter; started with the first question. */
export class ConverterConnection {
  readonly #options: ConnectionOptions
  readonly #waiting = new Map<number, (answer: unknown) => void>()
  #child: ChildProcess | null = null
  #ended: Promise<void> = Promise.resolve()
  #questions = 0
  #starts = 0
  #isClosed = false

  /** Takes what the process is to be started with. */
  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Process id while it runs, or null. */
  get processId(): number | null {
    return this.#child?.pid ?? null
  }

  /** The answer; null where the converter fails, ends, or is closed. */
  ask<Type extends Question["type"]>(question: Question & { readonly type: Type }): Promise<Answers[Type] | null> {
    const child = this.#running()
    if (child === null) return Promise.resolve(null)
    this.#questions += 1
    const asked: Asked = { id: this.#questions, question }
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer(null), PATIENCE_MS)
      const answer = (value: unknown) => {
        clearTimeout(timer)
        this.#waiting.delete(asked.id)
        resolve(value as Answers[Type] | null)
      }
      this.#waiting.set(asked.id, answer)
      // A process that dies meanwhile is seen to have ended.
      child.send(asked, () => {})
    })
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#child?.kill("SIGKILL")
    await this.#ended
  }

  #running(): ChildProcess | null {
    if (this.#child !== null || this.#isClosed || this.#starts > RESTARTS) return this.#child
    this.#starts += 1
    const { converter, folder, documents } = this.#options
    const child = fork(ENTRY, { cwd: folder, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] })
    const message: ConverterStart = { type: "start", converter, documents }
    child.send(message, () => {})
    child.on("message", ({ id, answer }: Answered) => {
      this.#waiting.get(id)?.(answer ?? null)
    })
    this.#child = child
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#bury()
        resolve()
      }
      child.once("exit", end)
      child.on("error", end)
    })
    return child
  }

  #bury(): void {
    this.#child = null
    for (const answer of this.#waiting.values()) answer(null)
    if (this.#isClosed || this.#starts <= RESTARTS) return
    this.#options.onNotice(
      "tslab's converter ended twice: no more type checks and completion until the kernel restarts.",
    )
  }
}
