import { type Adjoint, score, type Workspace } from "./workspace.ts"

/**
 * One pass forward over all trials, w_0 = 0; a generator, so that its caller can let others work between slices.
 * Returns the mean negative log likelihood of all trials, nats. Afterwards the inputs hold w_t of every trial.
 */
export function* loss(work: Workspace): Generator<void, number> {
  work.derive()
  let total = 0
  for (const chunk of chunks(work)) total = yield* forward(work, chunk, total)
  return total / work.trials.inputs.rows
}

/**
 * The loss and, into `adjoint.gradient`, its gradient: chunk by chunk forward, then back through the same chunk.
 * Gradients stop at chunk boundaries, the forward values do not (section 2.4).
 */
export function* lossAndGradient(work: Workspace, adjoint: Adjoint): Generator<void, number> {
  work.derive()
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
  }
  adjoint.end()
  return total / work.trials.inputs.rows
}

/** Rolls the weights through a chunk and scores it: `total` plus its negative log likelihood, nats. */
function* forward(work: Workspace, { start, slices }: Chunk, total: number): Generator<void, number> {
  let sum = total
  for (const [from, to] of slices) {
    work.rollOut(start, from, to)
    sum = score(work, start, from, to, sum)
    yield
  }
  return sum
}

/** Rows that the largest slice has. */
export function largestSlice(work: Workspace): number {
  const { offsets } = work.trials
  let largest = 0
  for (const { slices } of chunks(work))
    for (const [from, to] of slices) largest = Math.max(largest, offsets[to]! - offsets[from]!)
  return largest
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
