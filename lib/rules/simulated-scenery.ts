import { integers, normal } from "../numerics/distributions.ts"
import { type Key, split } from "../numerics/random-key.ts"

/** What one simulated animal is shown over all its trials. */
export interface Scenery {
  /** Names of the K regressors of its decision, the first one never the bias. */
  readonly regressors: readonly string[]
  /** x of every trial (T x K, row-major). */
  readonly design: Float64Array
  /** The stimulus whose side is asked for, and that side: 1 where it is above 0. */
  readonly stimulus: Float64Array
  readonly side: Uint8Array
  /** What a model may read besides, by name. */
  readonly inputs: Readonly<Record<string, Float64Array>>
  /** Regressors that say nothing about the side. */
  readonly distractors: ReadonlySet<string>
}

type Decision = (stimuli: readonly number[], trials: number, distractors: number, key: Key) => Scenery

/**
 * How simulated animals decide.
 * "additive": logit = w_stim s + w_bias, plus w_k d_k of each distractor d_k.
 * "multiplicative": a cue c, 1 or 0 at equal odds, says which of two stimuli counts: logit = w_L c x_L + w_R (1 - c) x_R + w_bias, the
 * stimulus of the trial being c x_L + (1 - c) x_R. A model that adds has regressors `leftStimulus` and `rightStimulus`, one that
 * multiplies `attendedLeft` and `attendedRight`.
 */
export const decisions = Object.freeze({ additive, multiplicative } satisfies Record<string, Decision>)

/** Name of a way to decide. */
export type DecisionName = keyof typeof decisions

function additive(stimuli: readonly number[], trials: number, distractors: number, key: Key): Scenery {
  const [stimulusKey, distractorKey] = split(key, 2) as [Key, Key]
  const stimulus = drawn(stimuli, trials, stimulusKey)
  return { ...scenery({ stimulus, bias: constant(trials) }, distractors, distractorKey), ...asked(stimulus) }
}

function multiplicative(stimuli: readonly number[], trials: number, distractors: number, key: Key): Scenery {
  const keys = split(key, 4) as [Key, Key, Key, Key]
  const leftStimulus = drawn(stimuli, trials, keys[0])
  const rightStimulus = drawn(stimuli, trials, keys[1])
  const cue = Float64Array.from(integers(keys[2], trials, 2))
  const attendedLeft = leftStimulus.map((x, t) => cue[t]! * x)
  const attendedRight = rightStimulus.map((x, t) => (1 - cue[t]!) * x)
  const seen = scenery({ attendedLeft, attendedRight, bias: constant(trials) }, distractors, keys[3])
  const inputs = { leftStimulus, rightStimulus, cue, attendedLeft, attendedRight, ...seen.inputs }
  return { ...seen, ...asked(attendedLeft.map((x, t) => x + attendedRight[t]!)), inputs }
}

function scenery(
  columns: Readonly<Record<string, Float64Array>>,
  distractors: number,
  key: Key,
): Omit<Scenery, "stimulus" | "side"> {
  const trials = columns.bias!.length
  const inputs = Object.fromEntries(
    split(key, distractors).map((each, i) => [`distractor${i + 1}`, normal(each, trials)] as const),
  )
  const all = Object.entries({ ...columns, ...inputs })
  const design = new Float64Array(trials * all.length)
  for (const [k, [, values]] of all.entries()) for (let t = 0; t < trials; t++) design[t * all.length + k] = values[t]!
  return { regressors: all.map(([name]) => name), design, inputs, distractors: new Set(Object.keys(inputs)) }
}

function drawn(stimuli: readonly number[], trials: number, key: Key): Float64Array {
  return Float64Array.from(integers(key, trials, stimuli.length), (i) => stimuli[i]!)
}

function asked(stimulus: Float64Array): Pick<Scenery, "stimulus" | "side"> {
  return { stimulus, side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)) }
}

function constant(trials: number): Float64Array {
  return new Float64Array(trials).fill(1)
}
