// Steps of gradient descent again, as plain loops with the bits of the compiled ones: see reference.ts.
import type { Entries, Rounding } from "./basic.ts"

/** p - rate (g + decay p). */
export function sgd(
  round: Rounding,
  parameters: Entries,
  gradient: Entries,
  rate: number,
  decay: number,
): Float64Array {
  return Float64Array.from(parameters, (p, i) => {
    const slope = round(gradient[i]! + round(decay * p))
    return round(p - round(rate * slope))
  })
}

/** m' = mu m + (g + decay p), 0 where it is below `smallest` in size, and p' = p - rate m'. */
export function momentum(
  round: Rounding,
  parameters: Entries,
  gradient: Entries,
  moments: Entries,
  { rate, mu, decay, smallest }: { rate: number; mu: number; decay: number; smallest: number },
): { readonly parameters: Float64Array; readonly moments: Float64Array } {
  const moved = Float64Array.from(moments, (m, i) => {
    const slope = round(gradient[i]! + round(decay * parameters[i]!))
    const moment = round(round(mu * m) + slope)
    return Math.abs(moment) < smallest ? 0 : moment
  })
  return {
    parameters: Float64Array.from(parameters, (p, i) => round(p - round(rate * moved[i]!))),
    moments: moved,
  }
}
