import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { designMatrix } from "../../lib/inference/regressors.ts"
import { integers, normal, uniform } from "../../lib/numerics/distributions.ts"
import { foldIn, type Key, split } from "../../lib/numerics/random-key.ts"

/** Constants of a noisy learner, one a regressor. */
export interface NoisyRule {
  readonly regressors: readonly string[]
  readonly rate: readonly number[]
  readonly baseline: readonly number[]
  readonly forgetting: readonly number[]
  readonly noise: readonly number[]
  readonly dayNoise: readonly number[]
}

/** A simulated animal that learns by noisy REINFORCE with forgetting from weights 0, and its weights (trials x regressors). */
export function noisyLearner(
  rule: NoisyRule,
  options: { readonly trials: number; readonly trialsPerSession: number; readonly key: Key; readonly name?: string },
): { readonly animal: ChoiceSequence; readonly weights: Float64Array } {
  const { trials, trialsPerSession, key, name = "noisy" } = options
  const strengths = [0.30274, 0.55465, 0.84836, 1]
  const [forSide, forStrength, forChoice, forNoise] = split(key, 4)
  const sides = integers(forSide!, trials, 2)
  const which = integers(forStrength!, trials, strengths.length)
  const draws = uniform(forChoice!, trials)
  const session = Uint16Array.from({ length: trials }, (_, t) => Math.floor(t / trialsPerSession))
  const animal = {
    animal: name,
    synthetic: true,
    stimulus: Float64Array.from(sides, (side, t) => (2 * side - 1) * strengths[which[t]!]!),
    choice: new Uint8Array(trials),
    reward: new Uint8Array(trials),
    side: Uint8Array.from(sides),
    sessionStart: Uint8Array.from({ length: trials }, (_, t) => (t % trialsPerSession === 0 ? 1 : 0)),
    session,
  }
  const size = rule.regressors.length
  const weights = new Float64Array(trials * size)
  let w = new Float64Array(size)
  for (let t = 0; t < trials; t += 1) {
    weights.set(w, t * size)
    const x = trialRegressors(animal, t, rule.regressors)
    const q = 1 / (1 + Math.exp(-x.reduce((sum, each, k) => sum + each * w[k]!, 0)))
    animal.choice[t] = draws[t]! < q ? 1 : 0
    animal.reward[t] = animal.choice[t] === sides[t] ? 1 : 0
    const z = normal(foldIn(forNoise!, t), size)
    const noise = (t + 1) % trialsPerSession === 0 ? rule.dayNoise : rule.noise
    w = w.map((each, k) => {
      const gain = rule.rate[k]! * (animal.reward[t]! - rule.baseline[k]!) * (animal.choice[t]! - q) * x[k]!
      return each + gain - rule.forgetting[k]! * each + noise[k]! * z[k]!
    })
  }
  return { animal, weights }
}

/** Regressors of one trial, from it and the one before. */
function trialRegressors(animal: ChoiceSequence, t: number, names: readonly string[]): Float64Array {
  const first = Math.max(0, t - 1)
  const cut = <Column extends Uint8Array | Uint16Array | Float64Array>(column: Column) => column.slice(first, t + 1)
  const { stimulus, choice, reward, side, sessionStart, session } = animal
  const pair = {
    ...animal,
    stimulus: cut(stimulus) as Float64Array,
    choice: cut(choice) as Uint8Array,
    reward: cut(reward) as Uint8Array,
    side: cut(side) as Uint8Array,
    sessionStart: cut(sessionStart) as Uint8Array,
    session: cut(session) as Uint16Array,
  }
  if (t > first) pair.sessionStart[0] = 1
  return designMatrix(pair, names).slice(-names.length)
}
