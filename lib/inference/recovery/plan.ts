import { choiceOption } from "../../numerics/options.ts"
import type { RuleSpec } from "../../rules/policy-rules.ts"
import type { LearnerSpec } from "../learner.ts"
import type { RecoveryCondition, SimulatedTruth } from "./condition.ts"

/**
 * "quick" shows each claim in seconds to a minute; "reference" has 100 animals of 500 trials and 480 steps throughout, as the reference
 * numbers of the studies do; "full" has the paper's sizes.
 */
export type RecoveryPreset = "quick" | "reference" | "full"

/** Sizes of a figure's animals and fits. */
interface Sizes {
  readonly animals: number
  readonly trials: number
  /** Steps of the optimiser, whatever the number of animals. */
  readonly steps: number
  /** Animals a step. */
  readonly batchAnimals: number
  readonly hiddenUnits?: number
}

const rule = {
  reinforce: (rate = 0.1): RuleSpec => ({ name: "reinforce", constants: { rate } }),
  maximumLikelihood: { name: "maximumLikelihood", constants: { rate: 0.05 } } satisfies RuleSpec,
  eligibility: { name: "eligibility", constants: { rate: 0.05, trials: 10 } } satisfies RuleSpec,
}

/** The recipe of the reference numbers: 480 steps on 25 animals each; and that of the paper: 1000 passes, an animal a step. */
const reference: Sizes = { animals: 100, trials: 500, steps: 480, batchAnimals: 25 }
const usual: Readonly<Record<RecoveryPreset, Sizes>> = {
  quick: reference,
  reference,
  full: { animals: 1000, trials: 500, steps: 1_000_000, batchAnimals: 1 },
}
const smaller: Readonly<Record<RecoveryPreset, Sizes>> = {
  quick: { animals: 60, trials: 500, steps: 240, batchAnimals: 25 },
  reference,
  full: usual.full,
}

/** A network with the start of the animals known and w_bias not learned, as in all simulations of the paper. */
function network(kind: "dnnGlm" | "rnnGlm", sizes: Sizes, more: Readonly<Record<string, unknown>> = {}): LearnerSpec {
  const { animals, steps, batchAnimals, hiddenUnits = 32 } = sizes
  const epochs = Math.max(1, Math.round(steps / Math.ceil(animals / batchAnimals)))
  const recipe = { initialScale: 0.1, learningRate: 3e-3, initialWeights: "known", learnedWeights: "stimulus" }
  return { kind, options: { ...recipe, epochs, batchAnimals, hiddenUnits, chunkTrials: sizes.trials, ...more } }
}

function condition(
  figure: string,
  label: string,
  sizes: Sizes,
  parts: {
    readonly rules?: readonly RuleSpec[]
    readonly truth?: Partial<SimulatedTruth>
    readonly learner?: LearnerSpec
    readonly heldOutAnimals?: number
    readonly initialShift?: number
  } = {},
): RecoveryCondition {
  const { rules = [rule.reinforce()], truth = {}, learner = network("dnnGlm", sizes) } = parts
  const { heldOutAnimals = 0, initialShift = 0 } = parts
  const { animals, trials } = sizes
  return { figure, label, truth: { rules, animals, trials, ...truth }, learner, heldOutAnimals, initialShift }
}

