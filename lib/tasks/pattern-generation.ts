import { normal, uniform } from "../numerics/distributions.ts"
import { sineOfTurns } from "../numerics/elementary.ts"
import { integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key, split } from "../numerics/random-key.ts"
import type { TrialTask } from "./trials.ts"

/** Options of `patternGeneration`. */
export interface PatternGenerationOptions {
  /** Draws the pattern and the target, which all trials share. */
  readonly key: Key
  /** Input channels; 10 where absent. */
  readonly inputs?: number
  /** T; 30 where absent. */
  readonly steps?: number
  /** Standard deviation of the noise that every trial has on its inputs; 0.1 where absent. */
  readonly noise?: number
}

/** Frequencies of the target, cycles a trial. */
const frequencies = [1, 2, 3, 5]

/**
 * Pattern generation: driven by a frozen pattern of white noise (standard normal, a draw a step and channel) with fresh noise on top, a
 * network has to put out a sum of sines, y*_t = sum_k A_k sin(2 pi k t / T + phi_k) with k = 1, 2, 3, 5, A uniform on [0.5, 1] and phi
 * uniform, divided by its largest size. In the setting of Liu et al. 2022, arXiv 2206.00823.
 * @throws on an unknown option or an impossible value.
 */
export function patternGeneration(options: PatternGenerationOptions): TrialTask {
  const what = "tasks.patternGeneration"
  refuseUnknownKeys(what, options, ["key", "inputs", "steps", "noise"])
  const { key, inputs = 10, steps = 30, noise = 0.1 } = options
  integerOption(`${what}: inputs`, inputs, 1)
  integerOption(`${what}: steps`, steps, 1)
  if (noise !== 0) numberOption(`${what}: noise`, noise, 0)
  const [patternKey, amplitudeKey, phaseKey] = split(key, 3)
  const pattern = normal(patternKey!, steps * inputs)
  const target = sumOfSines(uniform(amplitudeKey!, frequencies.length), uniform(phaseKey!, frequencies.length), steps)
  return Object.freeze({
    name: "patternGeneration",
    inputs,
    outputs: 1,
    sample(trialKey, trials) {
      const perStep = trials * inputs
      const fresh = noise === 0 ? new Float64Array(steps * perStep) : normal(foldIn(trialKey, 0), steps * perStep)
      return {
        steps,
        trials,
        inputs: fresh.map((value, i) => pattern[Math.floor(i / perStep) * inputs + (i % inputs)]! + noise * value),
        target: {
          kind: "values",
          values: Float64Array.from({ length: steps * trials }, (_, i) => target[Math.floor(i / trials)]!),
        },
      }
    },
  } satisfies TrialTask)
}

function sumOfSines(amplitudes: Float64Array, phases: Float64Array, steps: number): Float64Array {
  const sum = Float64Array.from({ length: steps }, (_, t) =>
    frequencies.reduce((y, k, i) => {
      const turns = (k * (t + 1)) / steps + phases[i]!
      return y + (0.5 + amplitudes[i]! / 2) * sineOfTurns(turns)
    }, 0),
  )
  const largest = sum.reduce((most, y) => Math.max(most, Math.abs(y)), 0)
  return sum.map((y) => y / largest)
}
