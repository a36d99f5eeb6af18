// The primitives again, as plain loops over f64 numbers: what a test compares the compiled ones with. Operations follow in the same
// order, and `round` is applied to each, so that with Math.fround the twin has the bits of the f32 primitive, not only its value.
import { exp, log1p } from "../../numerics/elementary.ts"

/** Rounding of every operation: the identity for f64, `Math.fround` for f32. */
export type Rounding = (x: number) => number

/** Row-major entries of a matrix. */
export type Entries = ArrayLike<number>

/** start + A B, with A (rows x inner) and B (inner x columns). */
export function product(
  round: Rounding,
  start: Entries | null,
  a: Entries,
  b: Entries,
  rows: number,
  columns: number,
  inner: number,
): Float64Array {
  return table(rows, columns, (i, j) => {
    let sum = start?.[i * columns + j] ?? 0
    for (let p = 0; p < inner; p++) sum = round(sum + round(a[i * inner + p]! * b[p * columns + j]!))
    return sum
  })
}

/** X + (Y + A B^T), with A (rows x inner) and B (columns x inner). */
export function rowProduct(
  round: Rounding,
  x: Entries | null,
  y: Entries | null,
  a: Entries,
  b: Entries,
  rows: number,
  columns: number,
  inner: number,
): Float64Array {
  return table(rows, columns, (i, j) => {
    let sum = dot(round, inner, (p) => round(a[i * inner + p]! * b[j * inner + p]!))
    if (y !== null) sum = round(y[i * columns + j]! + sum)
    return x === null ? sum : round(x[i * columns + j]! + sum)
  })
}

function dot(round: Rounding, n: number, term: (p: number) => number): number {
  const partial = new Float64Array(8)
  const whole = n - (n % 8)
  for (let p = 0; p < whole; p++) partial[p % 8] = round(partial[p % 8]! + term(p))
  const pair = (i: number) => round(partial[i]! + partial[i + 4]!)
  let sum = round(round(pair(0) + pair(2)) + round(pair(1) + pair(3)))
  for (let p = whole; p < n; p++) sum = round(sum + term(p))
  return sum
}

/** max(x, 0), NaN staying NaN. */
export function relu(x: Entries): Float64Array {
  return Float64Array.from(x, (value) => Math.max(value, 0))
}

/** `delta` where the activation is above 0 or NaN, else 0; numbers below `smallest` in size become 0. */
export function reluBackward(delta: Entries, activation: Entries, smallest: number): Float64Array {
  return flush(
    Float64Array.from(delta, (value, i) => (activation[i]! <= 0 ? 0 : value)),
    smallest,
  )
}

/** Numbers below `smallest` in size become 0. */
export function flush(x: Entries, smallest: number): Float64Array {
  return Float64Array.from(x, (value) => (Math.abs(value) < smallest ? 0 : value))
}

/** start + sum of the rows of A, from the first down. */
export function columnSums(round: Rounding, start: Entries, a: Entries, rows: number, columns: number): Float64Array {
  const sums = Float64Array.from(start)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[j] = round(sums[j]! + a[i * columns + j]!)
  return sums
}

/** A^T, with A (rows x columns). */
export function transpose(a: Entries, rows: number, columns: number): Float64Array {
  return table(columns, rows, (i, j) => a[j * columns + i]!)
}

/** Logistic loss and its slope: total + sum of log(1 + e^a) - y a, and factor (sigmoid(a) - y) x, a = w . x, in f64. */
export function logisticLoss(
  w: Entries,
  x: Entries,
  y: Entries,
  rows: number,
  weights: number,
  factor: number,
  total: number,
): { readonly total: number; readonly errors: Float64Array } {
  const errors = new Float64Array(rows * weights)
  let sum = total
  for (let i = 0; i < rows; i++) {
    let a = 0
    for (let k = 0; k < weights; k++) a += w[i * weights + k]! * x[i * weights + k]!
    const e = exp(-Math.abs(a))
    const q = a >= 0 ? 1 / (1 + e) : e / (1 + e)
    sum += Math.max(a, 0) - y[i]! * a + log1p(e)
    const slope = factor * (q - y[i]!)
    for (let k = 0; k < weights; k++) errors[i * weights + k] = slope * x[i * weights + k]!
  }
  return { total: sum, errors }
}

/** What Adam keeps and changes, one entry a parameter. */
export interface AdamArrays {
  readonly parameters: Float64Array
  readonly m: Float64Array
  readonly v: Float64Array
}

/** Step t (counted from 1) of Adam, in place: Kingma and Ba 2015, algorithm 1, in f64 with powers taken directly. */
export function adam(
  { parameters, m, v }: AdamArrays,
  gradient: Entries,
  t: number,
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
): void {
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i]!
    m[i] = beta1 * m[i]! + (1 - beta1) * g
    v[i] = beta2 * v[i]! + (1 - beta2) * g * g
    const mean = m[i]! / (1 - beta1 ** t)
    const square = v[i]! / (1 - beta2 ** t)
    parameters[i] = parameters[i]! - (rate * mean) / (Math.sqrt(square) + epsilon)
  }
}

function table(rows: number, columns: number, entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, at) => entry(Math.floor(at / columns), at % columns))
}
