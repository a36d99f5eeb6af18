import type { AnimalChoices } from "../data/choices.ts"
import type { Learner } from "../inference/learner.ts"
import { learners } from "../inference/learners.ts"
import { type DataCheck, fewestForNetworks } from "./data-check.ts"

/** How much computing a report may take. */
export type ReportPreset = "quick" | "full"

/** Sizes of a report's computations. */
export interface ReportSizes {
  /** Epochs of each fit of a rule network. */
  readonly epochs: number
  /** Fits of the rule network with different keys: only what they agree on is read. */
  readonly seeds: number
  /** Later blocks, or folds of animals, that are held out. */
  readonly folds: number
  /** Copies of the twin. */
  readonly copies: number
  /** Whether the recurrent rule network is fitted, too. */
  readonly recurrent: boolean
}

/** Sizes by preset: `quick` takes about a minute for an animal of 10,000 trials on two cores, `full` many. */
export const reportSizes: Readonly<Record<ReportPreset, ReportSizes>> = Object.freeze({
  quick: { epochs: 150, seeds: 3, folds: 3, copies: 20, recurrent: false },
  full: { epochs: 1000, seeds: 4, folds: 5, copies: 100, recurrent: true },
})

/** What is fitted to which animals. */
export interface ReportPlan {
  readonly animals: readonly AnimalChoices[]
  readonly checks: readonly DataCheck[]
  /** True where stimuli are contrasts of the training task: only then are there psychometric curves and twins. */
  readonly contrasts: boolean
  /** What weights act on. */
  readonly regressors: readonly string[]
  /** The ladder of models and controls. */
  readonly ladder: readonly Learner[]
  /** The network whose rule is read; null where there are too few trials. */
  readonly network: Learner | null
  readonly sizes: ReportSizes
}

/** Decides what can be fitted to these animals. */
export function reportPlan(
  animals: readonly AnimalChoices[],
  checks: readonly DataCheck[],
  sizes: ReportSizes,
): ReportPlan {
  const contrasts = animals.every(({ contrast }) => contrast.every((c) => !Number.isNaN(c)))
  const inputs = Object.keys(animals[0]!.inputs ?? {}).filter((name) => animals.every((one) => one.inputs?.[name]))
  const regressors = contrasts || inputs.length === 0 ? ["stimulus", "bias"] : [...inputs, "bias"]
  const learns = checks.every(({ allowsLearning }) => allowsLearning)
  const trials = checks.reduce((sum, check) => sum + check.trials, 0)
  const network = learns && trials >= fewestForNetworks ? learners.dnnGlm({ epochs: sizes.epochs }) : null
  const recurrent = network !== null && sizes.recurrent ? [learners.rnnGlm({ epochs: sizes.epochs })] : []
  // Without weights or a rule: what it scores above the others they leave unexplained.
  const unruly = network === null ? [] : [learners.tinyRnn({ epochs: sizes.epochs, learningRate: 1e-2 })]
  const still = [
    learners.biasOnly(),
    learners.staticGlm(),
    ...(contrasts ? [] : [learners.historyGlm({ regressors })]),
    learners.historyGlm({ regressors: [...regressors, "previousChoice", "winStayLoseSwitch"] }),
    learners.choiceKernel(),
  ]
  const learning = [
    learners.reinforce(),
    learners.reinforce({ baseline: "nonNegative" }),
    learners.reinforce({ baseline: "signed" }),
    learners.rewardFree(),
    learners.followingBias(),
    ...(network === null ? [] : [network]),
    ...recurrent,
    ...unruly,
  ]
  return { animals, checks, contrasts, regressors, ladder: learns ? [...still, ...learning] : still, network, sizes }
}
