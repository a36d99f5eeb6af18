import { stripVTControlCharacters } from "node:util"
import type { OutputMessage } from "../../kernel/server/output-lanes.ts"
import { startRooms } from "../../kernel/server/rooms.ts"
import type { CellReply, Session } from "../../kernel/server/session.ts"

/** What a cell gave. */
export interface Ran {
  readonly reply: CellReply
  /** Plain text of the result, or null. */
  readonly value: string | null
  /** Text on stderr without colours: type errors among it. */
  readonly stderr: string
  readonly stdout: string
  /** Traceback without colours, "" where the cell did not fail. */
  readonly traceback: string
}

/** Cells run in the real child process with the real language service, without sockets. */
export interface RealSession {
  readonly session: Session
  /** Runs a cell to its end, its type check included. */
  run(code: string): Promise<Ran>
  /** Runs a cell that must end well and without a word on stderr; its value. */
  value(code: string): Promise<string | null>
  close(): Promise<void>
}

/** Opens a session in a folder. */
export function openRealSession(folder: string): RealSession {
  const published = new Map<string, OutputMessage[]>()
  let cells = 0
  const session = startRooms({
    folder,
    publish: (request, message) => {
      if (request !== null) published.set(request, [...(published.get(request) ?? []), message])
    },
    // A type check that comes after its cell would be told under the next one's test.
    checkPatienceMs: 60_000,
  })

  async function run(code: string): Promise<Ran> {
    cells += 1
    const request = `cell ${cells}`
    let reply: CellReply | undefined
    await session.run({ request, code }, (answer) => {
      reply = answer
    })
    const messages = published.get(request) ?? []
    const result = messages.find(({ type }) => type === "execute_result")?.content.data
    const text = (name: string) =>
      messages.map(({ type, content }) => (type === "stream" && content.name === name ? content.text : "")).join("")
    return {
      reply: reply!,
      value: result === undefined ? null : String((result as Record<string, unknown>)["text/plain"]),
      stderr: stripVTControlCharacters(text("stderr")),
      stdout: text("stdout"),
      traceback: reply?.status === "error" ? stripVTControlCharacters(reply.traceback.join("\n")) : "",
    }
  }

  return {
    session,
    run,
    async value(code) {
      const ran = await run(code)
      if (ran.reply.status === "ok" && ran.stderr === "") return ran.value
      throw new Error(`${code}\nended with ${ran.traceback}\n${ran.stderr}`)
    },
    close: () => session.close(),
  }
}
