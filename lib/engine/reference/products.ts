// The rank-one update again, as a plain loop with the bits of the compiled one: see reference.ts.
import type { Entries, Rounding } from "./basic.ts"

/** A + (alpha x) y^T, with A (length of x times length of y). */
export function rankOne(round: Rounding, a: Entries, alpha: number, x: Entries, y: Entries): Float64Array {
  const columns = y.length
  return Float64Array.from(a, (entry, at) => {
    const factor = round(alpha * x[Math.floor(at / columns)]!)
    return round(entry + round(factor * y[at % columns]!))
  })
}
