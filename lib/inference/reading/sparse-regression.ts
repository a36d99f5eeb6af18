/** A least-squares problem by its sums over all rows: X^T X (K x K, row-major), X^T y (K) and y^T y. */
export interface NormalEquations {
  readonly gram: Float64Array
  readonly cross: Float64Array
  readonly total: number
}

/** When a search for terms ends. */
export interface SparseLimits {
  /** Terms at most. */
  readonly most: number
  /** Root mean square of the residual, as a share of that of y, at which it ends. */
  readonly tolerance: number
}

/** Terms of a sparse fit with their coefficients. */
export interface SparseFit {
  readonly terms: readonly number[]
  readonly coefficients: Float64Array
}

/** Share of a column that must be left once the chosen ones are taken out of it; less is rounding. */
const independent = 1e-9
/** Terms are taken back while that makes the residual larger by no more than this share. */
const spare = 0.01

/**
 * Stepwise regression: takes in the term that lowers the sum of squares most, until the residual is small enough or the terms are as many
 * as allowed, then takes back those that hardly matter. Every step is one sweep of the normal equations (Beaton 1964), which a
 * second sweep undoes.
 */
export function sparseFit({ gram, cross, total }: NormalEquations, { most, tolerance }: SparseLimits): SparseFit {
  const count = cross.length
  const scale = Float64Array.from(cross, (_, k) => Math.sqrt(gram[k * count + k]!) || 1)
  const tableau = scaledTableau(gram, cross, total, scale)
  const size = count + 1
  const chosen = new Set<number>()
  const rest = () => tableau[size * size - 1]!
  const goal = tolerance ** 2 * total
  while (chosen.size < most && rest() > goal) {
    const next = bestTerm(tableau, size, chosen)
    if (next < 0) break
    sweep(tableau, size, next, 1)
    chosen.add(next)
  }
  for (;;) {
    const [weakest, loss] = weakestTerm(tableau, size, chosen)
    if (weakest < 0 || rest() + loss > Math.max(goal, rest() * (1 + spare))) break
    sweep(tableau, size, weakest, -1)
    chosen.delete(weakest)
  }
  const terms = [...chosen].sort((one, other) => one - other)
  return { terms, coefficients: Float64Array.from(terms, (k) => tableau[k * size + count]! / scale[k]!) }
}

/** [X^T X, X^T y; y^T X, y^T y] with every column of X scaled to length 1. */
function scaledTableau(gram: Float64Array, cross: Float64Array, total: number, scale: Float64Array): Float64Array {
  const count = cross.length
  const size = count + 1
  const tableau = new Float64Array(size * size)
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) tableau[i * size + j] = gram[i * count + j]! / (scale[i]! * scale[j]!)
    tableau[i * size + count] = cross[i]! / scale[i]!
    tableau[count * size + i] = cross[i]! / scale[i]!
  }
  tableau[size * size - 1] = total
  return tableau
}

/** The term that lowers the residual most; -1 where none does. */
function bestTerm(tableau: Float64Array, size: number, chosen: ReadonlySet<number>): number {
  let [best, gain] = [-1, 0]
  for (let k = 0; k < size - 1; k += 1) {
    const left = tableau[k * size + k]!
    if (chosen.has(k) || left < independent) continue
    const gained = tableau[k * size + size - 1]! ** 2 / left
    if (gained > gain) [best, gain] = [k, gained]
  }
  return best
}

/** The chosen term whose absence raises the residual least, and by how much. */
function weakestTerm(tableau: Float64Array, size: number, chosen: ReadonlySet<number>): readonly [number, number] {
  let [weakest, least] = [-1, Number.POSITIVE_INFINITY]
  for (const k of chosen) {
    const loss = -(tableau[k * size + size - 1]! ** 2) / tableau[k * size + k]!
    if (loss < least) [weakest, least] = [k, loss]
  }
  return [weakest, least]
}

/** Sweeps on a pivot: `direction` 1 takes its column into the fit, where the pivot becomes minus its inverse, and -1 takes it out again. */
function sweep(tableau: Float64Array, size: number, pivot: number, direction: 1 | -1): void {
  const d = tableau[pivot * size + pivot]!
  const row = tableau.slice(pivot * size, (pivot + 1) * size)
  const column = Float64Array.from({ length: size }, (_, i) => tableau[i * size + pivot]!)
  for (let i = 0; i < size; i += 1) {
    if (i === pivot) continue
    const factor = column[i]! / d
    for (let j = 0; j < size; j += 1) if (j !== pivot) tableau[i * size + j]! -= factor * row[j]!
  }
  for (let i = 0; i < size; i += 1) {
    if (i === pivot) continue
    tableau[i * size + pivot] = (direction * column[i]!) / d
    tableau[pivot * size + i] = (direction * row[i]!) / d
  }
  tableau[pivot * size + pivot] = -1 / d
}
