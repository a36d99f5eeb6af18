import type { ColumnTable } from "arquero"
import { type ChoiceSequence, choices } from "../../data/choices.ts"
import { syntheticCohort } from "../../data/synthetic-animals.ts"
import { crossValidate, futureTrials } from "../../inference/evaluation/cross-validate.ts"
import type { Evaluation } from "../../inference/evaluation/evaluation.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { publishedModels, type RuleInferenceSpec } from "./spec.ts"

/** Options of the parts of the study. */
export interface PartOptions {
  readonly key: Key
  readonly workers?: number
  /** Folder for finished fits, from which a killed run is taken up. */
  readonly store?: string
  readonly onProgress?: (progress: Progress) => void
}

type Scored = Solution<Evaluation, ColumnTable>

/** The synthetic cohort that stands in for the paper's twelve mice: memory of the recent rate of reward, perseveration, noise, nights. */
export function cohort({ mice, sessions, trials }: RuleInferenceSpec, key: Key): readonly ChoiceSequence[] {
  return syntheticCohort({ key, mice, sessions }).map(({ animal }) => {
    const all = choices(animal)
    return all.choice.length > trials ? choices(animal, { firstTrials: trials }) : all
  })
}

/** The seven models on held-out animals: the paper's Table 1. */
export function heldOutAnimals(
  animals: readonly ChoiceSequence[],
  spec: RuleInferenceSpec,
  options: PartOptions,
): Promise<Scored> {
  const models = publishedModels.map(({ make }) => make(spec.cohortEpochs))
  return crossValidate(animals, models, {
    ...options,
    key: foldIn(options.key, 1),
    folds: spec.folds,
    seeds: spec.seeds,
  })
}

/** The seven models on the trials after those that were fitted to: the paper's Table 2. */
export function laterTrials(
  animals: readonly ChoiceSequence[],
  spec: RuleInferenceSpec,
  options: PartOptions,
): Promise<Scored> {
  const { trainTrials, testTrials, seeds, cohortEpochs } = spec
  const models = publishedModels.map(({ make }) => make(cohortEpochs))
  return futureTrials(animals, models, { ...options, key: foldIn(options.key, 2), trainTrials, testTrials, seeds })
}
