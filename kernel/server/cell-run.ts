import type { Host, InputAnswer, InputQuestion, TypeCheck } from "../host/messages.ts"
import type { CompiledCell, Language } from "../language/language.ts"
import { type Beside, beside } from "./beside.ts"
import { type CellError, interrupted, kernelError } from "./cell-error.ts"
import { evaluate, evaluateExpressions, type Rooms, type Showing, syntaxError } from "./evaluation.ts"
import { helpPage, helpRequest, type PagePayload } from "./help.ts"
import { checkTypes, typeCheckOf } from "./type-check.ts"

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
  /** Asks whoever sent the cell for input; where it is left out, the cell cannot ask. */
  readonly ask?: (question: InputQuestion) => Promise<InputAnswer>
  /** Why the cell cannot ask, in a sentence. */
  readonly inputRefusal?: string
  /** Called and waited for before anyone learns that the cell has failed. */
  readonly onFailure?: () => Promise<void>
}

/** How a cell ended, `user_expressions` answered. */
export type CellEnding =
  | {
      readonly status: "ok"
      readonly expressions: Record<string, unknown>
      /** Where the cell asked for help instead of running anything. */
      readonly page?: PagePayload
    }
  | { readonly status: "error"; readonly error: CellError }

/** What `runCell` is given besides the cell. */
export interface CellRunOptions {
  /** The number the user sees beside the cell. */
  readonly count: number
  /** Both may still be starting. */
  readonly host: Promise<Host>
  readonly language: Promise<Language>
  /** What holds where the cell itself does not say. */
  readonly typeCheck: TypeCheck
  /** Asked before the cell is handed to the child: it may have been interrupted while it was compiled. */
  readonly isStopped: () => boolean
  /** Takes the type check that goes on beside a run that takes a while, else after it; resolves to the text to show. */
  readonly onCheck: (check: Beside<string>) => void
  readonly onResult: (result: Showing) => void
}

/** The type checker takes every core there is: a cell that is done sooner than this, in ms, is answered first. */
const HEAD_START_MS = 15

const NOBODY = "There is nobody to ask: this notebook runs without a client."

/** Compiles a cell, runs it, answers its expressions; resolves always. */
export async function runCell(cell: Cell, options: CellRunOptions): Promise<CellEnding> {
  try {
    const [language, host] = await Promise.all([options.language, options.host])
    const rooms = { host, language, inputRefusal: cell.ask === undefined ? (cell.inputRefusal ?? NOBODY) : null }
    const help = helpRequest(cell.code)
    const failure = help !== null || cell.code.trim() === "" ? null : await runCode(cell, rooms, options)
    if (failure !== null) return { status: "error", error: failure }
    const expressions = await evaluateExpressions(rooms, cell.request, cell.userExpressions ?? {})
    return { status: "ok", expressions, ...(help === null ? {} : { page: await helpPage(language, help) }) }
  } catch (error) {
    return { status: "error", error: kernelError("KernelError", (error as Error).message) }
  }
}

async function runCode(cell: Cell, rooms: Rooms, options: CellRunOptions): Promise<CellError | null> {
  const { language } = rooms
  const compiled = await language.compile(cell.code, options.count)
  if (!compiled.ok) return syntaxError(compiled)
  const typeCheck = typeCheckOf(cell.code, options.typeCheck)
  if (typeof typeCheck !== "string") return kernelError("TypeCheckError", typeCheck.complaint)
  const complaint = await beforeRun(language, compiled, { ...options, typeCheck })
  if (complaint !== null) return complaint
  if (options.isStopped()) return interrupted
  const end = await evaluate(rooms, cell.request, compiled)
  if (end.status === "error" && end.died) language.reset()
  else language.ran(compiled.number)
  if (end.status === "error") return end.error
  if (end.result !== undefined) options.onResult(end.result)
  return null
}

/** Plans the type check; only `block` waits for it. */
async function beforeRun(
  language: Language,
  compiled: CompiledCell,
  options: CellRunOptions,
): Promise<CellError | null> {
  const check = () => checkTypes(language, compiled.number, options.typeCheck)
  if (options.typeCheck !== "block") {
    options.onCheck(beside(check, HEAD_START_MS))
    return null
  }
  const complaint = await check()
  return complaint === "" ? null : { ...kernelError("TypeCheckError", "The cell was not run."), traceback: [complaint] }
}
