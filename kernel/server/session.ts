import type { Host, HostOutput, MimeBundle } from "../host/messages.ts"
import type { CompiledCell, Language } from "../language/language.ts"
import { type CellError, interrupted, kernelError } from "./cell-error.ts"
import { type Ending, evaluate, evaluateExpressions, syntaxError } from "./evaluation.ts"
import { createOutputLanes, type Publish } from "./output-lanes.ts"

/** What is done about type errors: shown under the cell, a reason not to run it, or nothing. */
export type TypeCheck = "warn" | "block" | "off"

/** What `startSession` is given. */
export interface SessionOptions {
  readonly startHost: (onOutput: (output: HostOutput) => void) => Promise<Host>
  readonly startLanguage: () => Promise<Language>
  readonly publish: Publish
  /** Adds a static picture to a bundle that holds a figure; null where the bundle needs none. */
  readonly drawFigure?: (bundle: MimeBundle) => Promise<MimeBundle> | null
  readonly typeCheck?: TypeCheck
  /** How long the end of a cell waits for its type check, in ms; a later result follows under the same request. */
  readonly checkPatienceMs?: number
}

/** A cell to run. */
export interface Cell {
  /** Id of the request; outputs are published under it. */
  readonly request: string
  readonly code: string
  /** No outputs, no count. */
  readonly silent?: boolean
  /** Whether the count moves; not with `silent`. */
  readonly storeHistory?: boolean
  readonly userExpressions?: Readonly<Record<string, string>>
}

/** How a cell ended, as the content of an execute reply. */
export type CellReply = { readonly execution_count: number; readonly payload: readonly [] } & (
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
  /** The TypeScript side, once it is up. */
  readonly language: Promise<Language>
  /** Count of the latest counted cell. */
  readonly count: number
  /** Ends the child process and the language server. */
  close(): Promise<void>
}

const silentRequests = 1000

