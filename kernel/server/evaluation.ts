import type { Host, MimeBundle, Outcome } from "../host/messages.ts"
import type { CompiledCell, Language } from "../language/language.ts"
import { type CellError, interrupted, kernelError } from "./cell-error.ts"

/** A value of user code, shown. */
export interface Showing {
  readonly data: MimeBundle
  readonly metadata: Record<string, unknown>
}

/** How a piece of code ended. */
export type Ending =
  | { readonly status: "ok"; readonly result?: Showing }
  | { readonly status: "error"; readonly error: CellError; readonly died: boolean }

/** Both rooms that a piece of code passes through. */
export interface Rooms {
  readonly host: Host
  readonly language: Language
  /** Why user code cannot ask for input, or null where it can. */
  readonly inputRefusal: string | null
}

/** Runs compiled code and says in the protocol's words how it ended. */
export async function evaluate(rooms: Rooms, request: string, cell: CompiledCell): Promise<Ending> {
  const { javascript, sourceName } = cell
  const refusal = rooms.inputRefusal === null ? {} : { inputRefusal: rooms.inputRefusal }
  return ending(rooms.language, await rooms.host.evaluate({ request, javascript, sourceName, ...refusal }))
}

/** Answers `user_expressions` key by key, each with a display or with its error. */
export async function evaluateExpressions(
  rooms: Rooms,
  request: string,
  expressions: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  for (const [name, expression] of Object.entries(expressions)) {
    const end = await evaluateExpression(rooms, request, expression)
    answers[name] =
      end.status === "ok"
        ? { status: "ok", data: { "text/plain": "undefined" }, metadata: {}, ...end.result }
        : { status: "error", ...end.error }
  }
  return answers
}

async function evaluateExpression(rooms: Rooms, request: string, expression: string): Promise<Ending> {
  // Brackets make an object literal a value and refuse statements; the line break ends a trailing comment.
  const compiled = await rooms.language.compile(`(${expression}\n)`)
  if (!compiled.ok) return { status: "error", error: syntaxError(compiled), died: false }
  return evaluate(rooms, request, compiled)
}

/** The protocol's form of a cell that does not parse. */
export function syntaxError(failure: {
  readonly error: { readonly name: string; readonly message: string }
  readonly traceback: readonly string[]
}): CellError {
  return { ename: failure.error.name, evalue: failure.error.message, traceback: failure.traceback }
}

function ending(language: Language, outcome: Outcome): Ending {
  if (outcome.status === "ok") return outcome
  if (outcome.status === "stopped") return { status: "error", error: interrupted, died: false }
  if (outcome.status === "died") {
    return { status: "error", error: kernelError("ProcessDied", outcome.message), died: true }
  }
  const { error } = outcome
  const traceback = language.traceback(error)
  return { status: "error", error: { ename: error.name, evalue: error.message, traceback }, died: false }
}
