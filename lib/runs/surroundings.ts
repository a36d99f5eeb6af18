import type { Progress } from "../numerics/solution.ts"

/** A value's showing: MIME type to data. */
export type MimeBundle = Readonly<Record<string, unknown>>

/**
 * What the library needs from whoever runs it, found at `globalThis[Symbol.for("Jupyter.host")]`.
 * The kernel provides it in cells; elsewhere the terminal serves, or nothing.
 */
export interface Surroundings {
  display(bundle: MimeBundle, options?: { readonly id?: string }): void
  update(bundle: MimeBundle, options: { readonly id: string }): void
  /** Draws or redraws the bar with this id; the surroundings throttle. */
  progress(id: string, progress: Progress): void
  /** One number on shared memory that grows when the user asks to stop. */
  readonly stop: Int32Array
}
