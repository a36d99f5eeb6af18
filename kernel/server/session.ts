import type { CommMessage, Host, HostOutput, InputQuestion, TypeCheck } from "../host/messages.ts"
import type { Language } from "../language/language.ts"
import { createRecent } from "../protocol/recent.ts"
import type { Beside } from "./beside.ts"
import type { CellError } from "./cell-error.ts"
import { type Cell, type CellEnding, runCell } from "./cell-run.ts"
import type { PagePayload } from "./help.ts"
import { createOutputLanes, type Publish } from "./output-lanes.ts"
import { type DrawFigure, pendingResult, showOutput } from "./shown-output.ts"
import { createStreamCap, type StreamText, USUAL_LIMIT } from "./stream-cap.ts"

/** What `startSession` is given. */
export interface SessionOptions {
  readonly startHost: (
    onOutput: (output: HostOutput) => void,
    onQuestion: (question: InputQuestion) => void,
  ) => Promise<Host>
  /** `onNotice` takes what the user is to know of the language service, in a sentence. */
  readonly startLanguage: (onNotice: (sentence: string) => void) => Promise<Language>
  readonly publish: Publish
  readonly drawFigure?: DrawFigure
  readonly typeCheck?: TypeCheck
  /** Characters that a cell may print. */
  readonly streamLimit?: number
  /** How long the end of a cell waits for its type check, in ms; a later result follows under the same request. */
  readonly checkPatienceMs?: number
}

/** How a cell ended, as the content of an execute reply. */
export type CellReply = { readonly execution_count: number; readonly payload: readonly PagePayload[] } & (
  | { readonly status: "ok"; readonly user_expressions: Record<string, unknown> }
  | ({ readonly status: "error"; readonly user_expressions: Record<string, never> } & CellError)
)

/** User code from first to last cell: counts, outputs in order, type checks beside the run. Knows nothing of sockets. */
export interface Session {
  /**
   * Runs one cell; at most one at a time. Calls `onReply` once, when what the cell showed has been published;
   * resolves when nothing more comes but output that the cell's timers and promises cause later.
   */
  run(cell: Cell, onReply: (reply: CellReply) => void): Promise<void>
  /** Stops the running cell; resolves when nothing runs any more. */
  interrupt(): Promise<void>
  /** Ids and targets of the open comms. */
  readonly comms: ReadonlyMap<string, string>
  /** Targets of user code on which clients may open comms. */
  readonly commTargets: ReadonlySet<string>
  /** Hands a comm message to user code, also beside a running cell; resolves when what its handlers showed is published. */
  handleComm(request: string, message: CommMessage): Promise<void>
  /** The TypeScript side, once it is up. */
  readonly language: Promise<Language>
  /** Count of the latest counted cell. */
  readonly count: number
  /** Ends the child process and the language server; nothing is published any more. */
  close(): Promise<void>
}

/** Requests without output that are remembered, as their late output is to be left out, too. */
const silentRequests = 1000

