import { inspect } from "node:util"
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads"
import { type CellContext, contexts } from "./contexts.ts"
import type { InputAnswer } from "./messages.ts"
import { report } from "./report.ts"
import { type AnswerMessage, RUNNING, type SharedState } from "./shared-state.ts"
import { armGuards, CellStopped, check } from "./stopping.ts"

/** The functions of a browser that ask the user, as cells have them. */
export interface Input {
  /**
   * Asks for a line of text and waits for it.
   * @returns what was typed, or `initial` where that is nothing
   * @throws InputError where nobody can be asked
   */
  prompt(message?: string, initial?: string): string
  /** Asks a question; true for `y` or `yes`. */
  confirm(message?: string): boolean
  /** Asks for a line of text that does not show while it is typed. */
  password(message?: string): string
}

/** Nobody could be asked, or the user did not answer. */
export class InputError extends Error {
  override name = "InputError"
}

/** What a terminal sends where the user ends the input instead of answering. */
const END_OF_INPUT = "\u0004"

/**
 * Ways to ask the user that hold the main thread until the answer is there.
 * @param answers port into which the watching thread puts the answers
 */
export function createInput(state: SharedState, answers: MessagePort): Input {
  let questions = 0

  function ask(prompt: string, password: boolean): string {
    check()
    const context = contexts.getStore()
    if (context === undefined || Atomics.load(state.status, RUNNING) !== context.number) {
      throw new InputError(context?.inputRefusal ?? "Input can only be asked for while the cell runs that asks.")
    }
    if (context.inputRefusal !== null) throw new InputError(context.inputRefusal)
    questions += 1
    const id = `${context.number}.${questions}`
    // Read before the question goes out: an answer or an interrupt that comes at once must not be missed.
    const stops = Atomics.load(state.stop, 0)
    report({ type: "question", question: { id, request: context.request, prompt, password } })
    const answer = waitFor(id, context, stops)
    if ("refusal" in answer) throw new InputError(answer.refusal)
    if (answer.value === END_OF_INPUT) throw new InputError("The input was ended without an answer.")
    return answer.value
  }

  function waitFor(id: string, context: CellContext, stops: number): InputAnswer {
    for (;;) {
      const seen = Atomics.load(state.answers, 0)
      const answer = takeAnswer(answers, id)
      if (answer !== null) return answer
      if (Atomics.load(state.stop, 0) !== stops) {
        armGuards()
        context.stopped = true
        throw new CellStopped()
      }
      Atomics.wait(state.answers, 0, seen)
    }
  }

  return {
    prompt(message = "", initial = "") {
      const asked = asText("prompt", "message", message)
      const offered = asText("prompt", "initial", initial)
      return ask(offered === "" ? asked : `${asked} [${offered}] `.trimStart(), false) || offered
    },
    confirm: (message = "") => /^\s*y(es)?\s*$/i.test(ask(`${asText("confirm", "message", message)} [y/N] `, false)),
    password: (message = "") => ask(asText("password", "message", message), true),
  }
}

/** Answers to questions that were given up lie before it. */
function takeAnswer(answers: MessagePort, id: string): InputAnswer | null {
  for (let taken = receiveMessageOnPort(answers); taken !== undefined; taken = receiveMessageOnPort(answers)) {
    const { question, answer } = taken.message as AnswerMessage
    if (question === id) return answer
  }
  return null
}

function asText(caller: string, name: string, value: unknown): string {
  if (typeof value === "string") return value
  throw new TypeError(`the ${name} of ${caller} is a string, not ${inspect(value)}`)
}
