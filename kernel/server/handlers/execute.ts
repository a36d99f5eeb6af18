import type { Json } from "../../protocol/messages.ts"
import type { Cell } from "../cell-run.ts"
import { field, type Handler, type Handling, quoted, RequestError, sourceCode } from "./handler.ts"

/** Runs a cell; a failing one aborts the execute requests behind it unless `stop_on_error` is false. */
export const execute: Handler = async (handling, kernel) => {
  const { header, content, reply } = handling
  const { session, history } = kernel
  const code = sourceCode(content)
  const silent = field(content, "silent", false)
  const storeHistory = field(content, "store_history", !silent) && !silent
  const stopOnError = field(content, "stop_on_error", true)
  const cell = {
    request: header.msg_id,
    code,
    silent,
    storeHistory,
    userExpressions: expressions(content),
    ...asking(handling, silent),
    // Who is queued when the cell fails is told before anyone learns of the error: no answer to it is aborted.
    ...(stopOnError ? { onFailure: kernel.abortWaiting } : {}),
  }
  const before = session.count
  const running = session.run(cell, (answer) => reply({ ...answer }))
  if (session.count > before) history.add(session.count, code)
  await running
}

function asking({ content, ask }: Handling, silent: boolean): Pick<Cell, "ask" | "inputRefusal"> {
  if (silent) return { inputRefusal: "A silent cell cannot ask for input." }
  if (field(content, "allow_stdin", false)) return { ask }
  return { inputRefusal: "The client that runs this cell takes no questions (it has set allow_stdin to false)." }
}

/** Answers an execute request that waited behind a failing cell. */
export const abort: Handler = ({ reply }, { session }) => {
  const evalue = "Not run: an earlier cell failed or was stopped."
  reply({ status: "aborted", execution_count: session.count, ename: "Aborted", evalue, traceback: [] })
}

function expressions(content: Json): Record<string, string> {
  const value = content.user_expressions ?? {}
  const usable = typeof value === "object" && value !== null && !Array.isArray(value)
  if (usable && Object.values(value).every((one) => typeof one === "string")) return value as Record<string, string>
  throw new RequestError(`user_expressions is ${quoted(value)}: expected an object of strings`)
}
