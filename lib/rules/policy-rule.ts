/** The weights of the policy, or a change of them: (w_stim, w_bias). */
export type PolicyWeights = readonly [stimulus: number, bias: number]

/** What a rule may see of one trial. */
export interface PolicyTrial {
  /** s_t, signed stimulus, right positive. */
  readonly stimulus: number
  /** y_t: 1 right, 0 left. */
  readonly choice: number
  /** r_t: 1 rewarded, 0 not. */
  readonly reward: number
  /** z_t: the side that is right, 1 right, 0 left; only rules that know the answer read it. */
  readonly side: number
}

/** A rule of learning for the policy: weights before the trial and the trial give the change of weights after it. */
export type PolicyRule = (weights: PolicyWeights, trial: PolicyTrial) => PolicyWeights

/** A rule that looks back at the trials before the present one. */
export interface RecallingRule {
  /** S: how many trials before the present one it sees. */
  readonly recalledTrials: number
  /** The change of weights after `trials[0]`; behind it stand the trials before, the newest first, fewer than S at an animal's start. */
  readonly change: (weights: PolicyWeights, trials: readonly PolicyTrial[]) => PolicyWeights
}

/** A rule of learning for the policy, with or without memory. */
export type LearningRule = PolicyRule | RecallingRule

/** A constant of a rule: one for both weights, or one for each, (stimulus, bias). */
export type PerWeight = number | PolicyWeights

/** Spreads a constant over both weights. */
export function perWeight(constant: PerWeight): PolicyWeights {
  return typeof constant === "number" ? [constant, constant] : constant
}
