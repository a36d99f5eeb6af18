/** A value's showing: MIME type to data. */
export type MimeBundle = Record<string, unknown>

/** A cell made ready to run. */
export interface RunnableCell {
  /** Message id of the request that caused the run; every output carries it. */
  readonly request: string
  /** JavaScript for `Runtime.evaluate` in REPL mode. */
  readonly javascript: string
  /** Name of the cell in stack frames, such as `cell-12.ts`. */
  readonly sourceName: string
  /** Why the cell cannot ask for input, in a sentence; it can where this is left out. */
  readonly inputRefusal?: string
}

/** What user code asks the user for while its cell waits. */
export interface InputQuestion {
  /** Names the question in its answer. */
  readonly id: string
  readonly request: string
  readonly prompt: string
  /** True where what is typed must not show. */
  readonly password: boolean
}

/** What was typed, or why nothing could be. */
export type InputAnswer = { readonly value: string } | { readonly refusal: string }

/** A message on a comm, one way or the other, without its buffers. */
export interface CommContent {
  readonly action: "open" | "message" | "close"
  /** Id of the comm, chosen by who opened it. */
  readonly comm: string
  /** What the comm is for; of `open` alone. */
  readonly target?: string
  readonly data: Record<string, unknown>
  readonly metadata: Record<string, unknown>
}

/** A message on a comm. */
export interface CommMessage extends CommContent {
  readonly buffers: readonly Uint8Array[]
}

/** What user code wrote or showed; `request` is the cell that caused it, or null where none is known. */
export type HostOutput =
  | {
      readonly kind: "stream"
      readonly request: string | null
      readonly name: "stdout" | "stderr"
      readonly text: string
      /** The exception that `text` tells of, where one was thrown after its cell had ended (in a timer, in a promise). */
      readonly error?: HostError
    }
  | {
      readonly kind: "display"
      readonly request: string | null
      readonly data: MimeBundle
      readonly metadata: Record<string, unknown>
      readonly displayId?: string
      /** True for a redraw of what was shown under `displayId`. */
      readonly update: boolean
      /** True for one of many redraws, the last of which comes once more without this: no static picture is made of it. */
      readonly isFrame?: boolean
    }
  | { readonly kind: "clear"; readonly request: string | null; readonly wait: boolean }
  /** A message on a comm; `close` also where the child that held the comm has died. */
  | { readonly kind: "comm"; readonly request: string | null; readonly message: CommMessage }
  /** User code asks for another treatment of type errors, from the next cell on. */
  | { readonly kind: "type-check"; readonly request: string | null; readonly mode: TypeCheck }

/** An exception of user code. */
export interface HostError {
  readonly name: string
  readonly message: string
  /** V8's text; frames of cells carry `sourceName` and positions in the cell's JavaScript. */
  readonly stack: string
}

/** How a cell ended. */
export type Outcome =
  | {
      readonly status: "ok"
      readonly result?: { readonly data: MimeBundle; readonly metadata: Record<string, unknown> }
    }
  | { readonly status: "error"; readonly error: HostError }
  /** Interrupted; variables are kept. */
  | { readonly status: "stopped" }
  /** The child process ended; the sentence says why and what was lost. A new child is already being started. */
  | { readonly status: "died"; readonly message: string }

/** What is done about type errors: shown under the cell, a reason not to run it, or nothing. */
export type TypeCheck = "warn" | "block" | "off"

/** Every mode, for those who check what they are given. */
export const TYPE_CHECKS: readonly TypeCheck[] = ["warn", "block", "off"]

/** The child process that runs user code, as the front process sees it. */
export interface Host {
  /** Runs one cell; at most one at a time. Resolves always, rejects never. */
  evaluate(cell: RunnableCell): Promise<Outcome>
  /** Two-stage stop of the running cell: flag at once, termination after 150 ms, restart after 2 s. Resolves when nothing runs any more. */
  interrupt(): Promise<void>
  /** Ids and targets of the open comms. */
  readonly comms: ReadonlyMap<string, string>
  /** Targets on which clients may open comms. */
  readonly commTargets: ReadonlySet<string>
  /** Hands a client's comm message to user code, whatever runs there; resolves when its handlers are done, rejects never. */
  handleComm(request: string, message: CommMessage): Promise<void>
  /** Answers a question; one that nobody waits for any more is left alone. */
  answer(question: string, answer: InputAnswer): void
  /** Ends the child and everything it started. */
  close(): Promise<void>
}

/** A figure that user code wants drawn, for a file. */
export interface DrawingOrder {
  /** Plotly's JSON. */
  readonly figure: unknown
  readonly format: "svg" | "png" | "pdf"
  readonly width?: number
  readonly height?: number
  readonly scale?: number
}

/** The picture that was ordered: SVG as text, PNG and PDF as base64; or the reason why there is none. */
export type DrawingResult =
  | { readonly ok: true; readonly data: string }
  | { readonly ok: false; readonly reason: string }

/** What `startHost` is given. */
export interface HostOptions {
  /** Folder of the notebook: working directory, and where packages are looked for first. */
  readonly folder: string
  readonly onOutput: (output: HostOutput) => void
  /** Draws what `save` in cells asks for; must not reject. */
  readonly drawFigure?: (order: DrawingOrder) => Promise<DrawingResult>
  /** The running cell waits for an answer. */
  readonly onQuestion?: (question: InputQuestion) => void
}

/** Name of the global object through which a compiled cell reaches its host: `await`, `import` and the like go there. */
export const HOST_OBJECT = "__deltaw"

/** What a cell's top-level name is given as suffix where the plain one would hide a global such as `performance`. */
export const CELL_SUFFIX = "$cell"
