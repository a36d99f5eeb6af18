import type { ChoiceSequence } from "../data/choices.ts"
import { integers, normal, uniform } from "../numerics/distributions.ts"
import { choiceOption, integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key, split } from "../numerics/random-key.ts"
import type { LearningRule } from "./policy-rule.ts"
import { type Circumstances, type Life, live } from "./simulated-life.ts"
import { type DecisionName, decisions, type Scenery } from "./simulated-scenery.ts"

/** What is never known of a real animal; one entry a trial. */
export interface LearnerTruth {
  /** Weights each trial's choice was made with. */
  readonly weightStimulus: Float64Array
  readonly weightBias: Float64Array
  /** Changes after each trial that the rule made, without the noise; 0 for a weight that does not learn. */
  readonly changeStimulus: Float64Array
  readonly changeBias: Float64Array
  /** What noise added to w_stim after each trial. */
  readonly noiseStimulus: Float64Array
  /** q_t of the choice made. */
  readonly probabilityRight: Float64Array
  /** Weights and changes by the name of the regressor, where there are others than stimulus and bias. */
  readonly weights?: Readonly<Record<string, Float64Array>>
  readonly changes?: Readonly<Record<string, Float64Array>>
  /** Index of the animal's rule in the list of rules. */
  readonly ruleIndex: number
}

/** A simulated animal: its choices as models read them, and the truth about it. */
export interface SimulatedLearner extends ChoiceSequence {
  readonly initialWeights: readonly [stimulus: number, bias: number]
  readonly truth: LearnerTruth
}

/** Options of `simulateLearners`; the defaults are those of Liu, Geadah and Pillow 2025, section 3. */
export interface SimulatedLearnersOptions {
  /** Source of all randomness; animal i of a key is the same whatever the number of animals. */
  readonly key: Key
  /** What the animals learn by; of several rules the animals take one each in turn, a mixed population. */
  readonly rule: LearningRule | readonly LearningRule[]
  /** Number of animals; 100 where absent. */
  readonly animals?: number
  /** Trials of each animal; 500 where absent. */
  readonly trials?: number
  /** What s_t is drawn from with equal odds; -2 to 2 in quarters without 0 where absent. */
  readonly stimuli?: readonly number[]
  /** w_stim before the first trial, and w_bias or a list it is drawn from with equal odds; [-2, [-1, 0, 1]] where absent. */
  readonly initialWeights?: readonly [stimulus: number, bias: number | readonly number[]]
  /** Which weights the rule changes: all but that of the bias ("stimulus", the default), or "both". */
  readonly learned?: "stimulus" | "both"
  /** Standard deviation of the noise added to each learned weight after every trial; 0 where absent. */
  readonly noise?: number
  /** Number of inputs drawn from N(0, 1) that say nothing about the side, each with a weight of its own from 0; none where absent. */
  readonly distractors?: number
  /** How the choice is made, see `decisions`; "additive" where absent. */
  readonly decision?: DecisionName
}

/** -2, -1.75 … 2 without 0. */
export const simulatedStimuli: readonly number[] = Object.freeze(
  Array.from({ length: 17 }, (_, i) => i / 4 - 2).filter((s) => s !== 0),
)

const defaults = {
  animals: 100,
  trials: 500,
  stimuli: simulatedStimuli,
  initialWeights: [-2, [-1, 0, 1]] as const,
  learned: "stimulus",
  noise: 0,
  distractors: 0,
  decision: "additive",
} satisfies Omit<SimulatedLearnersOptions, "key" | "rule">

type Settings = Required<SimulatedLearnersOptions>

/**
 * Simulates animals that learn to report the side of a stimulus by a known rule: y_t ~ Bernoulli(sigmoid(w_t . x_t)), r_t = 1 where
 * y_t is the side 1[s_t > 0], then w_{t+1} = w_t + dw_t.
 * @throws on an unknown option, an impossible value, or a rule with memory beside regressors of its own.
 */
export function simulateLearners(options: SimulatedLearnersOptions): readonly SimulatedLearner[] {
  const settings = checked(options)
  const rules = typeof settings.rule === "function" || !Array.isArray(settings.rule) ? [settings.rule] : settings.rule
  return Object.freeze(
    Array.from({ length: settings.animals }, (_, i) => {
      const ruleIndex = i % rules.length
      return simulateOne(rules[ruleIndex] as LearningRule, settings, i, ruleIndex)
    }),
  )
}

