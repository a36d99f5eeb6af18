/** A number read off several fits. */
export interface Spread {
  readonly mean: number
  /** Standard deviation over fits (n - 1); null where there is one fit. */
  readonly deviation: number | null
  /** True where it has the same sign in all fits: only then is it worth a word. */
  readonly agrees: boolean
}

/** Mean, deviation and agreement in sign of values, one a fit; values that are not finite are left out. */
export function spread(values: readonly number[]): Spread {
  const finite = values.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const signs = new Set(finite.map(Math.sign))
  return {
    mean,
    deviation: finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : null,
    agrees: finite.length === values.length && signs.size === 1,
  }
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const quantiles = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
]

/** 95 % interval of a mean over independent fits by Student's t; null where there is one fit. */
export function interval95({ mean, deviation }: Spread, fits: number): readonly [low: number, high: number] | null {
  if (deviation === null) return null
  const degrees = fits - 1
  // Beyond the table by the first terms of its expansion in 1 / degrees, which are right to 1e-4 there.
  const quantile = quantiles[degrees - 1] ?? 1.959964 + 2.37227 / degrees + 2.8225 / degrees ** 2
  const half = (quantile * deviation) / Math.sqrt(fits)
  return [mean - half, mean + half]
}
