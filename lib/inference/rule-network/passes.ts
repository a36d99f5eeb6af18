import { type Adjoint, chunkRows, type Workspace } from "./workspace.ts"

/**
 * One pass forward over the trials that are packed; a generator, so that its caller can let others work between slices.
 * Returns the mean negative log likelihood of all trials, nats. Afterwards the inputs hold w_t of every trial.
 */
export function* loss(work: Workspace): Generator<void, number> {
  begin(work)
  let total = 0
  for (const chunk of chunks(work)) total = yield* forward(work, chunk, total)
  return total / work.trials.scored
}

/**
 * The loss and, into `adjoint.gradient`, its gradient: chunk by chunk forward, then back through the same chunk.
 * Gradients stop at chunk boundaries, the forward values do not (section 2.4).
 */
export function* lossAndGradient(work: Workspace, adjoint: Adjoint): Generator<void, number> {
  begin(work)
  adjoint.begin()
  let total = 0
  for (const chunk of chunks(work)) {
    const { start, slices } = chunk
    total = yield* forward(work, chunk, total)
    adjoint.beginChunk()
    for (const [from, to] of slices.toReversed()) {
      adjoint.rollBack(start, from, to)
      adjoint.addGradient(start, from, to)
      yield
    }
    if (start === 0) addStarts(work, adjoint)
  }
  adjoint.end()
  return total / work.trials.scored
}

/** Whether the weights that animals start from are parameters. */
function startsAreTrained({ parameters, parameterCount }: Workspace): boolean {
  return parameters.columns > parameterCount
}

/** Derives what a pass needs from the parameters, and puts each animal's starting weights in its first row. */
function begin(work: Workspace): void {
  work.derive()
  const { trials, parameters, parameterCount, starts } = work
  const { inputs, weights, laneAnimal } = trials
  const trained = startsAreTrained(work)
  for (const [lane, animal] of laneAnimal.entries())
    for (let k = 0; k < weights; k++) {
      const index = animal * weights + k
      inputs.values[lane * inputs.columns + k] = trained
        ? parameters.values[parameterCount + index]!
        : (starts?.[index] ?? 0)
    }
}

/** dL/dw_0 of the animals packed, where these are parameters. */
function addStarts(work: Workspace, { gradient, startAdjoint }: Adjoint): void {
  if (!startsAreTrained(work)) return
  const { laneAnimal, weights } = work.trials
  for (const [lane, animal] of laneAnimal.entries())
    for (let k = 0; k < weights; k++)
      gradient.values[work.parameterCount + animal * weights + k] = startAdjoint.values[lane * weights + k]!
}

/** Rolls the weights through a chunk and scores it: `total` plus its negative log likelihood, nats. */
function* forward(work: Workspace, { start, slices }: Chunk, total: number): Generator<void, number> {
  let sum = total
  for (const [from, to] of slices) {
    work.rollOut(start, from, to)
    sum = work.score(start, from, to, sum)
    yield
  }
  return sum
}

/** Rows that a slice may have, of these trials or of others loaded in their place. */
export function largestSlice({ trials, chunkTrials, sliceRows }: Workspace): number {
  return Math.min(Math.max(sliceRows, trials.laneAnimal.length), chunkRows(trials, chunkTrials))
}

/** A chunk of trials and its slices, [from, to) each. */
interface Chunk {
  readonly start: number
  readonly slices: readonly (readonly [from: number, to: number])[]
}

function* chunks({ trials, chunkTrials, sliceRows }: Workspace): Generator<Chunk> {
  const { offsets } = trials
  const longest = offsets.length - 1
  for (let start = 0; start < longest; start += chunkTrials) {
    const end = Math.min(start + chunkTrials, longest)
    const slices: [number, number][] = []
    for (let from = start; from < end; ) {
      let to = from + 1
      while (to < end && offsets[to + 1]! - offsets[from]! <= sliceRows) to++
      slices.push([from, to])
      from = to
    }
    yield { start, slices }
  }
}
