/** A Hessian-vector product by differences of gradients. */
export interface DifferenceProduct {
  readonly product: Float64Array
  /** How far the differences over one and over two steps are apart, as a share of the longer: near 0 where the loss is smooth. */
  readonly disagreement: number
  /** Length of what rounding of gradients in f32 leaves in the product. */
  readonly rounding: number
}

/** Rounding of a gradient in f32, as a share of it. */
const gradientRounding = 2 ** -21

/**
 * The Hessian times a direction v by central differences of gradients over one and two steps h,
 * (8 (g(w + h v) - g(w - h v)) - (g(w + 2 h v) - g(w - 2 h v))) / (12 h), off by O(h^4).
 * The step h |v| is `step` (1 + |w|).
 * @see Abramowitz & Stegun 1964, table 25.2, on differences of five points.
 */
export function differenceProduct(
  gradientAt: (parameters: Float64Array) => ArrayLike<number>,
  parameters: ArrayLike<number>,
  direction: ArrayLike<number>,
  step: number,
): DifferenceProduct {
  const along = lengthOf(direction)
  if (along === 0) return { product: new Float64Array(parameters.length), disagreement: 0, rounding: 0 }
  const h = (step * (1 + lengthOf(parameters))) / along
  let longest = 0
  const moved = (steps: number) => {
    const gradient = gradientAt(Float64Array.from(parameters, (w, i) => w + steps * h * direction[i]!))
    longest = Math.max(longest, lengthOf(gradient))
    return gradient
  }
  const slope = (steps: number) => {
    const [ahead, behind] = [moved(steps), moved(-steps)]
    return Float64Array.from(ahead, (g, i) => (g - behind[i]!) / (2 * steps * h))
  }
  const [near, far] = [slope(1), slope(2)]
  const product = near.map((value, i) => (4 * value - far[i]!) / 3)
  const rounding = (gradientRounding * longest) / h
  return { product, disagreement: relativeGap(near, far, rounding), rounding }
}

/** |a - b| beyond what is `allowed` for rounding, as a share of the longer of both. */
export function relativeGap(a: ArrayLike<number>, b: ArrayLike<number>, allowed: number): number {
  const gap = lengthOf(Float64Array.from(a, (value, i) => value - b[i]!)) - allowed
  return gap <= 0 ? 0 : gap / Math.max(lengthOf(a), lengthOf(b))
}

function lengthOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum)
}
