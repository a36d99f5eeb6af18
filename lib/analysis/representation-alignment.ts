/**
 * Representation alignment of two sets of states of the same trials, RA = <R_f, R_0> / (|R_f| |R_0|) with R = H H^T (trials x trials), between 0 and 1.
 * It is a cosine of positive matrices: unrelated networks do not have 0, so show it beside that of untrained ones.
 * @param before H_0, trials x units, row by row.
 * @param after H_f, as many trials and units.
 * @param options centred: subtract the mean over trials of every unit first; false where absent.
 * @throws RangeError where the shapes differ.
 * @see Liu et al. 2024, arXiv 2310.08513.
 */
export function representationAlignment(
  before: Float64Array,
  after: Float64Array,
  units: number,
  options: { readonly centred?: boolean } = {},
): number {
  if (before.length !== after.length || before.length % units !== 0 || before.length === 0)
    throw new RangeError(
      `representationAlignment: expected two sets of states of ${units} units, got ${before.length} and ${after.length} numbers`,
    )
  const [start, end] = options.centred === true ? [centred(before, units), centred(after, units)] : [before, after]
  // <H_f H_f^T, H_0 H_0^T> = |H_f^T H_0|^2, which is units x units.
  return crossPower(end, start, units) / Math.sqrt(crossPower(end, end, units) * crossPower(start, start, units))
}

/** |A^T B|^2. */
function crossPower(a: Float64Array, b: Float64Array, units: number): number {
  const trials = a.length / units
  const row = new Float64Array(units)
  let power = 0
  for (let i = 0; i < units; i++) {
    row.fill(0)
    for (let t = 0; t < trials; t++) {
      const left = a[t * units + i]!
      if (left !== 0) for (let j = 0; j < units; j++) row[j]! += left * b[t * units + j]!
    }
    for (let j = 0; j < units; j++) power += row[j]! ** 2
  }
  return power
}

function centred(states: Float64Array, units: number): Float64Array {
  const trials = states.length / units
  const mean = new Float64Array(units)
  for (let i = 0; i < states.length; i++) mean[i % units]! += states[i]! / trials
  return states.map((state, i) => state - mean[i % units]!)
}

/** Share of entries that have the same sign (or both none) before and after. */
export function signSimilarity(before: ArrayLike<number>, after: ArrayLike<number>): number {
  if (before.length !== after.length || before.length === 0)
    throw new RangeError(`signSimilarity: expected two arrays of one length, got ${before.length} and ${after.length}`)
  let same = 0
  for (let i = 0; i < before.length; i++) if (Math.sign(before[i]!) === Math.sign(after[i]!)) same += 1
  return same / before.length
}
