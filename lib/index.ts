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
export { bernoulli, integers, normal, permutation, uniform } from "./numerics/distributions.ts"
export { foldIn, type Key, key, split } from "./numerics/random-key.ts"
export type { Progress, Provenance, Solution, Status } from "./numerics/solution.ts"
