/** A Hessian-vector product by differences of gradients. */
export interface DifferenceProduct {
  readonly product: Float64Array
  /** How far the differences over one and over two steps are apart, as a share of the product: near 0 where the loss is smooth. */
  readonly disagreement: number
}

/**
 * The Hessian times a direction v by central differences of gradients over one and two steps h,
 * (8 (g(w + h v) - g(w - h v)) - (g(w + 2 h v) - g(w - 2 h v))) / (12 h), off by O(h^4).
 * The step h |v| is `step` (1 + |w|). Gradients in f32 leave a rounding of some 1e-6 |g| / h.
 * @see Abramowitz & Stegun 1964, table 25.2, on differences of five points.
 */
export function differenceProduct(
  gradientAt: (parameters: Float64Array) => ArrayLike<number>,
  parameters: ArrayLike<number>,
  direction: ArrayLike<number>,
  step: number,
): DifferenceProduct {
  const along = lengthOf(direction)
  if (along === 0) return { product: new Float64Array(parameters.length), disagreement: 0 }
  const h = (step * (1 + lengthOf(parameters))) / along
  const moved = (steps: number) => gradientAt(Float64Array.from(parameters, (w, i) => w + steps * h * direction[i]!))
  const slope = (steps: number) => {
    const [ahead, behind] = [moved(steps), moved(-steps)]
    return Float64Array.from(ahead, (g, i) => (g - behind[i]!) / (2 * steps * h))
  }
  const [near, far] = [slope(1), slope(2)]
  const product = near.map((value, i) => (4 * value - far[i]!) / 3)
  return { product, disagreement: relativeGap(near, far) }
}

/** |a - b| as a share of the longer of both; 0 where both are zeros. */
export function relativeGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const longer = Math.max(lengthOf(a), lengthOf(b))
  return longer === 0 ? 0 : lengthOf(Float64Array.from(a, (value, i) => value - b[i]!)) / longer
}

/** Euclidean length of a vector. */
export function lengthOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum)
}
