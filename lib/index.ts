// The only public door of the library: named re-exports.

export {
  type HessianEigenpair,
  type LeadingEigenvalues,
  type LeadingEigenvaluesInfo,
  type LeadingEigenvaluesOptions,
  leadingEigenvalues,
} from "./analysis/leading-eigenvalues.ts"
export { type PsychometricCurves, psychometricCurves } from "./analysis/psychometric-curves.ts"
export {
  type ContrastTally,
  fitPsychometric,
  type PsychometricFit,
  type PsychometricParameters,
  psychometricCurve,
} from "./analysis/psychometric-fit.ts"
export { runningAccuracy } from "./analysis/running-accuracy.ts"
export { sessionSummary } from "./analysis/session-summary.ts"
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
export type { Subject, Subjects } from "./data/subjects.ts"
export type { CohortOptions, SyntheticAnimal } from "./data/synthetic-animals.ts"
export type { Mode } from "./engine/compiled-module.ts"
export type { EngineFeatures } from "./engine/engine.ts"
export type { EngineFindings, FindingOptions } from "./engine/engine-findings.ts"
export { type EngineReport, engineReport } from "./engine/engine-report.ts"
export { type CompareOptions, compare } from "./inference/compare.ts"
export type { ComparedLearner, Comparison } from "./inference/comparison.ts"
export type { DnnGlmOptions } from "./inference/dnn-glm/options.ts"
export { fit } from "./inference/fit.ts"
export type { Fitted } from "./inference/fitted.ts"
export { type InferredRuleOptions, inferredRule } from "./inference/inferred-rule.ts"
export type {
  FitOptions,
  FittedLearner,
  FittedParameter,
  Learner,
  Trajectory,
  TrialState,
} from "./inference/learner.ts"
export { learners } from "./inference/learners.ts"
export {
  type CrossValidatePsytrackOptions,
  crossValidatePsytrack,
  type PsytrackCrossValidation,
} from "./inference/psytrack/cross-validation.ts"
export type { PsytrackOptions } from "./inference/psytrack/learner.ts"
export type { ReinforceForm } from "./inference/reinforce-forms.ts"
export type { RnnGlmOptions } from "./inference/rnn-glm/options.ts"
export type { WalkInfo, WalkSolution } from "./inference/weight-noise/fit.ts"
export type { WeightNoiseOptions } from "./inference/weight-noise/learner.ts"
export {
  type ModelRecovery,
  type ModelRecoveryOptions,
  modelRecovery,
  weightNoiseFamily,
} from "./inference/weight-noise/model-recovery.ts"
export { predictionTable } from "./inference/weight-noise/prediction-table.ts"
export {
  type SimulatedChoices,
  simulateWeightNoise,
  type WeightNoiseLearner,
} from "./inference/weight-noise/simulated-choices.ts"
export { weightTrajectories } from "./inference/weight-trajectories.ts"
export { networks } from "./networks/networks.ts"
export { type RateBlock, type RateNetwork, type RateNetworkOptions, rateBlocks } from "./networks/rate-network.ts"
export { initialRateParameters, type RateStartOptions } from "./networks/rate-start.ts"
export { bernoulli, integers, normal, permutation, uniform } from "./numerics/distributions.ts"
export type { Objective, ObjectivePoint, ParameterVector } from "./numerics/objective.ts"
export { foldIn, type Key, key, split } from "./numerics/random-key.ts"
export type { Progress, Provenance, Solution, Status } from "./numerics/solution.ts"
export { version } from "./numerics/version.ts"
export type { Figure } from "./plots/figure.ts"
export { plots } from "./plots/plots.ts"
export type { RuleHeatmapOptions } from "./plots/rule-heatmap.ts"
export type { Tabled } from "./plots/tables.ts"
export { expectedReward } from "./rules/expected-reward.ts"
export { maximumLikelihood } from "./rules/maximum-likelihood.ts"
export { type OpenRateObjectiveOptions, objectives } from "./rules/objectives.ts"
export { type Optimizer, optimizers } from "./rules/optimizers.ts"
export type { PerWeight, PolicyRule, PolicyTrial, PolicyWeights } from "./rules/policy-rule.ts"
export type { RateObjectiveOptions } from "./rules/rate-objective.ts"
export type { RecurrentRule } from "./rules/recurrent-rule.ts"
export { recurrentRules as rules } from "./rules/recurrent-rules.ts"
export { type ReinforceConstants, reinforce } from "./rules/reinforce.ts"
export { type TrainedNetwork, type TrainOptions, train } from "./rules/train.ts"
export { type TrainedLane, type TrainingSpec, type TrainLanesOptions, trainLanes } from "./rules/train-lanes.ts"
export type { Lane, LaneContext, LaneFunction, LaneOutcome } from "./runs/lane.ts"
export { executeLanes, type LanesOptions } from "./runs/lanes.ts"
export { type ProgressOptions, progress } from "./runs/progress.ts"
export { type BlockState, blockLength } from "./tasks/biased-choice-world.ts"
export { type ChoiceTask, type ChoiceTaskState, feedback, type Report, type Stimulus } from "./tasks/choice-task.ts"
export { transformContrast } from "./tasks/contrast.ts"
export type { PatternGenerationOptions } from "./tasks/pattern-generation.ts"
export type { MouseTruth, WeightPair } from "./tasks/synthetic-mouse.ts"
export { tasks } from "./tasks/tasks.ts"
export type { TrainingOptions, TrainingState } from "./tasks/training-choice-world.ts"
export type { Target, Trials, TrialTask } from "./tasks/trials.ts"
