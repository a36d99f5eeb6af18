import type { Key } from "../numerics/random-key.ts"

/**
 * A batch of trials of a task for a recurrent network, time step by time step: entry (t, b, i) of an array stands at
 * (t x trials + b) x channels + i.
 */
export interface Trials {
  /** T. */
  readonly steps: number
  /** B. */
  readonly trials: number
  /** x, T x B x input channels. */
  readonly inputs: Float64Array
  readonly target: Target
  /** Weight of each time step of each trial in the loss, T x B; all 1 where absent. The loss is divided by their sum. */
  readonly weights?: Float64Array
}

/** What a network is asked for: values of its outputs, or one class out of as many as it has outputs. */
export type Target =
  /** y*, T x B x outputs; the loss is half the mean squared error over steps, trials and outputs. */
  | { readonly kind: "values"; readonly values: Float64Array }
  /** A class a step and trial, T x B, -1 where none is asked for; the loss is the mean softmax cross-entropy, nats. */
  | { readonly kind: "labels"; readonly labels: Int32Array }

/** A task: its channels, and trials drawn with a key. */
export interface TrialTask {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  /** Draws `trials` trials. `batch` counts the batches drawn before, which training tells: a task that goes through its data in turn asks for it. */
  sample(key: Key, trials: number, batch?: number): Trials
}
