/** How a long computation ended: an end that was not reached is a value with a sentence in it, never an exception. */
export type Status = "converged" | "stopped" | "failed"

/** What a result was made with, so that it can be made again. */
export interface Provenance {
  /** Version of deltaw. */
  readonly version: string
  /** Numeric mode of the engine; `exact` gives the same bits on every machine. */
  readonly mode: "exact" | "fast"
  /** Precision of network arithmetic; sums of likelihoods are always f64. */
  readonly precision: "f32" | "f64"
  /** Random key as two 32-bit words, or null where nothing was drawn. */
  readonly key: readonly [number, number] | null
  /** Options in effect, defaults included. */
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * What every computation that can take over 50 ms resolves to.
 * `Value` is the product, `Table` the arquero table of what one would plot, `Info` how the end was reached.
 */
export interface Solution<Value, Table, Info = Readonly<Record<string, unknown>>> {
  readonly value: Value
  readonly table: Table
  readonly status: Status
  /** One sentence: how it ended and, where it did not converge, what to do. */
  readonly message: string
  readonly info: Info
  readonly provenance: Provenance
}

/** A report of progress: `done` of `total` units of the work named by `label`. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
  /** Short text such as the current loss. */
  readonly detail?: string
}