function simulateOne(rule: LearningRule, settings: Settings, index: number, ruleIndex: number): SimulatedLearner {
  const { trials, initialWeights, learned, noise } = settings
  const [sceneryKey, biasKey, choiceKey, noiseKey] = split(foldIn(settings.key, index), 4) as [Key, Key, Key, Key]
  const scenery = decisions[settings.decision](settings.stimuli, trials, settings.distractors, sceneryKey)
  const { regressors } = scenery
  const biases = [initialWeights[1]].flat()
  const bias = biases[integers(biasKey, 1, biases.length)[0]!]!
  const learns = regressors.map((name) => learned === "both" || name !== "bias")
  const circumstances: Circumstances = {
    ...scenery,
    initial: regressors.map((name) => (name === "bias" ? bias : scenery.distractors.has(name) ? 0 : initialWeights[0])),
    learned: learns,
    noise: noise > 0 ? noiseOf(noiseKey, trials, learns, noise) : new Float64Array(trials * regressors.length),
    chances: uniform(choiceKey, trials),
  }
  const life = live(rule, circumstances)
  return Object.freeze({
    animal: `simulated-${index + 1}`,
    synthetic: true,
    stimulus: scenery.stimulus,
    choice: life.choice,
    reward: life.reward,
    side: scenery.side,
    sessionStart: Uint8Array.from(life.choice, (_, t) => (t === 0 ? 1 : 0)),
    session: new Uint16Array(trials),
    initialWeights: Object.freeze([initialWeights[0], bias] as const),
    ...(Object.keys(scenery.inputs).length > 0 && { inputs: Object.freeze(scenery.inputs) }),
    truth: truthOf(life, scenery, circumstances, ruleIndex),
  } satisfies SimulatedLearner)
}

function noiseOf(key: Key, trials: number, learns: readonly boolean[], deviation: number): Float64Array {
  return normal(key, trials * learns.length).map((draw, i) => (learns[i % learns.length] ? deviation * draw : 0))
}

function truthOf(life: Life, { regressors }: Scenery, { noise }: Circumstances, ruleIndex: number): LearnerTruth {
  const column = (values: Float64Array, k: number) =>
    Float64Array.from(life.choice, (_, t) => values[t * regressors.length + k]!)
  const named = (values: Float64Array) =>
    Object.freeze(Object.fromEntries(regressors.map((name, k) => [name, column(values, k)])))
  const bias = regressors.indexOf("bias")
  return Object.freeze({
    weightStimulus: column(life.weights, 0),
    weightBias: column(life.weights, bias),
    changeStimulus: column(life.changes, 0),
    changeBias: column(life.changes, bias),
    noiseStimulus: column(noise, 0),
    probabilityRight: life.probabilityRight,
    ...(regressors.length > 2 && { weights: named(life.weights), changes: named(life.changes) }),
    ruleIndex,
  })
}

function checked(options: SimulatedLearnersOptions): Settings {
  const what = "simulateLearners"
  refuseUnknownKeys(what, options, ["key", "rule", ...Object.keys(defaults)])
  const settings: Settings = { ...defaults, ...options }
  split(settings.key, 0) // Throws on what is not a key.
  integerOption(`${what}: animals`, settings.animals, 1, 100_000)
  integerOption(`${what}: trials`, settings.trials, 1, 1_000_000)
  integerOption(`${what}: distractors`, settings.distractors, 0, 1000)
  choiceOption(`${what}: learned`, settings.learned, ["stimulus", "both"])
  choiceOption(`${what}: decision`, settings.decision, Object.keys(decisions) as DecisionName[])
  const { noise, stimuli, initialWeights, rule } = settings
  if (!(Number.isFinite(noise) && noise >= 0))
    throw new RangeError(`${what}: noise must be a standard deviation from 0, got ${noise}`)
  refuseNumbers(`${what}: stimuli`, stimuli)
  refuseNumbers(`${what}: initialWeights`, Array.isArray(initialWeights) ? initialWeights.flat() : initialWeights)
  if (initialWeights.length !== 2) throw new RangeError(`${what}: initialWeights must be [stimulus, bias or biases]`)
  if (![rule].flat().every((each) => typeof each === "function" || typeof each?.change === "function"))
    throw new TypeError(`${what}: rule must be a rule such as reinforce({ rate: 0.1 }), or a list of them`)
  return settings
}

function refuseNumbers(what: string, values: unknown): void {
  if (Array.isArray(values) && values.length > 0 && values.every(Number.isFinite)) return
  throw new RangeError(`${what} must be finite numbers, got ${JSON.stringify(values)}`)
}