/** Starts the child process and the language service; both may still be starting when cells arrive. */
export function startSession(options: SessionOptions): Session {
  const { checkPatienceMs = 25, drawFigure = () => null, streamLimit = USUAL_LIMIT } = options
  const cap = createStreamCap(streamLimit)
  const silenced = createRecent<true>(silentRequests)
  const lanes = createOutputLanes((request, message) => {
    const isSilent = request !== null && silenced.has(request) && !message.type.startsWith("comm_")
    if (!closed && !isSilent) options.publish(request, message)
  })
  let { typeCheck = "warn" } = options
  let closed = false
  let count = 0
  /** Output without a known cause goes to the latest cell. */
  let latest: string | null = null
  let running: { readonly cell: Cell; stopped: boolean } | null = null
  let readyHost: Host | undefined
  let readyLanguage: Language | undefined
  const host = options.startHost(show, (question) => void answer(question))
  /** What the first cell has to be told. */
  const notices: string[] = []
  const language = options.startLanguage((sentence) => {
    notices.push(sentence)
    if (latest !== null) tellNotices(latest)
  })
  // Whoever runs a cell is told why one of them did not start.
  host.then((one) => (readyHost = one)).catch(() => {})
  language.then((one) => (readyLanguage = one)).catch(() => {})

  function show(output: HostOutput): void {
    if (output.kind === "type-check") {
      typeCheck = output.mode
      return
    }
    const request = output.request ?? latest
    if (output.kind === "clear") cap.clear(request)
    if (output.kind === "stream" && output.error === undefined) print(request, cap.take(request, output))
    else showOutput(lanes, request, inTypeScript(output, readyLanguage), drawFigure)
  }

  function print(request: string | null, pieces: readonly StreamText[]): void {
    for (const { name, text } of pieces) lanes.stream(request, name, text)
  }

  function tellNotices(request: string): void {
    for (const sentence of notices.splice(0)) lanes.stream(request, "stderr", `${sentence}\n`)
  }

  /** What the cell has shown comes before its question. */
  async function answer(question: InputQuestion): Promise<void> {
    const ask = running?.cell.request === question.request ? running.cell.ask : undefined
    await lanes.drain(question.request)
    const answered = await ask?.(question)
    readyHost?.answer(question.id, answered ?? { refusal: "There is nobody to ask." })
  }

  async function handleComm(request: string, message: CommMessage): Promise<void> {
    const { action, comm, target = "" } = message
    const ready = await host.catch(() => null)
    if (ready !== null && (action !== "open" || ready.commTargets.has(target))) await ready.handleComm(request, message)
    else if (action === "open") show({ kind: "comm", request, message: refusedComm(comm) })
    await lanes.drain(request)
  }

  async function run(cell: Cell, onReply: (reply: CellReply) => void): Promise<void> {
    const { request, code, silent = false, storeHistory = true } = cell
    if (silent) silenced.set(request, true)
    if (storeHistory && !silent && code.trim() !== "") count++
    const cellCount = count
    const state = { cell, stopped: false }
    if (!silent) latest = request
    running = state
    lanes.add(request, { draw: () => ({ type: "execute_input", content: { code, execution_count: cellCount } }) })
    if (!silent) tellNotices(request)
    let check: Beside<string> | null = null as Beside<string> | null
    const ending = await runCell(cell, {
      count: cellCount,
      host,
      language,
      typeCheck,
      isStopped: () => state.stopped,
      onCheck: (started) => {
        check = started
      },
      onResult: (result) => {
        print(request, cap.end(request))
        lanes.add(request, pendingResult(cellCount, result, drawFigure))
      },
    })
    running = null
    print(request, cap.end(request))
    if (ending.status === "error") {
      await cell.onFailure?.()
      const content = { ...ending.error }
      lanes.add(request, { draw: () => ({ type: "error", content }) })
    }
    await lanes.drain(request)
    onReply(replyOf(ending, cellCount))
    if (check !== null) {
      check.begin()
      await patiently(check.result.then((text) => text !== "" && lanes.stream(request, "stderr", text)))
    }
    await lanes.drain(request)
  }

  async function patiently(work: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, checkPatienceMs)
    })
    await Promise.race([work, patience])
    clearTimeout(timer)
  }

  return {
    run,
    async interrupt() {
      if (running !== null) running.stopped = true
      await readyHost?.interrupt()
    },
    language,
    get comms() {
      return readyHost?.comms ?? new Map()
    },
    get commTargets() {
      return readyHost?.commTargets ?? new Set()
    },
    handleComm,
    get count() {
      return count
    },
    async close() {
      closed = true
      await Promise.allSettled([host.then((one) => one.close()), language.then((one) => one.close())])
    },
  }
}

/** What is opened on a target that nobody knows is closed at once. */
function refusedComm(comm: string): CommMessage {
  return { action: "close", comm, data: {}, metadata: {}, buffers: [] }
}

function replyOf(ending: CellEnding, count: number): CellReply {
  if (ending.status === "error") {
    return { status: "error", execution_count: count, payload: [], ...ending.error, user_expressions: {} }
  }
  const payload = ending.page === undefined ? [] : [ending.page]
  return { status: "ok", execution_count: count, payload, user_expressions: ending.expressions }
}

/** An exception that came after its cell is told with frames in the user's TypeScript. */
function inTypeScript<Output extends HostOutput>(output: Output, language: Language | undefined): Output {
  if (output.kind !== "stream" || output.error === undefined || language === undefined) return output
  return { ...output, text: `${language.traceback(output.error).join("\n")}\n` }
}
