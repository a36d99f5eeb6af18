import type { Arena } from "../../engine/arena.ts"
import { type AdamState, initAdam, resetAdam, stepAdam } from "../../rules/adam.ts"
import { clipGlobalNorm } from "../../rules/gradient-clip.ts"
import type { Pace } from "../../runs/pace.ts"
import type { Batches } from "./batches.ts"
import type { Checkpoint } from "./checkpoint.ts"
import { type BestParameters, type DescentState, type Flat, returnTo, type Standing, stateOf } from "./descent-state.ts"
import type { NetworkSettings } from "./options.ts"
import { loss, lossAndGradient } from "./passes.ts"
import type { Adjoint, Workspace } from "./workspace.ts"

/** The best parameters met, and what they give. */
export interface Best extends BestParameters {
  /** w_t of every trial of each animal (trials x d), in the order given; logits (trials) where a network has no weights. */
  readonly weights: readonly Float64Array[]
}

/** How a descent went. */
export interface Descent {
  readonly ended: "done" | "stopped" | "failed"
  readonly best: Best
  /** Epochs done. */
  readonly epochs: number
  /** Loss, gradient norm before clipping and learning rate of each epoch that was evaluated. */
  readonly losses: readonly number[]
  readonly gradientNorms: readonly number[]
  readonly learningRates: readonly number[]
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number
  /** Where it stood after its last whole epoch. */
  readonly state: DescentState
}

/** What a descent goes down: a network's passes over some of the animals at a time. */
export interface Slope {
  readonly arena: Arena
  readonly work: Workspace
  readonly adjoint: Adjoint
  readonly batches: Batches
  /** Indices of parameters that stay as they are. */
  readonly frozen: readonly number[]
}

const epochsBetweenDecays = 5
const decay = 0.999
const mostNonFinite = 10

/**
 * Gradient descent with Adam, on all trials at once or on some animals a step, the norm clipped (section 2.5).
 * Where loss or gradient is not finite, it goes back to the best parameters, forgets its moments and halves the learning rate.
 * @param resume where to go on; it must be of the same descent.
 * @param report called after each epoch with the number of epochs done and the loss.
 */
export async function descend(
  slope: Slope,
  settings: Pick<NetworkSettings, "epochs" | "learningRate" | "clipNorm">,
  pace: Pace,
  resume: Checkpoint | undefined,
  report: (epochs: number, loss: number) => void,
): Promise<Descent> {
  const { arena, work } = slope
  const { parameters, precision } = work
  const adam = initAdam(arena, parameters.values.length, precision)
  if (resume !== undefined) returnTo(resume, parameters, adam)
  const record = recordFrom(resume)
  const { epoch = 0, rate = settings.learningRate, nonFinite = 0, best: met = null } = resume ?? {}
  let standing: Standing = { epoch, rate, nonFinite, best: met }
  let state = stateOf(parameters, adam, standing)
  let ended: Descent["ended"] | null = null
  while (ended === null) {
    // The last parameters are scored, not changed.
    const last = standing.epoch >= settings.epochs
    const done = last ? await scoreAll(slope, pace) : await runEpoch(slope, adam, settings, standing, pace)
    if (done === null) {
      ended = "stopped"
      break
    }
    record.losses.push(done.loss)
    record.gradientNorms.push(done.norm)
    record.learningRates.push(standing.rate)
    if (done.finite && (standing.best === null || done.loss < standing.best.loss))
      standing = { ...standing, best: { epoch: standing.epoch, loss: done.loss, parameters: state.parameters } }
    report(standing.epoch, done.loss)
    if (last) ended = "done"
    else if (done.finite) standing = { ...standing, epoch: standing.epoch + 1, rate: nextRate(standing) }
    else {
      const back = whereToGoBack(standing, done, state)
      standing = { ...standing, nonFinite: standing.nonFinite + 1 }
      if (back === null) ended = "failed"
      else {
        parameters.values.set(back)
        resetAdam(adam)
        standing = { ...standing, epoch: standing.epoch + 1, rate: standing.rate / 2 }
      }
    }
    if (ended === null) state = stateOf(parameters, adam, standing)
  }
  const best = rollOut(slope, standing.best ?? { epoch: 0, loss: Number.NaN, parameters: state.parameters })
  return { ended, best, epochs: standing.epoch, ...record, nonFinite: standing.nonFinite, state }
}