/** Starts the child process and the language service; both may still be starting when cells arrive. */
export function startSession(options: SessionOptions): Session {
  const { typeCheck = "warn", checkPatienceMs = 25 } = options
  const silenced = new Set<string>()
  const lanes = createOutputLanes((request, message) => {
    if (!closed && (request === null || !silenced.has(request))) options.publish(request, message)
  })
  const host = options.startHost(show)
  const language = options.startLanguage()
  let hostIsUp = false
  let closed = false
  let count = 0
  let latest: string | null = null
  let current: { stopped: boolean } | null = null
  host.then(() => {
    hostIsUp = true
  }, ignore)
  language.catch(ignore)

  /** Takes what the child shows; output without a known cause goes to the latest cell. */
  function show(output: HostOutput): void {
    const request = output.request ?? latest
    if (output.kind === "stream") {
      lanes.stream(request, output.name, output.text)
      return
    }
    if (output.kind === "clear") {
      const content = { wait: output.wait }
      lanes.add(request, { draw: () => ({ type: "clear_output", content }) })
      return
    }
    const { data, metadata, displayId, update } = output
    const type = update ? "update_display_data" : "display_data"
    const transient = displayId === undefined ? {} : { display_id: displayId }
    lanes.add(request, {
      ...(update && displayId !== undefined ? { redraws: displayId } : {}),
      draw: () => withFigure(data, (drawn) => ({ type, content: { data: drawn, metadata, transient } })),
    })
  }

  function withFigure<T>(data: MimeBundle, make: (data: MimeBundle) => T): T | Promise<T> {
    const drawing = options.drawFigure?.(data) ?? null
    if (drawing === null) return make(data)
    return drawing.then(make, () => make(data))
  }

  async function run(cell: Cell, onReply: (reply: CellReply) => void): Promise<void> {
    const { request, code, silent = false, storeHistory = true } = cell
    const blank = code.trim() === ""
    if (silent) silence(request)
    if (storeHistory && !silent && !blank) count++
    const execution_count = count
    latest = request
    current = { stopped: false }
    lanes.add(request, { draw: () => ({ type: "execute_input", content: { code, execution_count } }) })
    let check: Promise<string> = Promise.resolve("")
    const end = blank ? await expressionsOnly(cell) : await runCode(cell, current, (started) => (check = started))
    current = null
    if (end.status === "error") {
      const { ename, evalue, traceback } = end.error
      lanes.add(request, { draw: () => ({ type: "error", content: { ename, evalue, traceback } }) })
    }
    await lanes.drain(request)
    const payload: readonly [] = []
    onReply(
      end.status === "ok"
        ? { status: "ok", execution_count, user_expressions: end.expressions, payload }
        : { status: "error", execution_count, ...end.error, user_expressions: {}, payload },
    )
    await settleCheck(request, check)
  }

  async function runCode(
    cell: Cell,
    running: { stopped: boolean },
    onCheck: (check: Promise<string>) => void,
  ): Promise<CellEnding> {
    try {
      const [service, child] = await Promise.all([language, host])
      const compiled = await service.compile(cell.code)
      if (running.stopped) return failed(interrupted)
      if (!compiled.ok) return failed(syntaxError(compiled))
      const check = startCheck(service, compiled)
      if (typeCheck === "block") {
        const complaint = await check
        if (complaint !== "")
          return failed({ ...kernelError("TypeCheckError", "The cell was not run."), traceback: [complaint] })
        if (running.stopped) return failed(interrupted)
      } else onCheck(check)
      const rooms = { host: child, language: service }
      const end = await evaluate(rooms, cell.request, compiled)
      return await afterwards(service, compiled, end, cell, () =>
        evaluateExpressions(rooms, cell.request, cell.userExpressions ?? {}),
      )
    } catch (error) {
      return failed(kernelError("KernelError", (error as Error).message))
    }
  }

  /** Tells the language service what is left of the cell, shows the result, answers the expressions. */
  async function afterwards(
    service: Language,
    compiled: CompiledCell,
    end: Ending,
    cell: Cell,
    expressions: () => Promise<Record<string, unknown>>,
  ): Promise<CellEnding> {
    if (end.status === "error" && end.died) service.reset()
    else service.ran(compiled.number)
    if (end.status === "error") return failed(end.error)
    if (end.result !== undefined) {
      const { data, metadata } = end.result
      const execution_count = count
      lanes.add(cell.request, {
        draw: () =>
          withFigure(data, (drawn) => ({
            type: "execute_result",
            content: { execution_count, data: drawn, metadata, transient: {} },
          })),
      })
    }
    return { status: "ok", expressions: await expressions() }
  }

  async function expressionsOnly(cell: Cell): Promise<CellEnding> {
    const wanted = cell.userExpressions ?? {}
    if (Object.keys(wanted).length === 0) return { status: "ok", expressions: {} }
    try {
      const rooms = { host: await host, language: await language }
      return { status: "ok", expressions: await evaluateExpressions(rooms, cell.request, wanted) }
    } catch (error) {
      return failed(kernelError("KernelError", (error as Error).message))
    }
  }

  function startCheck(service: Language, compiled: CompiledCell): Promise<string> {
    if (typeCheck === "off") return Promise.resolve("")
    return service.check(compiled.number).then(
      (found) => {
        const shown = typeCheck === "block" ? found.filter((one) => one.severity === "error") : found
        return shown.length === 0 ? "" : service.report(compiled.number, shown)
      },
      // A check that fails (the server was replaced, the cell forgotten) says nothing about the cell.
      () => "",
    )
  }

  async function settleCheck(request: string, check: Promise<string>): Promise<void> {
    const shown = check.then((text) => {
      if (text !== "") lanes.stream(request, "stderr", text.endsWith("\n") ? text : `${text}\n`)
    }, ignore)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, checkPatienceMs)
    })
    await Promise.race([shown, patience])
    clearTimeout(timer)
    await lanes.drain(request)
  }

  function silence(request: string): void {
    silenced.add(request)
    for (const oldest of silenced) {
      if (silenced.size <= silentRequests) break
      silenced.delete(oldest)
    }
  }

  async function interrupt(): Promise<void> {
    if (current !== null) current.stopped = true
    if (hostIsUp) await (await host).interrupt()
  }

  async function close(): Promise<void> {
    closed = true
    await Promise.allSettled([host.then((one) => one.close()), language.then((one) => one.close())])
  }

  return {
    run,
    interrupt,
    language,
    get count() {
      return count
    },
    close,
  }
}

type CellEnding =
  | { readonly status: "ok"; readonly expressions: Record<string, unknown> }
  | { readonly status: "error"; readonly error: CellError }

function failed(error: CellError): CellEnding {
  return { status: "error", error }
}

function ignore(): void {}