const makers: Readonly<Record<string, (preset: RecoveryPreset) => readonly RecoveryCondition[]>> = {
  F2B: (preset) => [condition("F2B", "REINFORCE", usual[preset], { heldOutAnimals: 200 })],
  F2C: (preset) =>
    (preset === "quick" ? [10, 30, 100] : [10, 30, 100, 300, 1000]).map((animals) => {
      const trials = preset === "quick" ? 250 : 500
      const sizes = { animals, trials, steps: preset === "quick" ? 400 : 480, batchAnimals: 25 }
      return condition("F2C", `${animals} animals`, sizes)
    }),
  F3: (preset) => {
    const sizes =
      preset === "quick" ? { animals: 60, trials: 300, steps: 180, batchAnimals: 25, hiddenUnits: 16 } : usual[preset]
    const parts = { rules: [rule.eligibility], truth: { initialWeights: [0, [-1, 0, 1]] as const } }
    return [
      condition("F3", "recurrent", sizes, { ...parts, learner: network("rnnGlm", sizes) }),
      condition("F3", "feed-forward", sizes, { ...parts, learner: network("dnnGlm", sizes) }),
      // What of a gap a network with memory shows where there is none.
      condition("F3", "recurrent, REINFORCE", sizes, {
        truth: parts.truth,
        learner: network("rnnGlm", sizes),
      }),
    ]
  },
  S6: (preset) => [condition("S6", "maximum likelihood", usual[preset], { rules: [rule.maximumLikelihood] })],
  T3: (preset) =>
    [-2, 0, 2].map((start) =>
      condition("T3", `w_stim from ${start}`, smaller[preset], { truth: { initialWeights: [start, [-1, 0, 1]] } }),
    ),
  T5: (preset) =>
    [0, 0.5, 1, 2].map((initialShift) =>
      condition("T5", `start told ${initialShift} too high`, smaller[preset], { initialShift }),
    ),
  S10: (preset) => {
    const sizes =
      preset === "quick"
        ? { animals: 10, trials: 2000, steps: 120, batchAnimals: 10 }
        : { ...usual[preset], animals: 100, trials: 8000 }
    const learner = network("dnnGlm", sizes, { initialWeights: "psychometric", chunkTrials: 500 })
    return [condition("S10", "start read off the first 100 trials", sizes, { learner })]
  },
  S11: (preset) => {
    const sizes = smaller[preset]
    const mixed = [rule.reinforce(0.1), rule.reinforce(0.025)]
    const [feedForward, recurrent] = [network("dnnGlm", sizes), network("rnnGlm", sizes)]
    return [
      condition("S11", "two rates, feed-forward", sizes, { rules: mixed, learner: feedForward }),
      condition("S11", "two rates, recurrent", sizes, { rules: mixed, learner: recurrent }),
      // What of a gap between rewarded and unrewarded pasts is there without a mixture.
      condition("S11", "one rate, recurrent", sizes, { learner: recurrent }),
    ]
  },
  S14: (preset) => {
    const sizes = preset === "quick" ? { animals: 20, trials: 300, steps: 200, batchAnimals: 20 } : usual[preset]
    return [
      condition("S14", "changes of weights", sizes, { learner: network("rnnGlm", sizes) }),
      condition("S14", "weights themselves", sizes, {
        learner: network("rnnGlm", sizes, { directWeights: true, learnedWeights: "both", initialScale: 1 }),
      }),
    ]
  },
  T4: (preset) =>
    (preset === "quick" ? [0, 0.05] : [0, 0.025, 0.05, 0.1]).map((noise) =>
      condition("T4", `noise ${noise}`, smaller[preset], { truth: { noise } }),
    ),
  T6: (preset) =>
    (preset === "quick" ? [1] : [1, 3]).flatMap((times) =>
      (preset === "quick" ? [0, 3] : [0, 1, 3, 10, 30, 100]).map((distractors) => {
        const sizes = { ...smaller[preset], animals: times * smaller[preset].animals }
        const regressors = ["stimulus", "bias", ...Array.from({ length: distractors }, (_, i) => `distractor${i + 1}`)]
        const label = `${distractors} distractors${times === 1 ? "" : `, ${times} times the animals`}`
        return condition("T6", label, sizes, {
          truth: { distractors },
          learner: network("dnnGlm", sizes, { regressors }),
        })
      }),
    ),
  T7: (preset) =>
    [
      { label: "multiplicative model", regressors: ["attendedLeft", "attendedRight", "bias"] },
      { label: "additive model", regressors: ["leftStimulus", "rightStimulus", "bias"] },
    ].map(({ label, regressors }) =>
      condition("T7", label, smaller[preset], {
        truth: { decision: "multiplicative", initialWeights: [0, [-1, 0, 1]] },
        learner: network("dnnGlm", smaller[preset], { regressors }),
      }),
    ),
}

/** Figures and tables of the paper that recovery studies stand for: F main figure, S supplementary figure, T table. */
export const recoveryFigures: readonly string[] = Object.freeze(Object.keys(makers))

/**
 * The conditions of a figure at a preset.
 * @throws RangeError on an unknown figure or preset.
 */
export function recoveryConditions(figure: string, preset: RecoveryPreset = "quick"): readonly RecoveryCondition[] {
  if (!Object.hasOwn(makers, figure))
    throw new RangeError(`There is no recovery figure "${figure}"; accepted are ${recoveryFigures.join(", ")}.`)
  return makers[figure]!(choiceOption("recoveryConditions: preset", preset, ["quick", "reference", "full"]))
}
