import type { RatePass } from "../networks/rate-pass.ts"
import { normal } from "../numerics/distributions.ts"
import { numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { RateGradient } from "./recurrent-rule.ts"

/** What is done to the gradient of W and U after clipping, to tell the length of a rule's step from its direction; w and b are left alone. */
export interface GradientControl {
  readonly name: string
  readonly options: Readonly<Record<string, number>>
  /** Allocates what it needs for a pass, once; the result changes the gradient of an iteration in place. */
  bind(pass: RatePass, gradient: RateGradient, key: Key): (iteration: number) => void
}

/** Shortens the gradient g of W and U to `share` g: the step along the gradient that a rule with rho = share takes. */
function scaled(options: { readonly share: number }): GradientControl {
  const what = "gradientControls.scaled"
  refuseUnknownKeys(what, options, ["share"])
  const share = numberOption(`${what}: share`, options.share, 0)
  return Object.freeze({
    name: "scaled",
    options: Object.freeze({ share }),
    bind:
      ({ primitives, network }, { vector }) =>
      () =>
        primitives.scale(vector.pointer, share, network.layout.readout.first),
  } satisfies GradientControl)
}

/**
 * Puts `share` g + n in the place of g, n normal, the same in all directions but none along g, and share |g| tan(theta) long; fresh in each iteration.
 * @param options share of the gradient that is kept, 1 where absent, and `tangent`, tan(theta) of the angle between g and what takes its place.
 */
function noisy(options: { readonly tangent: number; readonly share?: number }): GradientControl {
  const what = "gradientControls.noisy"
  refuseUnknownKeys(what, options, ["share", "tangent"])
  const share = numberOption(`${what}: share`, options.share ?? 1, 0)
  const tangent = numberOption(`${what}: tangent`, options.tangent, 0)
  return Object.freeze({
    name: "noisy",
    options: Object.freeze({ share, tangent }),
    bind({ network }, { vector }, key) {
      const { units, selfConnections, layout } = network
      const count = layout.readout.first
      const g = vector.values.subarray(0, count)
      return (iteration) => {
        const n = normal(foldIn(key, iteration), count)
        if (!selfConnections) for (let i = 0; i < units; i++) n[i * (units + 1)] = 0
        const square = dot(g, g)
        if (square === 0) return
        const along = dot(n, g) / square
        for (let i = 0; i < count; i++) n[i]! -= along * g[i]!
        const length = (share * Math.sqrt(square) * tangent) / Math.sqrt(dot(n, n))
        for (let i = 0; i < count; i++) g[i] = share * g[i]! + length * n[i]!
      }
    },
  } satisfies GradientControl)
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The controls of a rule's step, by name. */
export const gradientControls = Object.freeze({ scaled, noisy })
