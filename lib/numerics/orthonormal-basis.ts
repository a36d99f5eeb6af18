/** Orthonormal vectors that grow by one at a time. */
export interface OrthonormalBasis {
  readonly size: number
  readonly vectors: readonly Float64Array[]
  /** Takes in a vector of length 1 that is orthogonal to the others; it must not be written to afterwards. */
  add(vector: Float64Array): void
  /**
   * Takes the parts along the basis out of a vector, in place, and returns them, one for each vector of the basis.
   * Gram-Schmidt in its modified form, twice: what is left is orthogonal to working precision, however little that is.
   * @see Giraud, Langou & Rozloznik 2005, Computers & Mathematics with Applications 50:1069: twice is enough.
   */
  orthogonalise(vector: Float64Array): Float64Array
  /** The sum of the basis vectors, each times its coefficient. */
  combine(coefficients: ArrayLike<number>): Float64Array
}

/** An empty basis for vectors of `size` numbers. */
export function orthonormalBasis(size: number): OrthonormalBasis {
  const vectors: Float64Array[] = []
  return {
    size,
    vectors,
    add: (vector) => void vectors.push(vector),
    orthogonalise(vector) {
      const parts = new Float64Array(vectors.length)
      for (let pass = 0; pass < 2; pass += 1)
        for (const [index, along] of vectors.entries()) {
          const part = dot(along, vector)
          addMultiple(vector, -part, along)
          parts[index]! += part
        }
      return parts
    },
    combine(coefficients) {
      const sum = new Float64Array(size)
      for (const [index, vector] of vectors.entries()) addMultiple(sum, coefficients[index]!, vector)
      return sum
    },
  }
}

/** The length of a vector. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector))
}

/** A copy of a vector with length 1, divided by the length it has, where that is known. */
export function normalised(vector: Float64Array, length: number = norm(vector)): Float64Array {
  const copy = new Float64Array(vector.length)
  for (let i = 0; i < copy.length; i += 1) copy[i] = vector[i]! / length
  return copy
}

/** The inner product, in four sums that do not wait for each other. */
export function dot(a: Float64Array, b: Float64Array): number {
  const { length } = a
  let [first, second, third, fourth] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < length; i += 4) {
    first += a[i]! * b[i]!
    second += a[i + 1]! * b[i + 1]!
    third += a[i + 2]! * b[i + 2]!
    fourth += a[i + 3]! * b[i + 3]!
  }
  for (; i < length; i += 1) first += a[i]! * b[i]!
  return first + second + (third + fourth)
}

/** target += factor addend. */
function addMultiple(target: Float64Array, factor: number, addend: Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i]! += factor * addend[i]!
}
