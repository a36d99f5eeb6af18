import { exp } from "../numerics/elementary.ts"
import { numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import {
  agreementCeiling,
  type DecisionTask,
  decisionTask,
  noiseOf,
  type Period,
  pick,
  unasked,
} from "./decision-trials.ts"

/** Options of `delayedXor`. */
export interface DelayedXorOptions {
  /** Duration of a step, ms; 1 where absent. */
  readonly dtMs?: number
  /** Duration of each of both windows in which a cue may be, ms, a whole number of steps; 100 where absent. */
  readonly cueMs?: number
  /** Time between the windows, ms, a whole number of steps; 700 where absent. */
  readonly delayMs?: number
  /** What both inputs are without a cue; 0.02 where absent. */
  readonly baseline?: number
  /** What a cue adds at its middle; 2 where absent. */
  readonly height?: number
  /** Standard deviation of a cue in time, ms; 25 where absent. */
  readonly widthMs?: number
  /** Standard deviation of the noise of each step and channel; 0.01 where absent. */
  readonly noise?: number
}

const defaults = { dtMs: 1, cueMs: 100, delayMs: 700, baseline: 0.02, height: 2, widthMs: 25, noise: 0.01 } as const

/**
 * Delayed exclusive or: a first cue, a delay, a second cue, then whether just one of them was there. The first cue comes on the first input, in
 * the window before the delay, the second on the second input, in the window after it; each is there in half of the trials. A cue that is
 * present adds height exp(-(t - middle)^2 / (2 width^2)) to its input, with t the middle of a step and `middle` that of its window, in ms; one
 * that is absent adds nothing, so that its window looks like the delay. Classes: different (one cue), same (both or none), asked for at the last step
 * alone, where the second window ends. Noise on both channels in all steps. In the setting of Liu et al. 2022, arXiv 2206.01338.
 * @throws on an unknown option or an impossible value.
 */
export function delayedXor(options: DelayedXorOptions = {}): DecisionTask {
  const { dtMs, cueMs, delayMs, baseline, height, widthMs, noise } = settingsOf(options)
  const [cue, wait] = [cueMs / dtMs, delayMs / dtMs]
  const firstCue: Period = { start: 0, end: cue }
  const secondCue: Period = { start: cue + wait, end: 2 * cue + wait }
  const steps = secondCue.end
  const bump = Float64Array.from(
    { length: cue },
    (_, step) => height * exp(-((((step + 0.5) * dtMs - cueMs / 2) / widthMs) ** 2) / 2),
  )
  const power = bump.reduce((sum, value) => sum + value ** 2, 0)
  return decisionTask({
    name: "delayedXor",
    steps,
    dtMs,
    periods: {
      firstCue,
      delay: { start: firstCue.end, end: secondCue.start },
      secondCue,
      decision: { start: steps - 1, end: steps },
    },
    channels: ["first cue", "second cue"],
    classes: ["different", "same"],
    ceiling: agreementCeiling(Math.sqrt(power) / noise),
    waiting: unasked,
    noise,
    isNoisy: () => true,
    latents: 2,
    draw(latents, set) {
      const isPresent = [pick(latents[0]!, 2) === 1, pick(latents[1]!, 2) === 1]
      for (const [channel, { start }] of [firstCue, secondCue].entries()) {
        for (let step = 0; step < steps; step++) set(step, channel, baseline)
        if (isPresent[channel]) for (let i = 0; i < cue; i++) set(start + i, channel, bump[i]!)
      }
      return isPresent[0] === isPresent[1] ? 1 : 0
    },
  })
}

function settingsOf(options: DelayedXorOptions): Required<DelayedXorOptions> {
  const what = "tasks.delayedXor"
  refuseUnknownKeys(what, options, Object.keys(defaults))
  const settings = { ...defaults, ...options }
  for (const name of ["dtMs", "cueMs", "height", "widthMs"] as const)
    numberOption(`${what}: ${name}`, settings[name], 0)
  if (settings.delayMs !== 0) numberOption(`${what}: delayMs`, settings.delayMs, 0)
  numberOption(`${what}: baseline`, settings.baseline, Number.NEGATIVE_INFINITY)
  for (const name of ["cueMs", "delayMs"] as const)
    if (!Number.isInteger(settings[name] / settings.dtMs))
      throw new RangeError(
        `${what}: ${name} must be a whole number of steps of ${settings.dtMs} ms, got ${settings[name]}`,
      )
  noiseOf(what, { noise: settings.noise })
  return settings
}
