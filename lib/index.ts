// The only public door of the library: named re-exports.
export type { ChoiceSequence } from "./data/choices.ts"
export type {
  FitOptions,
  FittedLearner,
  FittedParameter,
  Learner,
  Trajectory,
  TrialState,
} from "./inference/learner.ts"
export type { Key } from "./numerics/random-key.ts"
export type { Progress, Provenance, Solution, Status } from "./numerics/solution.ts"
