import type { Lane } from "./lane.ts"
import type { MimeBundle } from "./surroundings.ts"
import type { Printed, StreamName } from "./worker-streams.ts"

/** What a worker is asked: one attempt at one lane. */
export interface LaneTask extends Lane {
  /** Differs from that of every other task of this process. */
  readonly number: number
  /** Index of the lane. */
  readonly lane: number
  /** The stop counter, on shared memory. */
  readonly stop: Int32Array
  /** What the counter held when the run was asked for. */
  readonly stopAtStart: number
}

/** What a worker answers to a task, once. */
export interface LaneAnswer {
  readonly kind: "answer"
  /** Number of the task. */
  readonly number: number
  /** False where a stop came before the function was called. */
  readonly begun: boolean
  readonly status: "done" | "stopped" | "failed"
  readonly result?: unknown
  readonly message?: string
}

/** What a worker says while it works on a task. */
export type LaneReport = {
  /** Number of the task, and its lane. */
  readonly number: number
  readonly lane: number
} & (
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "print"; readonly stream: StreamName; readonly text: Printed }
  | { readonly kind: "display"; readonly bundle: MimeBundle; readonly options: { readonly id?: string } | undefined }
  | { readonly kind: "update"; readonly bundle: MimeBundle; readonly options: { readonly id: string } }
)
