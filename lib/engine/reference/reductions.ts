// Compensated sums again, as plain loops in the order of the compiled ones, and so with their bits: see reference.ts.
import type { Entries } from "./basic.ts"

/** A sum so far, and the sum of what rounding took from it. */
interface Running {
  readonly sum: number
  readonly lost: number
}

const nothing: Running = { sum: 0, lost: 0 }

/** The error of sum + term is found exactly (Knuth's two-sum) and kept beside. */
function add({ sum, lost }: Running, term: number): Running {
  const total = sum + term
  const second = total - sum
  return { sum: total, lost: lost + (sum - (total - second) + (term - second)) }
}

/** Sum of n terms: four compensated sums by index modulo 4 over whole groups of four, put together, then the rest one by one. */
export function compensatedSum(n: number, term: (i: number) => number): number {
  const parts = [nothing, nothing, nothing, nothing]
  const whole = n - (n % 4)
  for (let i = 0; i < whole; i++) parts[i % 4] = add(parts[i % 4]!, term(i))
  const [first, second, third, fourth] = parts
  const lost = first!.lost + second!.lost + (third!.lost + fourth!.lost)
  let total: Running = { sum: first!.sum, lost }
  for (const { sum } of [second!, third!, fourth!]) total = add(total, sum)
  for (let i = whole; i < n; i++) total = add(total, term(i))
  return Number.isNaN(total.lost) ? total.sum : total.sum + total.lost
}

/** Sum of x_i. */
export function sum(x: Entries): number {
  return compensatedSum(x.length, (i) => x[i]!)
}

/** Sum of x_i y_i, each product rounded once. */
export function dotProduct(x: Entries, y: Entries): number {
  return compensatedSum(x.length, (i) => x[i]! * y[i]!)
}

/** Sum of x_i^2, each square rounded once. */
export function sumOfSquares(x: Entries): number {
  return dotProduct(x, x)
}

/** Largest |x_i|, 0 where there are none, NaN where one is. */
export function maxAbs(x: Entries): number {
  let most = 0
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!))
  return most
}
