/**
 * Logistic regression by Newton's method with plain loops: an oracle for static models.
 * @param design trials x weights, row-major
 */
export function logisticRegression(
  design: Float64Array,
  choice: Uint8Array,
): { readonly weights: readonly number[]; readonly meanLogLikelihood: number } {
  const width = design.length / choice.length
  let weights = new Array<number>(width).fill(0)
  for (let step = 0; step < 20; step += 1) {
    const gradient = new Array<number>(width).fill(0)
    const hessian = Array.from({ length: width }, () => new Array<number>(width).fill(0))
    for (let t = 0; t < choice.length; t += 1) {
      const x = Array.from(design.subarray(t * width, (t + 1) * width))
      const p = 1 / (1 + Math.exp(-dot(x, weights)))
      x.forEach((value, i) => {
        gradient[i]! += value * (choice[t]! - p)
        x.forEach((other, j) => {
          hessian[i]![j]! += value * other * p * (1 - p)
        })
      })
    }
    const change = solve(hessian, gradient)
    weights = weights.map((weight, i) => weight + change[i]!)
  }
  let total = 0
  for (let t = 0; t < choice.length; t += 1) {
    const z = dot(Array.from(design.subarray(t * width, (t + 1) * width)), weights)
    total -= Math.log1p(Math.exp(choice[t] === 1 ? -z : z))
  }
  return { weights, meanLogLikelihood: total / choice.length }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/** Gaussian elimination; Hessians here are positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  rows.forEach((pivot, i) => {
    for (const other of rows) {
      if (other === pivot) continue
      const factor = other[i]! / pivot[i]!
      for (let j = i; j < other.length; j += 1) other[j]! -= factor * pivot[j]!
    }
  })
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}
