// The only public door of the library: named re-exports.
export type { Animal } from "./data/animal.ts"
export { type Animals, animals, datasets, type FromCsvOptions } from "./data/animals.ts"
export {
  type AnimalChoices,
  type ChoiceLog,
  type ChoiceSequence,
  type ChoicesOptions,
  choices,
} from "./data/choices.ts"
export { DataError, type DataFault } from "./data/data-error.ts"
export type { DatasetListing, DatasetReport, Datasets } from "./data/datasets.ts"
export type { Session } from "./data/sessions.ts"
export type { CohortOptions, SyntheticAnimal } from "./data/synthetic-animals.ts"
export type {
  FitOptions,
  FittedLearner,
  FittedParameter,
  Learner,
  Trajectory,
  TrialState,
} from "./inference/learner.ts"
export { bernoulli, integers, normal, permutation, uniform } from "./numerics/distributions.ts"
export { foldIn, type Key, key, split } from "./numerics/random-key.ts"
export type { Progress, Provenance, Solution, Status } from "./numerics/solution.ts"
export { type BlockState, blockLength } from "./tasks/biased-choice-world.ts"
export { type ChoiceTask, type ChoiceTaskState, feedback, type Report, type Stimulus } from "./tasks/choice-task.ts"
export { transformContrast } from "./tasks/contrast.ts"
export type { MouseTruth, WeightPair } from "./tasks/synthetic-mouse.ts"
export { tasks } from "./tasks/tasks.ts"
export type { TrainingOptions, TrainingState } from "./tasks/training-choice-world.ts"