/** What is recorded of each epoch, with that of the epochs before a checkpoint. */
function recordFrom(resume: Checkpoint | undefined) {
  const { losses = [], gradientNorms = [], learningRates = [] } = resume ?? {}
  return { losses: [...losses], gradientNorms: [...gradientNorms], learningRates: [...learningRates] }
}

/** The best parameters, or those an epoch began with where its first step was sound; null where there are neither, or it happens too often. */
function whereToGoBack({ best, nonFinite }: Standing, { steps }: Epoch, state: DescentState): Flat | null {
  if (nonFinite >= mostNonFinite) return null
  return best?.parameters ?? (steps > 0 ? state.parameters : null)
}

function nextRate({ epoch, rate }: Standing): number {
  return (epoch + 1) % epochsBetweenDecays === 0 ? rate * decay : rate
}

/** How an epoch went: mean loss over its trials, mean norm over its steps. */
interface Epoch {
  readonly loss: number
  readonly norm: number
  readonly finite: boolean
  readonly steps: number
}

/** One step for each batch, each from its own loss and gradient; ends early where one is not finite, null where the user asked to stop. */
async function runEpoch(
  { work, adjoint, batches, frozen }: Slope,
  adam: AdamState,
  { clipNorm }: Pick<NetworkSettings, "clipNorm">,
  { epoch, rate }: Standing,
  pace: Pace,
): Promise<Epoch | null> {
  const { parameters, primitives, trials } = work
  const { gradient } = adjoint
  const divided = batches.of(epoch)
  const mean = weightedMean()
  let norms = 0
  for (const [step, batch] of divided.entries()) {
    if (divided.length > 1) trials.load(batch)
    const value = await finish(lossAndGradient(work, adjoint), pace)
    if (value === null) return null
    for (const index of frozen) gradient.values[index] = 0
    const norm = clipGlobalNorm(primitives, gradient, clipNorm)
    mean.add(value, trials.scored)
    norms += norm
    const finite = Number.isFinite(value) && Number.isFinite(norm)
    if (!finite) return { loss: mean.value(), norm: norms / (step + 1), finite, steps: step }
    stepAdam(adam, primitives, parameters, gradient, rate)
  }
  return { loss: mean.value(), norm: norms / divided.length, finite: true, steps: divided.length }
}

/** Scores all animals at the present parameters; null where the user asked to stop. */
async function scoreAll({ work, batches }: Slope, pace: Pace): Promise<Epoch | null> {
  const mean = weightedMean()
  for (const batch of batches.inOrder) {
    if (batches.inOrder.length > 1) work.trials.load(batch)
    const value = await finish(loss(work), pace)
    if (value === null) return null
    mean.add(value, work.trials.scored)
  }
  const value = mean.value()
  return { loss: value, norm: Number.NaN, finite: Number.isFinite(value), steps: 0 }
}

/** A mean over trials; of one batch it is that batch's mean to the last bit. */
function weightedMean() {
  const parts: { readonly mean: number; readonly weight: number }[] = []
  return {
    add: (mean: number, weight: number) => void parts.push({ mean, weight }),
    value(): number {
      if (parts.length === 1) return parts[0]!.mean
      const total = parts.reduce((sum, { mean, weight }) => sum + mean * weight, 0)
      return total / parts.reduce((sum, { weight }) => sum + weight, 0)
    },
  }
}

/** Runs a pass to its end, letting others work between its slices; null where the user asked to stop. */
async function finish(pass: Generator<void, number>, pace: Pace): Promise<number | null> {
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
    if (!(await pace.goOn())) return null
  }
}

/** One pass over all animals with the best parameters: their loss, and the weights that they give. */
function rollOut({ work, batches }: Slope, best: BestParameters): Best {
  const { parameters, trials } = work
  parameters.values.set(best.parameters)
  const weights: Float64Array[] = []
  const mean = weightedMean()
  for (const batch of batches.inOrder) {
    if (batches.inOrder.length > 1) trials.load(batch)
    const pass = loss(work)
    let next = pass.next()
    while (!next.done) next = pass.next()
    mean.add(next.value, trials.scored)
    for (const [lane, animal] of trials.laneAnimal.entries()) weights[animal] = work.trajectory(lane)
  }
  return { ...best, loss: mean.value(), weights }
}
