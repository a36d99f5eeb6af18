import type { ColumnTable } from "arquero"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { requireLearner, requireOptions } from "../fit.ts"
import type { Learner } from "../learner.ts"
import type { Evaluation } from "./evaluation.ts"
import { type Folds, foldsOf, makeFolds, requireFolds } from "./folds.ts"
import { evaluatePlan, type HeldOutOptions } from "./held-out.ts"
import { animalPlan, blockPlan, futurePlan } from "./schemes.ts"

/** Options of every way to score learners on trials they were not fitted to. */
export interface EvaluationOptions {
  /** Source of all randomness: folds, fits and resamples. */
  readonly key: Key
  /** Fits of each learner on each split, scores averaged; 1 unless told. Learners that draw nothing are fitted once. */
  readonly seeds?: number
  /** The most worker threads; as many as the machine runs in parallel unless told. Results never depend on it. */
  readonly workers?: number
  /** Called with the state of all fits together; without it the surroundings show a progress bar. */
  readonly onProgress?: (progress: Progress) => void
  /** Folder for finished fits: what is there is not computed again, so that a run can be killed and taken up. */
  readonly store?: string
  /** Label of the learner that differences are taken to; the best unless told. */
  readonly reference?: string
  /** Resamples behind each interval; 2000 unless told. */
  readonly resamples?: number
}

/** Options of `crossValidate`. */
export interface CrossValidateOptions extends EvaluationOptions {
  /** How many folds of animals, or a released assignment as from `folds.read`; 5, or one an animal where there are fewer, unless told. */
  readonly folds?: number | Folds
}

/** Options of `futureTrials`. */
export interface FutureTrialsOptions extends EvaluationOptions {
  /** First trials of each animal that are fitted to; 5500 unless told. */
  readonly trainTrials?: number
  /** Trials after them that are scored; 500 unless told. */
  readonly testTrials?: number
}

/** Options of `futureBlocks`. */
export interface FutureBlocksOptions extends EvaluationOptions {
  /** How many later blocks are scored, each under a fit to all trials before it; 5 unless told. */
  readonly blocks?: number
}

const common = ["key", "seeds", "workers", "onProgress", "store", "reference", "resamples"] as const
/** The key of the folds among those derived from the key of an evaluation: seeds take the first ones. */
const forFolds = 2 ** 32 - 2

/**
 * Scores learners on animals they were not fitted to: folds of animals, fitted to the others, the frozen rule rolled out on each
 * held-out animal from w_0 with its own stimuli, choices and rewards, and all of its trials scored. Asked to stop, it hands back what is
 * done. Source: Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on unknown options, a missing key, fewer than two animals, folds that do not fit the animals.
 */
export async function crossValidate(
  animals: Subjects,
  learners: readonly Learner[],
  options: CrossValidateOptions,
): Promise<Solution<Evaluation, ColumnTable>> {
  refuseUnknownKeys("crossValidate", requireOptions("crossValidate", options), [...common, "folds"])
  const sequences = choiceSequences("crossValidate", animals)
  requireLearners("crossValidate", learners)
  const names = sequences.map(({ animal }) => animal)
  if (names.length < 2) {
    throw new RangeError(
      `crossValidate holds out whole animals and needs two or more, got ${names[0]} alone; for one animal there are futureTrials and futureBlocks`,
    )
  }
  const { folds = Math.min(5, names.length) } = options
  const assignment =
    typeof folds === "number"
      ? makeFolds(names, folds, foldIn(options.key, forFolds))
      : requireFolds("crossValidate: folds", folds)
  const plan = animalPlan(sequences, foldsOf(names, assignment), assignment.name)
  return evaluatePlan(sequences, learners, plan, assignment, settings("crossValidate", options))
}

/**
 * Scores learners on the future of the animals they were fitted to: one fit to the first trials of all animals, rolled through that past,
 * scored on the trials after it.
 * @throws on unknown options, a missing key, where no animal has trials after those that are fitted to.
 */
export async function futureTrials(
  animals: Subjects,
  learners: readonly Learner[],
  options: FutureTrialsOptions,
): Promise<Solution<Evaluation, ColumnTable>> {
  const allowed = [...common, "trainTrials", "testTrials"]
  refuseUnknownKeys("futureTrials", requireOptions("futureTrials", options), allowed)
  const trainTrials = integerOption("futureTrials: trainTrials", options.trainTrials ?? 5500, 1)
  const testTrials = integerOption("futureTrials: testTrials", options.testTrials ?? 500, 1)
  const sequences = choiceSequences("futureTrials", animals)
  requireLearners("futureTrials", learners)
  const plan = futurePlan(sequences, trainTrials, testTrials)
  return evaluatePlan(sequences, learners, plan, null, settings("futureTrials", options))
}

/**
 * Scores learners on each of several later blocks of trials under a fit to all trials before it: for one animal, where whole animals
 * cannot be held out. Folds of shuffled trials or sessions are not offered: a rule fitted to later sessions knows how the earlier ended.
 * @throws on unknown options, a missing key, an animal with fewer trials than blocks.
 */
export async function futureBlocks(
  animals: Subjects,
  learners: readonly Learner[],
  options: FutureBlocksOptions,
): Promise<Solution<Evaluation, ColumnTable>> {
  refuseUnknownKeys("futureBlocks", requireOptions("futureBlocks", options), [...common, "blocks"])
  const blocks = integerOption("futureBlocks: blocks", options.blocks ?? 5, 1, 1000)
  const sequences = choiceSequences("futureBlocks", animals)
  requireLearners("futureBlocks", learners)
  return evaluatePlan(sequences, learners, blockPlan(sequences, blocks), null, settings("futureBlocks", options))
}

function settings(caller: string, options: EvaluationOptions): HeldOutOptions {
  const { key, reference, workers, store, onProgress } = options
  return {
    key,
    seeds: integerOption(`${caller}: seeds`, options.seeds ?? 1, 1, 10_000),
    resamples: integerOption(`${caller}: resamples`, options.resamples ?? 2000, 100, 100_000),
    reference,
    store,
    onProgress,
    workers: workers === undefined ? undefined : integerOption(`${caller}: workers`, workers, 1, 1024),
  }
}

function requireLearners(caller: string, learners: readonly Learner[]): void {
  if (!Array.isArray(learners) || learners.length === 0)
    throw new RangeError(`${caller} needs a list of learners, such as [learners.staticGlm(), learners.reinforce()]`)
  for (const learner of learners) requireLearner(caller, learner)
}
