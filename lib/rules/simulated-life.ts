import { probabilityRight } from "../networks/glm-policy.ts"
import type { LearningRule, PolicyRule, PolicyTrial, RecallingRule } from "./policy-rule.ts"

/** What happens to one simulated animal whatever it chooses, and the chances by which it chooses. */
export interface Circumstances {
  /** Names of the K regressors x; "bias" is 1 on every trial, every other one is learned about as the stimulus is. */
  readonly regressors: readonly string[]
  /** x of every trial (T x K, row-major). */
  readonly design: Float64Array
  /** s_t, what a rule with memory recalls of a trial. */
  readonly stimulus: Float64Array
  /** z_t, the side that is rewarded. */
  readonly side: Uint8Array
  /** Weights before the first trial (K). */
  readonly initial: readonly number[]
  /** Which weights change (K). */
  readonly learned: readonly boolean[]
  /** What is added to each weight after each trial (T x K), 0 where there is no noise. */
  readonly noise: Float64Array
  /** Uniform numbers, one a trial: the choice is right where it lies below q. */
  readonly chances: Float64Array
}

/** What one simulated animal did and how its weights went; all arrays but the first three are trials x K. */
export interface Life {
  readonly choice: Uint8Array
  readonly reward: Uint8Array
  readonly probabilityRight: Float64Array
  /** Weights each trial's choice was made with. */
  readonly weights: Float64Array
  /** Changes after each trial that the rule made, without the noise. */
  readonly changes: Float64Array
}

/**
 * Lives through an animal's trials: predict, choose, be rewarded where the choice names the side, learn by the rule, add the noise.
 * @throws RangeError where a rule with memory meets regressors beside the stimulus and the bias.
 */
export function live(rule: LearningRule, circumstances: Circumstances): Life {
  const { regressors, design, stimulus, side, initial, learned, noise, chances } = circumstances
  const trials = side.length
  const size = regressors.length
  const life: Life = {
    choice: new Uint8Array(trials),
    reward: new Uint8Array(trials),
    probabilityRight: new Float64Array(trials),
    weights: new Float64Array(trials * size),
    changes: new Float64Array(trials * size),
  }
  const change = typeof rule === "function" ? changeAll(rule, regressors) : changeRecalling(rule, regressors)
  const weights = Float64Array.from(initial)
  for (let t = 0; t < trials; t++) {
    const at = t * size
    life.weights.set(weights, at)
    let logit = 0
    for (let k = 0; k < size; k++) logit += weights[k]! * design[at + k]!
    const q = probabilityRight(logit)
    const choice = chances[t]! < q ? 1 : 0
    const reward = choice === side[t] ? 1 : 0
    life.probabilityRight[t] = q
    life.choice[t] = choice
    life.reward[t] = reward
    const trial = { stimulus: stimulus[t]!, choice, reward, side: side[t]! }
    const step = change(weights, logit, trial, design.subarray(at, at + size))
    for (let k = 0; k < size; k++) {
      if (!learned[k]) continue
      life.changes[at + k] = step[k]!
      weights[k]! += step[k]! + noise[at + k]!
    }
  }
  return life
}

type Change = (weights: Float64Array, logit: number, trial: PolicyTrial, x: Float64Array) => ArrayLike<number>

/**
 * A rule on any number of regressors. Rules of the policy are a number times x, and that number depends on the weights through the logit
 * alone: each regressor is put in the place of the stimulus, and the whole logit in that of the bias.
 */
function changeAll(rule: PolicyRule, regressors: readonly string[]): Change {
  const step = new Float64Array(regressors.length)
  return (_, logit, trial, x) => {
    for (const [k, name] of regressors.entries()) {
      const [asStimulus, asBias] = rule([0, logit], { ...trial, stimulus: x[k]! })
      step[k] = name === "bias" ? asBias : asStimulus
    }
    return step
  }
}

function changeRecalling({ recalledTrials, change }: RecallingRule, regressors: readonly string[]): Change {
  if (regressors.join() !== "stimulus,bias")
    throw new RangeError(
      `a rule with memory learns about the stimulus and the bias only, got regressors ${regressors.join(", ")}`,
    )
  const recent: PolicyTrial[] = []
  return (weights, _, trial) => {
    recent.unshift(trial)
    if (recent.length > recalledTrials + 1) recent.pop()
    return change([weights[0]!, weights[1]!], recent)
  }
}
