import type { Learner } from "../../inference/learner.ts"
import { learners } from "../../inference/learners.ts"

/** Sizes of the parts of the study that are about animals; those of simulated learners are `recovery`'s. */
export interface RuleInferenceSpec {
  /** Synthetic mice of the cohort, and sessions of each. */
  readonly mice: number
  readonly sessions: number
  /** Trials of each that are used. */
  readonly trials: number
  readonly folds: number
  readonly seeds: number
  /** Epochs of the networks on the cohort, and on the single mouse. */
  readonly cohortEpochs: number
  readonly mouseEpochs: number
  /** Fits of the single mouse's networks with different keys. */
  readonly mouseSeeds: number
  /** Split in time: trials that are fitted to, and trials after them that are scored. */
  readonly trainTrials: number
  readonly testTrials: number
  /** Fits of each simulated condition. */
  readonly recoverySeeds: number
}

/** `quick` shows each claim in about two minutes on two cores; `full` has the paper's sizes, for hours. */
export const ruleInferencePresets: Readonly<Record<"quick" | "full", RuleInferenceSpec>> = Object.freeze({
  quick: {
    mice: 6,
    sessions: 5,
    trials: 2000,
    folds: 3,
    seeds: 1,
    cohortEpochs: 60,
    mouseEpochs: 150,
    mouseSeeds: 3,
    trainTrials: 1500,
    testTrials: 300,
    recoverySeeds: 1,
  },
  full: {
    mice: 12,
    sessions: 25,
    trials: 10_000,
    folds: 5,
    seeds: 4,
    cohortEpochs: 1000,
    mouseEpochs: 1000,
    mouseSeeds: 4,
    trainTrials: 5500,
    testTrials: 500,
    recoverySeeds: 5,
  },
})

/** A model of the paper's tables with its published scores, nats per trial: on held-out animals (Table 1) and on future trials (Table 2). */
export interface PublishedModel {
  readonly name: string
  readonly heldOut: number
  readonly future: number
  readonly make: (epochs: number) => Learner
}

const history = ["stimulus", "previousStimulus", "bias"]

const models: readonly PublishedModel[] = [
  { name: "RNNGLM", heldOut: -0.4991, future: -0.4802, make: (epochs) => learners.rnnGlm({ epochs }) },
  {
    name: "DNNGLM + history",
    heldOut: -0.5014,
    future: -0.4817,
    make: (epochs) => learners.dnnGlm({ epochs, regressors: history }),
  },
  { name: "DNNGLM", heldOut: -0.503, future: -0.4843, make: (epochs) => learners.dnnGlm({ epochs }) },
  {
    name: "REINFORCE + history",
    heldOut: -0.5042,
    future: -0.4858,
    make: () => learners.reinforce({ baseline: "signed", regressors: history }),
  },
  {
    name: "tinyRNN",
    heldOut: -0.5047,
    future: -0.4823,
    make: (epochs) => learners.tinyRnn({ epochs, learningRate: 1e-2 }),
  },
  {
    name: "REINFORCE, signed baseline",
    heldOut: -0.5048,
    future: -0.4874,
    make: () => learners.reinforce({ baseline: "signed" }),
  },
  {
    name: "REINFORCE, baseline >= 0",
    heldOut: -0.5711,
    future: -0.5454,
    make: () => learners.reinforce({ baseline: "nonNegative" }),
  },
]

/** The seven models of Tables 1 and 2 of Liu, Geadah and Pillow 2025, arXiv 2509.04661, from the best on held-out animals down. */
export const publishedModels: readonly PublishedModel[] = Object.freeze(models)
