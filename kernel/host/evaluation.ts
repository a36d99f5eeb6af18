import { type Runtime, Session } from "node:inspector"
import { types } from "node:util"
import { formatValue } from "../display/format.ts"
import { type CellContext, isStopped, runWithin } from "./contexts.ts"
import { toHostError } from "./host-error.ts"
import type { Outcome, RunnableCell } from "./messages.ts"

/** Runs JavaScript in V8's REPL mode, in this thread's global scope. */
export interface Evaluation {
  /**
   * Starts a cell. A termination inside it may lose the answer, so `onEnd` may never be called.
   * Code that runs to its end without waiting is done before this returns.
   */
  start(cell: RunnableCell, context: CellContext, onEnd: (outcome: Outcome) => void): void
  /**
   * Forgets the cell that runs, after a stop. From Node 24 on the process would end otherwise: once what a stopped cell
   * waits for is collected as garbage, the inspector calls back in the midst of the collection.
   */
  abandon(): void
}

/** Opens the inspector of this thread on itself; a session of the watching thread would block interrupts. */
export function createEvaluation(): Evaluation {
  let { session, values } = connect()
  return {
    start(cell, context, onEnd) {
      const expression = `${cell.javascript}\n//# sourceURL=${cell.sourceName}`
      const options = { expression, replMode: true, awaitPromise: true, silent: true }
      const { read } = values
      const onAnswer = (failure: Error | null, answer?: Runtime.EvaluateReturnType) => {
        // The inspector's answer arrives outside the cell's context.
        runWithin(context, async () => onEnd(await toOutcome(read, failure, answer)))
      }
      runWithin(context, () => session.post("Runtime.evaluate", options, onAnswer))
    },
    abandon() {
      session.disconnect()
      ;({ session, values } = connect())
    },
  }
}

function connect(): { session: Session; values: ValueReader } {
  const session = new Session()
  session.connect()
  return { session, values: createValueReader(session) }
}

async function toOutcome(
  read: ValueReader["read"],
  failure: Error | null,
  answer: Runtime.EvaluateReturnType | undefined,
): Promise<Outcome> {
  if (failure !== null || answer === undefined) return unanswered(failure)
  const { exceptionDetails, result } = answer
  if (exceptionDetails === undefined) return await toResult(read(result))
  const { exception, text } = exceptionDetails
  return { status: "error", error: toHostError(exception === undefined ? text : read(exception)) }
}

/** V8 gives up where it was terminated, and where nothing is left that could settle what the cell waits for. */
function unanswered(failure: Error | null): Outcome {
  if (!/collected/i.test(failure?.message ?? "")) return { status: "stopped" }
  const message = "The cell waits for a promise that nothing can settle any more."
  return { status: "error", error: { name: "Error", message, stack: `Error: ${message}` } }
}

/** A promise as last value is waited for, as people forget `await` there. */
async function toResult(value: unknown): Promise<Outcome> {
  try {
    const shown = await formatValue(types.isPromise(value) ? await value : value)
    return shown === null ? { status: "ok" } : { status: "ok", result: shown }
  } catch (thrown) {
    return { status: "error", error: toHostError(thrown) }
  }
}

/** A run that was stopped did not fail, whatever its awaits threw. */
export function outcomeFor(context: CellContext, outcome: Outcome): Outcome {
  return isStopped(context) ? { status: "stopped" } : outcome
}

interface ValueReader {
  /** The value itself behind the inspector's description of it. */
  read(described: Runtime.RemoteObject): unknown
}

/** The inspector only describes values; this function of ours, called through it, receives them. */
function createValueReader(session: Session): ValueReader {
  const key = Symbol.for("deltaw.receive")
  let received: unknown
  Reflect.set(globalThis, key, (value: unknown) => {
    received = value
  })
  let receiver = ""
  const expression = 'globalThis[Symbol.for("deltaw.receive")]'
  session.post("Runtime.evaluate", { expression }, (_failure, answer) => {
    receiver = answer?.result.objectId ?? ""
  })
  Reflect.deleteProperty(globalThis, key)
  return {
    read({ objectId, unserializableValue, value }) {
      if (unserializableValue !== undefined) return numberOf(unserializableValue)
      if (objectId === undefined) return value
      session.post("Runtime.callFunctionOn", {
        functionDeclaration: "function (value) { this(value) }",
        objectId: receiver,
        arguments: [{ objectId }],
        silent: true,
      })
      session.post("Runtime.releaseObject", { objectId })
      const taken = received
      received = undefined
      return taken
    },
  }
}

/** `-0`, `NaN`, infinities and `12n`, which JSON lacks. */
function numberOf(text: string): number | bigint {
  return text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text)
}
