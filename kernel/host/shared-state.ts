import type { CommContent, DrawingResult, InputAnswer, RunnableCell } from "./messages.ts"

/** Numbers that the child's two threads share, so that an interrupt knows what runs without asking. */
export interface SharedState {
  /** One number; grows when the user asks to stop. Libraries in cells see it. */
  readonly stop: Int32Array
  /** [number of the running cell or 0, phase of the current interrupt, number of the last cell that began, of the last one interrupted]. */
  readonly status: Int32Array
  /** One number; grows with every answer to a question and with every interrupt. A question waits on it. */
  readonly answers: Int32Array
}

/** Index of the running cell's number in `status`. */
export const RUNNING = 0
/** Index of the interrupt's phase in `status`. */
export const PHASE = 1

/** Index of the number of the last cell that began in `status`. */
export const BEGUN = 2
/** Index of the number of the last interrupted cell in `status`; one that comes to its beginning only then does not begin. */
export const INTERRUPTED = 3

/** Phases of an interrupt: the main thread is asked to stop by itself, and is terminated where it does not answer. */
export const Phase = { none: 0, asked: 1, terminating: 2 } as const

/** A fresh state: nothing runs. */
export function createSharedState(): SharedState {
  return {
    stop: new Int32Array(new SharedArrayBuffer(4)),
    status: new Int32Array(new SharedArrayBuffer(16)),
    answers: new Int32Array(new SharedArrayBuffer(4)),
  }
}

/** Moves from one phase to another unless the other thread was quicker. */
export function changePhase(state: SharedState, from: number, to: number): boolean {
  return Atomics.compareExchange(state.status, PHASE, from, to) === from
}

/** The phase of the current interrupt. */
export function phaseOf(state: SharedState): number {
  return Atomics.load(state.status, PHASE)
}

/** What the watching thread tells the main thread. */
export type WatchMessage =
  | { readonly type: "evaluate"; readonly number: number; readonly cell: RunnableCell }
  | {
      readonly type: "comm"
      readonly number: number
      readonly request: string
      readonly content: CommContent
      readonly buffers: readonly Uint8Array<ArrayBuffer>[]
    }
  /** Stop by yourself what that cell still does; null: what any cell still does. */
  | { readonly type: "stop"; readonly number: number | null }
  /** Something harmless for a termination to hit where the main thread was idle. */
  | { readonly type: "poke" }
  | { readonly type: "terminated"; readonly number: number | null }
  | { readonly type: "close" }
  | { readonly type: "drawn"; readonly number: number; readonly result: DrawingResult }

/** What the watching thread puts into the port that a waiting question reads. */
export interface AnswerMessage {
  readonly question: string
  readonly answer: InputAnswer
}

/** Wakes a question that waits. */
export function wakeQuestion(state: SharedState): void {
  Atomics.add(state.answers, 0, 1)
  Atomics.notify(state.answers, 0)
}

/** Key of the global function that the watching thread calls, in the midst of whatever runs, before it terminates that. */
export const BEFORE_TERMINATION = "deltaw.beforeTermination"
