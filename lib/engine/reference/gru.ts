// The elementwise half of a step of gated recurrent units as plain loops over f64 numbers: what tests compare the primitives with, to a
// tolerance, since tanh and sigmoid of whole vectors are approximations of their own.
import { sigmoid } from "../../numerics/elementary.ts"
import type { Entries } from "./basic.ts"

/** h' (rows x H) and the gates (rows x 4H) as `gruForward` writes them: own recurrent sum, reset, update, candidate. */
export interface GruStep {
  readonly next: Float64Array
  readonly gates: Float64Array
}

/** h' = n + z (h - n) from input sums and recurrent sums (rows x 3H: reset, update, candidate) and h (rows x H). */
export function gruForward(input: Entries, recurrent: Entries, h: Entries, rows: number, units: number): GruStep {
  const next = new Float64Array(rows * units)
  const gates = new Float64Array(rows * 4 * units)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < units; k++) {
      const at = i * 3 * units + k
      const own = recurrent[at + 2 * units]!
      const reset = sigmoid(input[at]! + recurrent[at]!)
      const update = sigmoid(input[at + units]! + recurrent[at + units]!)
      const candidate = 2 * sigmoid(2 * (input[at + 2 * units]! + reset * own)) - 1
      next[i * units + k] = candidate + update * (h[i * units + k]! - candidate)
      for (const [block, value] of [own, reset, update, candidate].entries())
        gates[i * 4 * units + block * units + k] = value
    }
  return { next, gates }
}

/** Gradients of the gates' sums (rows x 4H) and the direct part of dL/dh (rows x H) from dL/dh' in `signal`, as `gruBackward` writes them. */
export function gruBackward(
  signal: Entries,
  gates: Entries,
  h: Entries,
  rows: number,
  units: number,
): { readonly delta: Float64Array; readonly direct: Float64Array } {
  const delta = new Float64Array(rows * 4 * units)
  const direct = new Float64Array(rows * units)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < units; k++) {
      const at = i * 4 * units + k
      const [own, reset, update, candidate] = [0, 1, 2, 3].map((block) => gates[at + block * units]!) as [
        number,
        number,
        number,
        number,
      ]
      const d = signal[i * units + k]!
      const throughCandidate = d * (1 - update) * (1 - candidate * candidate)
      delta[at] = throughCandidate * reset
      delta[at + units] = throughCandidate * own * reset * (1 - reset)
      delta[at + 2 * units] = d * (h[i * units + k]! - candidate) * update * (1 - update)
      delta[at + 3 * units] = throughCandidate
      direct[i * units + k] = d * update
    }
  return { delta, direct }
}
