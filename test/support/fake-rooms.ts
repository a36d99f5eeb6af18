import type {
  CommMessage,
  Host,
  HostOutput,
  InputAnswer,
  InputQuestion,
  Outcome,
  RunnableCell,
} from "../../kernel/host/messages.ts"
import type { Diagnostic, Language } from "../../kernel/language/language.ts"

/** What a fake cell does: shows things, waits, ends. */
export type Behaviour = (tools: {
  readonly cell: RunnableCell
  readonly show: (output: FakeOutput) => void
  /** Resolves when the cell is interrupted. */
  readonly interrupted: Promise<void>
  /** Asks the user, as `prompt` does. */
  readonly ask: (prompt: string) => Promise<InputAnswer>
}) => Outcome | Promise<Outcome>

/** An output without its request: that of the running cell is filled in. */
export type FakeOutput = HostOutput extends infer Kind
  ? Kind extends HostOutput
    ? Omit<Kind, "request"> & { readonly request?: string | null }
    : never
  : never

/** A host and a language service that follow a script. */
export interface FakeRooms {
  readonly startHost: (
    onOutput: (output: HostOutput) => void,
    onQuestion: (question: InputQuestion) => void,
  ) => Promise<Host>
  readonly startLanguage: (onNotice: (sentence: string) => void) => Promise<Language>
  /** Sources that reached the child. */
  readonly evaluated: string[]
  /** What the language service was told: `ran 1`, `reset`. */
  readonly told: string[]
  /** Shows something outside any cell. */
  show(output: HostOutput): void
  /** Comm messages that reached the child, in order. */
  readonly comms: readonly { readonly request: string; readonly message: CommMessage; readonly finish: () => void }[]
  readonly openComms: Map<string, string>
  readonly commTargets: Set<string>
}

/** What `fakeRooms` is given. */
export interface FakeScript {
  /** By source text; a cell without behaviour ends ok at once. */
  readonly cells?: Readonly<Record<string, Behaviour>>
  /** By source text: what the type check finds, and after how long. */
  readonly checks?: Readonly<Record<string, { readonly message: string; readonly afterMs?: number }>>
  readonly language?: Partial<Language>
  /** What the language service has to say when it starts. */
  readonly notice?: string
  /** Held before each compilation. */
  readonly beforeCompile?: () => Promise<void>
}

/** Makes rooms that follow a script; a source with `syntax` in it does not parse. */
export function fakeRooms(script: FakeScript = {}): FakeRooms {
  const evaluated: string[] = []
  const told: string[] = []
  const sources: string[] = []
  const comms: { request: string; message: CommMessage; finish: () => void }[] = []
  const openComms = new Map<string, string>()
  const commTargets = new Set<string>()
  const questions = new Map<string, (answer: InputAnswer) => void>()
  let onOutput: (output: HostOutput) => void = () => {}
  let onQuestion: (question: InputQuestion) => void = () => {}
  let interrupt = () => {}

  const host: Host = {
    async evaluate(cell) {
      evaluated.push(cell.javascript)
      const interrupted = new Promise<void>((resolve) => {
        interrupt = resolve
      })
      const show = (output: FakeOutput) => onOutput({ request: cell.request, ...output } as HostOutput)
      const ask = (prompt: string): Promise<InputAnswer> => {
        if (cell.inputRefusal !== undefined) return Promise.resolve({ refusal: cell.inputRefusal })
        const id = `question ${questions.size}`
        onQuestion({ id, request: cell.request, prompt, password: prompt.includes("password") })
        return new Promise((resolve) => questions.set(id, resolve))
      }
      return (await script.cells?.[cell.javascript]?.({ cell, show, interrupted, ask })) ?? { status: "ok" }
    },
    comms: openComms,
    commTargets,
    handleComm(request, message) {
      const { action, comm, target = "" } = message
      if (action === "open") openComms.set(comm, target)
      else if (action === "close") openComms.delete(comm)
      return new Promise((finish) => comms.push({ request, message, finish }))
    },
    answer: (question, answer) => questions.get(question)?.(answer),
    interrupt: async () => interrupt(),
    close: async () => {},
  }
  const language: Language = {
    async compile(code) {
      await script.beforeCompile?.()
      if (code.includes("syntax")) {
        const error = { name: "SyntaxError", message: "Unexpected token", stack: "" }
        return { ok: false, error, traceback: ["SyntaxError: Unexpected token"] }
      }
      const number = sources.push(code)
      return { ok: true, number, javascript: code, sourceName: `cell-${number}.ts` }
    },
    ran: (number) => told.push(`ran ${number}`),
    async check(number) {
      const check = script.checks?.[sources[number - 1]!]
      if (check === undefined) return []
      await new Promise((resolve) => setTimeout(resolve, check.afterMs ?? 0))
      return [diagnostic(check.message)]
    },
    report: (_number, found) => found.map(({ message }) => message).join("\n"),
    complete: async () => ({ items: [], start: 0, end: 0 }),
    inspect: async () => null,
    isComplete: () => ({ status: "complete", indent: "" }),
    traceback: (error) => [`${error.name}: ${error.message}`, "  at the user's line"],
    reset: () => told.push("reset"),
    close: async () => {},
    ...script.language,
  }
  return {
    startHost: async (outputListener, questionListener) => {
      onOutput = outputListener
      onQuestion = questionListener
      return host
    },
    startLanguage: async (onNotice) => {
      if (script.notice !== undefined) onNotice(script.notice)
      return language
    },
    evaluated,
    told,
    comms,
    openComms,
    commTargets,
    show: (output) => onOutput(output),
  }
}

function diagnostic(message: string): Diagnostic {
  return { line: 1, column: 1, endLine: 1, endColumn: 2, code: 2322, message, severity: "error" }
}
