/**
 * One animal's choices in the notation of the models: what a rule of learning is fitted to.
 * All arrays have one entry a trial, in order of time; trials without a response are already dropped.
 */
export interface ChoiceSequence {
  readonly animal: string
  /** True where the trials were simulated: every figure and table must then say so. */
  readonly synthetic: boolean
  /** s_t, signed contrast after tanh(5 c) / tanh(5), right positive; in [-1, 1]. */
  readonly stimulus: Float64Array
  /** y_t: 1 right, 0 left. */
  readonly choice: Uint8Array
  /** r_t: 1 where the animal was rewarded, as recorded. */
  readonly reward: Uint8Array
  /** 1 where s_t > 0. */
  readonly side: Uint8Array
  /** 1 on the first trial of each session. */
  readonly sessionStart: Uint8Array
  /** Index of the session of each trial, counted from 0. */
  readonly session: Uint16Array
}
