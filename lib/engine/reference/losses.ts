// Losses and their derivatives again, as plain loops over f64 numbers: see reference.ts.
import { exp, log } from "../../numerics/elementary.ts"
import type { Entries, Rounding } from "./basic.ts"

/** A loss and its gradient, row-major. */
export interface LossAndErrors {
  readonly total: number
  readonly errors: Float64Array
}

/** Exponentials of one row relative to its largest entry, rounded, and the sum of what was not. */
function exponentials(round: Rounding, row: Entries): { largest: number; rounded: number[]; sum: number } {
  const values = Array.from(row)
  const largest = Math.max(...values)
  const powers = values.map((x) => exp(x - largest))
  return { largest, rounded: powers.map(round), sum: powers.reduce((sum, e) => sum + e, 0) }
}

/** Softmax of each row of logits. */
export function softmax(round: Rounding, logits: Entries, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    byRow(logits, rows, columns).flatMap((row) => {
      const { rounded, sum } = exponentials(round, row)
      return rounded.map((e) => round(e / sum))
    }),
  )
}

/** Sum over rows of -weight log softmax(logits)[label], and weight (softmax - onehot); rows with label -1 do not count. */
export function softmaxCrossEntropy(
  round: Rounding,
  logits: Entries,
  labels: ArrayLike<number>,
  weights: Entries,
  rows: number,
  columns: number,
): LossAndErrors {
  let total = 0
  const errors = byRow(logits, rows, columns).flatMap((row, i) => {
    const label = labels[i]!
    if (label === -1) return row.map(() => 0)
    const weight = weights[i]!
    const { largest, rounded, sum } = exponentials(round, row)
    total += weight * (log(sum) + (largest - row[label]!))
    return rounded.map((e, j) => round(weight * (j === label ? e / sum - 1 : e / sum)))
  })
  return { total, errors: Float64Array.from(errors) }
}

/** weight p (r - p . r) of each row. */
export function softmaxCurvature(
  round: Rounding,
  probabilities: Entries,
  directions: Entries,
  weights: Entries,
  rows: number,
  columns: number,
): Float64Array {
  const along = byRow(directions, rows, columns)
  const out = byRow(probabilities, rows, columns).flatMap((p, i) => {
    const mean = p.reduce((sum, probability, j) => sum + probability * along[i]![j]!, 0)
    return p.map((probability, j) => round(weights[i]! * (probability * (along[i]![j]! - mean))))
  })
  return Float64Array.from(out)
}

/** Sum of factor weight (y - target)^2 / 2 in f64, and factor weight (y - target); one weight a row. */
export function squaredError(
  round: Rounding,
  y: Entries,
  target: Entries,
  weights: Entries,
  rows: number,
  columns: number,
  factor: number,
): LossAndErrors {
  let total = 0
  const targets = byRow(target, rows, columns)
  const errors = byRow(y, rows, columns).flatMap((row, i) => {
    const scale = factor * weights[i]!
    const differences = row.map((value, j) => round(value - targets[i]![j]!))
    total += 0.5 * scale * differences.reduce((sum, d) => sum + d * d, 0)
    return differences.map((d) => round(round(scale) * d))
  })
  return { total, errors: Float64Array.from(errors) }
}

function byRow(entries: Entries, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entries[i * columns + j]!))
}
