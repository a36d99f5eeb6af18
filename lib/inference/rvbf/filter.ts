import type { ChoiceSequence } from "../../data/choices.ts"
import type { Engine } from "../../engine/engine.ts"
import { uniform } from "../../numerics/distributions.ts"
import { log } from "../../numerics/elementary.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import { policyColumns } from "../regression-model.ts"
import { step } from "./learning-step.ts"
import type { RvbfSettings } from "./options.ts"
import { blocks, freeBlocks, type RvbfConstants } from "./parameters.ts"
import { createParticles, effectiveCount, type Particles, resample, weightedMean } from "./particles.ts"

/** One pass of a filter through an animal's trials. */
export interface FilterTask {
  readonly animal: ChoiceSequence
  /** Regressors of its trials (trials x regressors). */
  readonly design: Float64Array
  readonly settings: RvbfSettings
  readonly constants: RvbfConstants
  readonly particles: number
  readonly key: Key
  /** 1 for trials whose choice the filter may not learn from. */
  readonly heldOut?: Uint8Array
  /** Whether the score is wanted. */
  readonly scored?: boolean
  /** Whether mean and deviation of the weights of every trial are wanted. */
  readonly traced?: boolean
}

/** What a pass found. */
export interface FilterResult {
  /** Log likelihood of the choices it saw, nats. */
  readonly nats: number
  /** Log predictive probability of the choices held out, nats. */
  readonly heldOutNats: number
  /** Slope of `nats` in log constants (beta itself), a row a block and regressor; zeros where it was not wanted. */
  readonly score: Float64Array
  /** P(right) of each trial, before its choice. */
  readonly probabilityRight: Float64Array
  /** Mean and standard deviation of each weight (trials x regressors), before the choice; zeros where they were not wanted. */
  readonly weights: Float64Array
  readonly deviations: Float64Array
}

/**
 * Marginal likelihood of weight-noise REINFORCE with forgetting, w' = w + alpha (.) (r - beta)(y - q) x - lambda (.) w + noise, by a
 * bootstrap filter with systematic resampling where fewer than half the particles count. A choice says little about weights whose noise
 * of one trial is small, so that shares stay even over tens of trials, and a proposal that looks at the choice would gain next to nothing.
 *
 * A generator, so that its caller keeps the pace: it yields the number of trials done, every few thousand steps of particles.
 * Gordon, Salmond & Smith 1993, IEE Proc. F 140:107; Geadah & Pillow 2025, bioRxiv 2025.09.29.679295, for the model.
 */
export function* filter(engine: Engine, task: FilterTask): Generator<number, FilterResult, void> {
  const { animal, design, settings, constants, scored = false, traced = false, heldOut } = task
  const { regressors } = settings
  const trials = animal.choice.length
  const size = regressors.length
  const [forStart, forNoise, forResampling] = split(task.key, 3) as unknown as [Key, Key, Key]
  const mark = engine.arena.mark()
  const particles = createParticles(engine.arena, engine.primitives("f64"), task.particles, size)
  const rows = scored ? freeBlocks(settings).flatMap((b) => regressors.map((_, k) => b * size + k)) : []
  const result = emptyResult(trials, size)
  let [nats, heldOutNats] = [0, 0]
  start(particles, animal, settings, forStart)
  const every = Math.max(1, Math.floor(8192 / task.particles))
  for (let t = 0; t < trials; t += 1) {
    predict(particles, design, t, size)
    result.probabilityRight[t] = Math.min(1 - 2 ** -53, weightedMean(particles, particles.right.values, 0))
    if (traced) record(particles, result, t, size)
    const choice = animal.choice[t]!
    if (heldOut?.[t] === 1)
      heldOutNats += log(choice === 1 ? result.probabilityRight[t]! : 1 - result.probabilityRight[t]!)
    else nats += see(particles, choice)
    for (let i = 0; i < particles.count; i += 1) particles.surprise.values[i] = choice - particles.right.values[i]!
    if (effectiveCount(particles) < particles.count / 2)
      resample(particles, uniform(foldIn(forResampling, t), 1)[0]!, rows)
    if (t + 1 < trials) step(particles, { constants, settings, animal, design, t, scored }, foldIn(forNoise, t))
    if (t % every === 0) yield t
  }
  const score = new Float64Array(blocks.length * size)
  for (const row of rows) score[row] = weightedMean(particles, particles.scores, row * particles.count)
  engine.arena.reset(mark)
  return { ...result, nats, heldOutNats, score }
}

/** Runs a pass in one go. */
export function filterNow(engine: Engine, task: FilterTask): FilterResult {
  const pass = filter(engine, task)
  let next = pass.next()
  while (!next.done) next = pass.next()
  return next.value
}

function emptyResult(trials: number, size: number) {
  return {
    probabilityRight: new Float64Array(trials),
    weights: new Float64Array(trials * size),
    deviations: new Float64Array(trials * size),
  }
}

function start(
  { weights, count, primitives }: Particles,
  { initialWeights = [0, 0] }: ChoiceSequence,
  { regressors, initialDeviation }: RvbfSettings,
  { words }: Key,
): void {
  const { stimulus, bias } = policyColumns(regressors)
  primitives.normalFill(weights.pointer, weights.values.length, words[0], words[1], 0)
  for (let k = 0; k < regressors.length; k += 1) {
    const mean = stimulus.includes(k) ? initialWeights[0] : k === bias ? initialWeights[1] : 0
    for (let i = k * count; i < (k + 1) * count; i += 1)
      weights.values[i] = mean + initialDeviation * weights.values[i]!
  }
}

/** Logit and P(right) of each particle. */
function predict(
  { weights, logit, right, count, primitives }: Particles,
  design: Float64Array,
  t: number,
  size: number,
) {
  logit.values.fill(0)
  for (let k = 0; k < size; k += 1) {
    const x = design[t * size + k]!
    if (x === 0) continue
    for (let i = 0, at = k * count; i < count; i += 1, at += 1) logit.values[i]! += x * weights.values[at]!
  }
  primitives.sigmoidAll(right.pointer, logit.pointer, count)
}

function record(particles: Particles, result: ReturnType<typeof emptyResult>, t: number, size: number): void {
  const { weights, count, share } = particles
  for (let k = 0; k < size; k += 1) {
    const mean = weightedMean(particles, weights.values, k * count)
    let square = 0
    for (let i = 0, at = k * count; i < count; i += 1, at += 1) {
      const distance = weights.values[at]! - mean
      square += share[i]! * distance * distance
    }
    result.weights[t * size + k] = mean
    result.deviations[t * size + k] = Math.sqrt(square)
  }
}

/** Turns shares to those after a choice, and returns its log predictive probability. */
function see({ share, right, count }: Particles, choice: number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) {
    const q = right.values[i]!
    share[i]! *= choice === 1 ? q : 1 - q
    sum += share[i]!
  }
  if (sum > 0) for (let i = 0; i < count; i += 1) share[i]! /= sum
  else share.fill(1 / count)
  return log(Math.max(sum, Number.MIN_VALUE))
}
