import { log } from "./elementary.ts"

/**
 * A symmetric positive definite matrix with few diagonals, A = L D L^T, and room for what is computed of it.
 * Row i of a band holds columns i - bandwidth … i, the diagonal last; entries left of column 0 are never read.
 */
export interface BandedFactor {
  readonly size: number
  /** Diagonals below the main one. */
  readonly bandwidth: number
  /** Set to A before `factorise`, which leaves L there (its unit diagonal not written): size x (bandwidth + 1), row-major. */
  readonly band: Float64Array
  /** D after `factorise`. */
  readonly pivots: Float64Array
  /** The inverse of A within the band, after `invertBand`; same layout as `band`. */
  readonly inverse: Float64Array
}

/** Room for a banded matrix and its factor. */
export function createBandedFactor(size: number, bandwidth: number): BandedFactor {
  const room = size * (bandwidth + 1)
  return {
    size,
    bandwidth,
    band: new Float64Array(room),
    pivots: new Float64Array(size),
    inverse: new Float64Array(room),
  }
}

/**
 * Replaces the band of A by its factor, row by row, in size x bandwidth^2 operations.
 * @returns false where A is not positive definite; the band is then of no further use.
 * @see Golub & Van Loan 2013, Matrix Computations, section 4.3.
 */
export function factorise({ size, bandwidth, band, pivots }: BandedFactor): boolean {
  const width = bandwidth + 1
  for (let i = 0; i < size; i++) {
    const row = i * width + bandwidth - i // Index of column 0 of row i, were it in the band.
    const first = i > bandwidth ? i - bandwidth : 0
    let pivot = band[row + i]!
    // The row holds L D up to column j, and L from there on once both sums are formed.
    for (let j = first; j < i; j++) {
      const other = j * width + bandwidth - j
      let sum = band[row + j]!
      for (let k = first; k < j; k++) sum -= band[row + k]! * band[other + k]!
      band[row + j] = sum
    }
    for (let j = first; j < i; j++) {
      const scaled = band[row + j]!
      const entry = scaled / pivots[j]!
      pivot -= scaled * entry
      band[row + j] = entry
    }
    if (!(pivot > 0)) return false
    pivots[i] = pivot
  }
  return true
}

/** Replaces b by the solution x of A x = b, after `factorise`. */
export function solveBanded({ size, bandwidth, band, pivots }: BandedFactor, right: Float64Array): void {
  const width = bandwidth + 1
  for (let i = 0; i < size; i++) {
    const row = i * width + bandwidth - i
    let sum = right[i]!
    for (let j = i > bandwidth ? i - bandwidth : 0; j < i; j++) sum -= band[row + j]! * right[j]!
    right[i] = sum
  }
  for (let i = 0; i < size; i++) right[i]! /= pivots[i]!
  for (let i = size - 1; i >= 0; i--) {
    const row = i * width + bandwidth - i
    const value = right[i]!
    for (let j = i > bandwidth ? i - bandwidth : 0; j < i; j++) right[j]! -= band[row + j]! * value
  }
}

/** ln det A, after `factorise`. */
export function logDeterminant({ pivots }: BandedFactor): number {
  let sum = 0
  for (let i = 0; i < pivots.length; i++) sum += log(pivots[i]!)
  return sum
}

/**
 * Fills `inverse` with the entries of A^-1 within the band, after `factorise`: from the last row up, each from those below it.
 * @see Takahashi, Fagan & Chen 1973, 8th PICA Conference; Rue & Martino 2007, J. Stat. Plan. Inference 137:3177, section 2.
 */
export function invertBand({ size, bandwidth, band, pivots, inverse }: BandedFactor): void {
  const width = bandwidth + 1
  for (let i = size - 1; i >= 0; i--) {
    const last = i + bandwidth < size ? i + bandwidth : size - 1
    for (let j = last; j > i; j--) {
      let sum = 0
      for (let k = i + 1; k <= last; k++) {
        const symmetric = k < j ? j * width + bandwidth - j + k : k * width + bandwidth - k + j
        sum -= band[k * width + bandwidth - k + i]! * inverse[symmetric]!
      }
      inverse[j * width + bandwidth - j + i] = sum
    }
    let diagonal = 1 / pivots[i]!
    for (let k = i + 1; k <= last; k++) {
      const at = k * width + bandwidth - k + i
      diagonal -= band[at]! * inverse[at]!
    }
    inverse[i * width + bandwidth] = diagonal
  }
}
