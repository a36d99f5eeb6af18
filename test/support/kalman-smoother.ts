import { stepKinds, type Walk } from "../../lib/inference/weight-noise/walk.ts"

/** Exact means and variances of a walk's weights. */
export interface KalmanSmoothed {
  /** Trials x weights. */
  readonly mean: Float64Array
  readonly variance: Float64Array
  /** Log density of the observations, all factors included. */
  readonly logEvidence: number
}

/** The textbook's filter and Rauch-Tung-Striebel smoother, dense and slow, for observations w · x + N(0, noise). */
export function smoothByKalman(
  walk: Walk,
  variance: Float64Array,
  values: Float64Array,
  noise: number,
): KalmanSmoothed {
  const { trials, design, stepKind } = walk
  const d = walk.names.length
  const all = [...Array(d).keys()]
  const steps = Array.from({ length: trials }, (_, t) => all.map((k) => variance[stepKind[t]! * d + k]!))
  let m = all.map(() => 0)
  let c = all.map((i) => all.map((j) => (i === j ? variance[stepKinds.initial * d + i]! : 0)))
  let logEvidence = 0
  const filtered: { m: number[]; c: number[][]; predicted: number[][] }[] = []
  for (let t = 0; t < trials; t++) {
    if (t > 0) c = c.map((row, i) => row.map((value, j) => value + (i === j ? steps[t]![i]! : 0)))
    const predicted = c
    const x = all.map((k) => design[t * d + k]!)
    const cx = c.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0))
    const s = noise + cx.reduce((sum, value, j) => sum + value * x[j]!, 0)
    const error = values[t]! - m.reduce((sum, value, j) => sum + value * x[j]!, 0)
    logEvidence -= (Math.log(2 * Math.PI * s) + (error * error) / s) / 2
    m = m.map((value, i) => value + (cx[i]! * error) / s)
    c = c.map((row, i) => row.map((value, j) => value - (cx[i]! * cx[j]!) / s))
    filtered.push({ m, c, predicted })
  }
  const mean = new Float64Array(trials * d)
  const variances = new Float64Array(trials * d)
  for (let t = trials - 1; t >= 0; t--) {
    const { m: own, c: ownC } = filtered[t]!
    if (t < trials - 1) {
      const { predicted } = filtered[t + 1]!
      const gain = product(ownC, inverse(predicted))
      const ahead = m.map((value, i) => value - own[i]!)
      const spread = c.map((row, i) => row.map((value, j) => value - predicted[i]![j]!))
      m = own.map((value, i) => value + gain[i]!.reduce((sum, g, j) => sum + g * ahead[j]!, 0))
      const change = product(product(gain, spread), transpose(gain))
      c = ownC.map((row, i) => row.map((value, j) => value + change[i]![j]!))
    }
    for (const k of all) {
      mean[t * d + k] = m[k]!
      variances[t * d + k] = c[k]![k]!
    }
  }
  return { mean, variance: variances, logEvidence }
}

function product(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)))
}

function transpose(a: readonly number[][]): number[][] {
  return a[0]!.map((_, j) => a.map((row) => row[j]!))
}

/** By Gauss and Jordan; covariances need no exchange of rows. */
function inverse(a: readonly number[][]): number[][] {
  const size = a.length
  const rows = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let k = 0; k < size; k++) {
    const pivot = rows[k]![k]!
    rows[k] = rows[k]!.map((value) => value / pivot)
    for (let i = 0; i < size; i++) {
      const factor = rows[i]![k]!
      if (i !== k) rows[i] = rows[i]!.map((value, j) => value - factor * rows[k]![j]!)
    }
  }
  return rows.map((row) => row.slice(size))
}
