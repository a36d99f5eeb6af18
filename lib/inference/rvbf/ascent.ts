import type { ChoiceSequence } from "../../data/choices.ts"
import type { Engine } from "../../engine/engine.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Pace } from "../../runs/pace.ts"
import { countTrials } from "../parametric-search.ts"
import { type FilterResult, type FilterTask, filter } from "./filter.ts"
import type { RvbfSettings } from "./options.ts"
import { constantsAt, holdWithin, scoreAt, startingPoint } from "./parameters.ts"

/** What a search has: animals with their regressors, and the trials it may not see. */
export interface AscentTask {
  readonly engine: Engine
  readonly animals: readonly ChoiceSequence[]
  readonly designs: readonly Float64Array[]
  readonly heldOut: readonly Uint8Array[]
  readonly settings: RvbfSettings
  readonly key: Key
}

/** Where a search ended. */
export interface Ascent {
  /** Mean of the last half of all points, in the coordinates of the search. */
  readonly point: Float64Array
  /** Estimated nats per trial seen, at each step. */
  readonly nats: readonly number[]
  readonly stopped: boolean
  /** Steps left out as their score was not finite. */
  readonly nonFinite: number
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

/**
 * Climbs the marginal likelihood by AMSGrad on its score, which every pass of the particles estimates anew from a key of its own: fresh
 * draws average out over steps, where the same draws at every step would be fitted like data. The end is the mean of the last half of
 * the way, as the way trembles about the top by the learning rate. A score costs as much as a likelihood, whatever the number of
 * parameters, of which there are 25: searches without gradients would need dozens of passes for each step.
 * Reddi, Kale & Kumar 2018, On the convergence of Adam and beyond, algorithm 2; Polyak & Juditsky 1992, SIAM J. Control Optim. 30:838.
 */
export async function ascend(
  task: AscentTask,
  pace: Pace,
  report: (step: number, natsPerTrial: number) => void,
): Promise<Ascent> {
  const { settings } = task
  let point = startingPoint(settings)
  const moments = createMoments(point.length)
  const nats: number[] = []
  let mean = Float64Array.from(point)
  let averaged = 0
  let nonFinite = 0
  for (let step = 0; step < settings.steps; step += 1) {
    const slope = await scoreOf(task, point, foldIn(task.key, step), pace)
    if (slope === null) return { point: averaged > 0 ? mean : point, nats, stopped: true, nonFinite }
    nats.push(slope.nats)
    if (slope.score.every(Number.isFinite)) point = moved(point, slope.score, moments, settings)
    else nonFinite += 1
    if (2 * (step + 1) > settings.steps) {
      averaged += 1
      mean = mean.map((value, i) => (averaged === 1 ? point[i]! : value + (point[i]! - value) / averaged))
    }
    report(step + 1, slope.nats)
  }
  return { point: averaged > 0 ? mean : point, nats, stopped: false, nonFinite }
}

/** Runs a pass of particles and keeps the pace; null where the user asked to stop. */
export async function paced(engine: Engine, task: FilterTask, pace: Pace): Promise<FilterResult | null> {
  const mark = engine.arena.mark()
  const pass = filter(engine, task)
  let next = pass.next()
  for (; !next.done; next = pass.next()) {
    if (await pace.goOn()) continue
    engine.arena.reset(mark)
    return null
  }
  return next.value
}

async function scoreOf(task: AscentTask, point: Float64Array, key: Key, pace: Pace) {
  const { engine, animals, designs, heldOut, settings } = task
  const constants = constantsAt(settings, point)
  const seen = countTrials(animals) - heldOut.reduce((sum, each) => sum + each.reduce((all, one) => all + one, 0), 0)
  const score = new Float64Array(point.length)
  let nats = 0
  for (const [index, animal] of animals.entries()) {
    const result = await paced(
      engine,
      {
        animal,
        design: designs[index]!,
        settings,
        constants,
        particles: settings.searchParticles,
        key: foldIn(key, index),
        heldOut: heldOut[index]!,
        scored: true,
      },
      pace,
    )
    if (result === null) return null
    nats += result.nats / seen
    for (const [i, slope] of scoreAt(settings, result.score).entries()) score[i]! += slope / seen
  }
  return { nats, score }
}

interface Moments {
  readonly first: Float64Array
  readonly second: Float64Array
  /** The largest second moment so far: what AMSGrad divides by. */
  readonly largest: Float64Array
  /** beta1^t and beta2^t by repeated product: `**` may differ between machines. */
  readonly powers: Float64Array
}

function createMoments(size: number): Moments {
  const zeros = () => new Float64Array(size)
  return { first: zeros(), second: zeros(), largest: zeros(), powers: Float64Array.of(1, 1) }
}

function moved(point: Float64Array, score: Float64Array, moments: Moments, settings: RvbfSettings): Float64Array {
  const { first, second, largest, powers } = moments
  powers[0]! *= beta1
  powers[1]! *= beta2
  const next = point.map((value, i) => {
    first[i] = beta1 * first[i]! + (1 - beta1) * score[i]!
    second[i] = beta2 * second[i]! + (1 - beta2) * score[i]! * score[i]!
    largest[i] = Math.max(largest[i]!, second[i]! / (1 - powers[1]!))
    return value + (settings.learningRate * first[i]!) / (1 - powers[0]!) / (Math.sqrt(largest[i]!) + epsilon)
  })
  holdWithin(settings, next)
  return next
}
