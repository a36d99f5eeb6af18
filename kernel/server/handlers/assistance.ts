import { toCodePointOffset, toUtf16Offset } from "../../protocol/code-points.ts"
import type { Json } from "../../protocol/messages.ts"
import { helpRequest } from "../help.ts"
import { field, type Handler, RequestError, sourceCode } from "./handler.ts"

/** Completes at the cursor; kinds, signatures and documentation travel in the metadata that JupyterLab reads. */
export const complete: Handler = async ({ content, reply }, { session }) => {
  const code = sourceCode(content)
  const language = await session.language
  const found = await language.complete(code, cursor(content, code))
  const start = toCodePointOffset(code, found.start)
  const end = toCodePointOffset(code, found.end)
  // JupyterLab pairs the two lists by index: same length, same order.
  const types = found.items.map(({ text, kind, signature = "", documentation }) => {
    return { start, end, text, type: kind, signature, ...(documentation === undefined ? {} : { documentation }) }
  })
  reply({
    status: "ok",
    matches: found.items.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  })
}

/** Type and documentation of what stands at the cursor. */
export const inspect: Handler = async ({ content, reply }, { session }) => {
  const code = sourceCode(content)
  const detail = field(content, "detail_level", 0)
  if (detail !== 0 && detail !== 1) throw new RequestError(`detail_level is ${detail}: expected 0 or 1`)
  const language = await session.language
  const data = await language.inspect(code, cursor(content, code), detail)
  reply({ status: "ok", found: data !== null, data: data ?? {}, metadata: {} })
}

/** Says whether Enter should run the code or start a new line. */
export const isComplete: Handler = async ({ content, reply }, { session }) => {
  const code = sourceCode(content)
  if (helpRequest(code) !== null) {
    reply({ status: "complete" })
    return
  }
  const { status, indent } = (await session.language).isComplete(code)
  reply(status === "incomplete" ? { status, indent } : { status })
}

/** The cursor as UTF-16 offset; without one, the end of the code. */
function cursor(content: Json, code: string): number {
  const position = field(content, "cursor_pos", code.length)
  if (!Number.isInteger(position) || position < 0) {
    throw new RequestError(`cursor_pos is ${position}: expected a count of code points`)
  }
  return toUtf16Offset(code, position)
}
