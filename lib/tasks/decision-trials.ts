import { normal, uniform } from "../numerics/distributions.ts"
import { erf } from "../numerics/error-function.ts"
import { numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Key, split } from "../numerics/random-key.ts"
import type { Trials, TrialTask } from "./trials.ts"

/** A stretch of a trial, in steps from `start` up to, not including, `end`. */
export interface Period {
  readonly start: number
  readonly end: number
}

/** A task of trials with named periods and channels, decided at its last step. */
export interface DecisionTask extends TrialTask {
  readonly steps: number
  readonly dtMs: number
  readonly periods: Readonly<Record<string, Period>>
  /** Names of the input channels, in their order. */
  readonly channels: readonly string[]
  /** Names of the outputs' classes, in their order; the first one is to fixate in tasks that ask for it. */
  readonly classes: readonly string[]
  /** Greatest share of right decisions that the trials allow, on average. */
  readonly ceiling: number
}

/** Class of the target while the subject has to wait. */
export const fixate = 0

/** Label of a step that asks for nothing. */
export const unasked = -1

/** What makes a decision task. */
export interface DecisionParts extends Omit<DecisionTask, "inputs" | "outputs" | "sample" | "dtMs"> {
  /** Duration of a step, ms; `stepMs` where absent. */
  readonly dtMs?: number
  /** What is asked for before the last step: to fixate, or nothing; to fixate where absent. */
  readonly waiting?: typeof fixate | typeof unasked
  /** Standard deviation of the noise of a step and channel. */
  readonly noise: number
  /** Whether a channel is noisy in a step. */
  readonly isNoisy: (step: number, channel: number) => boolean
  /** How many uniform numbers make a trial. */
  readonly latents: number
  /** Inputs of one trial without noise, from numbers on [0, 1); returns the class to choose at the last step. */
  readonly draw: (latents: Float64Array, set: SetInput) => number
}

/** Options of the decision tasks. */
export interface DecisionTaskOptions {
  /** Standard deviation of the noise of each step and channel; 0.1 where absent. */
  readonly noise?: number
}

/**
 * The noise of a decision task.
 * @throws on an unknown option or an impossible value.
 */
export function noiseOf(caller: string, options: DecisionTaskOptions): number {
  refuseUnknownKeys(caller, options, ["noise"])
  const { noise = 0.1 } = options
  return noise === 0 ? 0 : numberOption(`${caller}: noise`, noise, 0)
}

/** Whether a step lies in a period. */
export function isWithin({ start, end }: Period, step: number): boolean {
  return step >= start && step < end
}

/** Which of `count` equally likely things a number on [0, 1) stands for. */
export function pick(latent: number, count: number): number {
  return Math.floor(latent * count)
}

/** Writes one input of a trial. */
export type SetInput = (step: number, channel: number, value: number) => void

/** Duration of a step of these tasks, ms. */
export const stepMs = 100

/**
 * Greatest share of right answers to whether two cues agree, each of two equally likely kinds that are normal around means `distance` standard
 * deviations apart: each is misread with q = Phi(-distance / 2), and two misreadings make up for each other.
 */
export function agreementCeiling(distance: number): number {
  const q = (1 - erf(distance / Math.sqrt(8))) / 2
  return 1 - 2 * q * (1 - q)
}

/** A decision task from its parts: independent normal noise on top of what is drawn, one class asked for at the last step. */
export function decisionTask(parts: DecisionParts): DecisionTask {
  const { noise, isNoisy, latents, draw, waiting = fixate, dtMs = stepMs, ...facts } = parts
  const { steps, channels, classes } = facts
  const inputs = channels.length
  return Object.freeze({
    ...facts,
    dtMs,
    inputs,
    outputs: classes.length,
    sample(key, trials) {
      const values = new Float64Array(steps * trials * inputs)
      const labels = new Int32Array(steps * trials).fill(waiting)
      const [noiseKey, latentKey] = split(key, 2)
      addNoise(values, noiseKey!, { steps, trials, inputs, noise, isNoisy })
      const drawn = uniform(latentKey!, trials * latents)
      for (let trial = 0; trial < trials; trial++) {
        const own = drawn.subarray(trial * latents, (trial + 1) * latents)
        labels[(steps - 1) * trials + trial] = draw(own, (step, channel, value) => {
          values[(step * trials + trial) * inputs + channel]! += value
        })
      }
      return { steps, trials, inputs: values, target: { kind: "labels", labels } } satisfies Trials
    },
  } satisfies DecisionTask)
}

interface Noise extends Pick<DecisionParts, "noise" | "isNoisy" | "steps"> {
  readonly trials: number
  readonly inputs: number
}

function addNoise(values: Float64Array, key: Key, { noise, isNoisy, steps, trials, inputs }: Noise): void {
  if (noise === 0) return
  const places = Array.from({ length: steps }, (_, step) =>
    Array.from({ length: inputs }, (__, channel) => channel).filter((channel) => isNoisy(step, channel)),
  )
  const count = trials * places.reduce((sum, channels) => sum + channels.length, 0)
  const draws = normal(key, count)
  let at = 0
  for (const [step, channels] of places.entries())
    for (let trial = 0; trial < trials; trial++)
      for (const channel of channels) values[(step * trials + trial) * inputs + channel] = noise * draws[at++]!
}
