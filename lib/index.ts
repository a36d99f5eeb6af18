// The only public door of the library: named re-exports.

export { type PsychometricCurves, psychometricCurves } from "./analysis/behaviour/psychometric-curves.ts"
export {
  type ContrastTally,
  fitPsychometric,
  type PsychometricFit,
  type PsychometricParameters,
  psychometricCurve,
} from "./analysis/behaviour/psychometric-fit.ts"
export { responseTimes } from "./analysis/behaviour/response-times.ts"
export { runningAccuracy } from "./analysis/behaviour/running-accuracy.ts"
export { sessionSummary } from "./analysis/behaviour/session-summary.ts"
export { type TrainingStage, type TrainingStatus, trainingStatus } from "./analysis/behaviour/training-status.ts"
export { effectiveRank, type RankDefinition } from "./analysis/effective-rank.ts"
export {
  type EvaluateNetworkOptions,
  evaluateNetwork,
  generalisationGap,
  type NetworkEvaluation,
} from "./analysis/generalisation-gap.ts"
export { errorShareAlong, type GradientAlignment, gradientAlignment } from "./analysis/gradient-alignment.ts"
export {
  type HessianTrace,
  type HessianTraceInfo,
  type HessianTraceOptions,
  hessianTrace,
} from "./analysis/hessian-trace.ts"
export {
  type HessianEigenpair,
  type LeadingEigenvalues,
  type LeadingEigenvaluesInfo,
  type LeadingEigenvaluesOptions,
  leadingEigenvalues,
} from "./analysis/leading-eigenvalues.ts"
export { decisionAccuracy, type NetworkActivity, networkActivity, ratesAt } from "./analysis/network-activity.ts"
export { type RankCorrelation, type RankCorrelationOptions, rankCorrelation } from "./analysis/rank-correlation.ts"
export { representationAlignment, signSimilarity } from "./analysis/representation-alignment.ts"
export { type RuleAlignment, type RuleAlignmentOptions, ruleAlignment } from "./analysis/rule-alignment.ts"
export {
  type SpectralDensity,
  type SpectralDensityInfo,
  type SpectralDensityOptions,
  spectralDensity,
} from "./analysis/spectral-density.ts"
export {
  kernelAlignment,
  kernelTaskAlignment,
  type TangentKernel,
  type TangentKernelOptions,
  tangentKernel,
} from "./analysis/tangent-kernel.ts"
export {
  expectedLinearAlignment,
  type LinearTrainingOptions,
  linearKernelAlignment,
  linearTangentKernel,
  rankOneLinearAlignment,
  type TwoLayerWeights,
  trainTwoLayerLinear,
} from "./analysis/two-layer-linear.ts"
export { type WatchedRule, watchAlignment } from "./analysis/watched-alignment.ts"
export type { Animal } from "./data/animal.ts"
export type { FromCsvOptions, FromFileOptions } from "./data/animal-files.ts"
export { type Animals, animals, datasets } from "./data/animals.ts"
export {
  type AnimalChoices,
  type ChoiceLog,
  type ChoiceSequence,
  type ChoicesOptions,
  choices,
} from "./data/choices.ts"
export type { TrialColumns, TrialValues } from "./data/column-mapping.ts"
export { DataError, type DataFault } from "./data/data-error.ts"
export type { DatasetListing, DatasetReport, Datasets } from "./data/datasets.ts"
export { type Alyx, type AlyxOptions, type AlyxQuery, openAlyx } from "./data/ibl/alyx.ts"
export type { AlyxLogin } from "./data/ibl/alyx-login.ts"
export { type CacheTablesOptions, openCacheTables } from "./data/ibl/cache-tables.ts"
export type { AllFromAlfOptions, FromAlfOptions } from "./data/ibl/from-alf.ts"
export { createIbl, type Ibl, type IblTablesOptions, ibl } from "./data/ibl/ibl.ts"
export type { IblListing } from "./data/ibl/ibl-cache.ts"
export type { IblGetOptions, IblReport } from "./data/ibl/ibl-download.ts"
export type { AskLogin, IblSettings } from "./data/ibl/ibl-settings.ts"
export type { IblFile, IblSession, TrialsIndex } from "./data/ibl/trials-index.ts"
export { type Mnist, mnist, type SplitImages } from "./data/mnist.ts"
export { type Preprocessed, type PreprocessOptions, preprocess } from "./data/preprocess.ts"
export type { Session } from "./data/sessions.ts"
export type { Subject, Subjects } from "./data/subjects.ts"
export type { CohortOptions, SyntheticAnimal } from "./data/synthetic-animals.ts"
export { type TableFacts, writeTable } from "./data/written-table.ts"
export type { Mode } from "./engine/compiled-module.ts"
export type { EngineFeatures } from "./engine/engine.ts"
export type { EngineFindings, FindingOptions } from "./engine/engine-findings.ts"
export { type EngineReport, engineReport } from "./engine/engine-report.ts"
export { type CompareOptions, compare } from "./inference/compare.ts"
export type { ComparedLearner, Comparison } from "./inference/comparison.ts"
export type { DnnGlmOptions } from "./inference/dnn-glm/options.ts"
export type { BaselineContrast } from "./inference/evaluation/baseline-contrast.ts"
export {
  type BaselineControls,
  type BaselineControlsOptions,
  baselineControls,
} from "./inference/evaluation/baseline-controls.ts"
export { type RunLengthOptions, runLengthTable, switchStatistics } from "./inference/evaluation/choice-statistics.ts"
export {
  type CrossValidateOptions,
  crossValidate,
  type EvaluationOptions,
  type FutureBlocksOptions,
  type FutureTrialsOptions,
  futureBlocks,
  futureTrials,
} from "./inference/evaluation/cross-validate.ts"
export { ensemble } from "./inference/evaluation/ensemble.ts"
export type { EvaluatedLearner, Evaluation } from "./inference/evaluation/evaluation.ts"
export { type PairedTestsOptions, pairedTests } from "./inference/evaluation/evaluation-table.ts"
export { type Folds, folds } from "./inference/evaluation/folds.ts"
export type { CalibrationBin, HeldOutScore, SessionScore } from "./inference/evaluation/held-out-score.ts"
export { type HiddenReset, type HiddenResetsOptions, hiddenResets } from "./inference/evaluation/hidden-resets.ts"
export { historyLadder } from "./inference/evaluation/history-ladder.ts"
export {
  type HonestLikelihood,
  honestLikelihood,
  type PairedTest,
  pairedTest,
} from "./inference/evaluation/paired-test.ts"
export { calibrationCurve, heldOutCalibration, predictionMetrics } from "./inference/evaluation/prediction-metrics.ts"
export type { Scheme, SchemeName } from "./inference/evaluation/schemes.ts"
export {
  type ShuffledHistory,
  type ShuffledHistoryOptions,
  shuffledHistory,
} from "./inference/evaluation/shuffled-history.ts"
export { fit } from "./inference/fit.ts"
export { type FitSeedsOptions, fitSeeds, type SeedSolutions } from "./inference/fit-seeds.ts"
export type { Fitted } from "./inference/fitted.ts"
export { type InferredRuleOptions, inferredRule } from "./inference/inferred-rule.ts"
export type {
  FitOptions,
  FittedLearner,
  FittedParameter,
  FrozenLearner,
  LearnedRule,
  Learner,
  Trajectory,
  TrialAgent,
  TrialState,
} from "./inference/learner.ts"
export { learnerOf, learners } from "./inference/learners.ts"
export {
  type CrossValidatePsytrackOptions,
  crossValidatePsytrack,
  type PsytrackCrossValidation,
} from "./inference/psytrack/cross-validation.ts"
export type { PsytrackOptions } from "./inference/psytrack/learner.ts"
export type { QLearningOptions } from "./inference/q-learning/learner.ts"
export {
  type DistilledChange,
  type DistilledRule,
  type DistilledRuleOptions,
  type DistilledTerm,
  distilledRule,
} from "./inference/reading/distilled-rule.ts"
export type { Fits } from "./inference/reading/ensemble.ts"
export { type ExportRuleOptions, exportRule } from "./inference/reading/export-rule.ts"
export type { ZeroContrast } from "./inference/reading/grid.ts"
export { type HistoryCurves, type HistoryCurvesOptions, historyCurves } from "./inference/reading/history-curves.ts"
export type { RewardGap } from "./inference/reading/history-table.ts"
export { learningCurves } from "./inference/reading/learning-curves.ts"
export type { Monomial } from "./inference/reading/monomials.ts"
export { phasePortrait } from "./inference/reading/phase-portrait.ts"
export { type RuleIndicesOptions, ruleIndices } from "./inference/reading/rule-indices.ts"
export { type RuleSlicesOptions, ruleSlices } from "./inference/reading/rule-slices.ts"
export type { RecoveryCondition, SimulatedTruth } from "./inference/recovery/condition.ts"
export type { RecoveryPreset } from "./inference/recovery/plan.ts"
export { recovery } from "./inference/recovery/recovery.ts"
export type { RecoveryScores, ScoringOptions } from "./inference/recovery/scores.ts"
export type { RecoveryStudy, RecoveryStudyOptions } from "./inference/recovery/study.ts"
export type { RecoveryRun } from "./inference/recovery/tables.ts"
export type { TrueModel } from "./inference/recovery/true-model.ts"
export type { ReinforceForm } from "./inference/reinforce-forms.ts"
export type { RnnGlmOptions } from "./inference/rnn-glm/options.ts"
export type { EligibilityOptions, HistoryGlmOptions, RuleOptions } from "./inference/rule-learners.ts"
export type { Checkpoint } from "./inference/rule-network/checkpoint.ts"
export type { RvbfOptions } from "./inference/rvbf/options.ts"
export type { TinyRnnOptions } from "./inference/tiny-rnn/options.ts"
export { digitalTwin } from "./inference/twins/digital-twin.ts"
export { type TwinCheck, type TwinCheckOptions, twinCheck } from "./inference/twins/twin-check.ts"
export type { Measure, MeasureName } from "./inference/twins/twin-measures.ts"
export type { TwinTrials } from "./inference/twins/twin-plan.ts"
export type { Agreement } from "./inference/twins/twin-table.ts"
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
export type { Connectivity, Matching } from "./networks/connectivity/connectivity.ts"
export { connectivity } from "./networks/connectivity/kinds.ts"
export { networks } from "./networks/networks.ts"
export { type RateBlock, type RateNetwork, type RateNetworkOptions, rateBlocks } from "./networks/rate-network.ts"
export { initialRateParameters, type RateStartOptions, type StartDistribution } from "./networks/rate-start.ts"
export { bernoulli, integers, normal, permutation, uniform } from "./numerics/distributions.ts"
export type { Objective, ObjectivePoint, ParameterVector } from "./numerics/objective.ts"
export { foldIn, type Key, key, split } from "./numerics/random-key.ts"
export type { Progress, Provenance, Solution, Status } from "./numerics/solution.ts"
export { version } from "./numerics/version.ts"
export type { Figure } from "./plots/figure.ts"
export type { HistoryCurvesFigureOptions } from "./plots/history-curves.ts"
export { plots } from "./plots/plots.ts"
export type { RuleHeatmapOptions } from "./plots/rule-heatmap.ts"
export type { RuleSlicesFigureOptions } from "./plots/rule-slices.ts"
export type { Tabled } from "./plots/tables.ts"
export { type LabReport, type LabReportOptions, labReport } from "./reports/lab-report.ts"
export type { ReportPreset } from "./reports/report-plan.ts"
export { type EligibilityConstants, eligibility } from "./rules/eligibility.ts"
export { expectedReward } from "./rules/expected-reward.ts"
export { type GradientControl, gradientControls } from "./rules/gradient-controls.ts"
export { maximumLikelihood } from "./rules/maximum-likelihood.ts"
export { type OpenRateObjectiveOptions, objectives } from "./rules/objectives.ts"
export { type Optimizer, optimizers } from "./rules/optimizers.ts"
export type {
  LearningRule,
  PerWeight,
  PolicyRule,
  PolicyTrial,
  PolicyWeights,
  RecallingRule,
} from "./rules/policy-rule.ts"
export type { RuleSpec } from "./rules/policy-rules.ts"
export type { RateObjectiveOptions } from "./rules/rate-objective.ts"
export type { RecurrentRule } from "./rules/recurrent-rule.ts"
export { recurrentRules as rules } from "./rules/recurrent-rules.ts"
export { type ReinforceConstants, reinforce } from "./rules/reinforce.ts"
export {
  type LearnerTruth,
  type SimulatedLearner,
  type SimulatedLearnersOptions,
  simulatedStimuli,
  simulateLearners,
} from "./rules/simulated-learners.ts"
export { type LoadedTensorFlow, type LoadTensorFlowOptions, loadTensorFlow } from "./rules/tensorflow/load.ts"
export { type NativeTensorFlow, nativeTensorFlow } from "./rules/tensorflow/native.ts"
export {
  type FromTensorFlowOptions,
  fromTensorFlow,
  type TensorFlowObjective,
} from "./rules/tensorflow/objective.ts"
export type { FlowFunctionSource, FlowModelSource, FlowSource } from "./rules/tensorflow/sources.ts"
export type { FlowModel, FlowTensor, FlowVariable, TensorFlow } from "./rules/tensorflow/types.ts"
export { type TrainedNetwork, type TrainOptions, train } from "./rules/train.ts"
export { type TrainedLane, type TrainingSpec, type TrainLanesOptions, trainLanes } from "./rules/train-lanes.ts"
export type { Lane, LaneContext, LaneFunction, LaneOutcome } from "./runs/lane.ts"
export { executeLanes, type LanesOptions } from "./runs/lanes.ts"
export { type ProgressOptions, progress } from "./runs/progress.ts"
export type { StoredRun } from "./runs/result-store.ts"
export { type ExecuteOptions, executePlan, type Plan } from "./runs/sweep.ts"
export type { Claim, Verdict } from "./studies/claims-table.ts"
export type { CurvaturePreset } from "./studies/curvature/presets.ts"
export type { CurvatureResults } from "./studies/curvature/results.ts"
export type { RichLazyPreset } from "./studies/rich-lazy/presets.ts"
export type { RichLazyResults } from "./studies/rich-lazy/results.ts"
export type { RuleInferenceResults } from "./studies/rule-inference/claims.ts"
export type { PartOptions } from "./studies/rule-inference/cohort.ts"
export type { MouseReading } from "./studies/rule-inference/mouse.ts"
export type { PublishedModel, RuleInferenceSpec } from "./studies/rule-inference/spec.ts"
export { studies } from "./studies/studies.ts"
export { type BlockState, blockLength } from "./tasks/biased-choice-world.ts"
export { type ChoiceTask, type ChoiceTaskState, feedback, type Report, type Stimulus } from "./tasks/choice-task.ts"
export { transformContrast } from "./tasks/contrast.ts"
export type { DecisionTask, DecisionTaskOptions, Period } from "./tasks/decision-trials.ts"
export type { DelayedXorOptions } from "./tasks/delayed-xor.ts"
export type { ImageRowsOptions, ImageRowsTask } from "./tasks/image-rows.ts"
export type { LabelledImages } from "./tasks/labelled-images.ts"
export type { PatternGenerationOptions } from "./tasks/pattern-generation.ts"
export { rowGlyphs } from "./tasks/row-glyphs.ts"
export type { MouseTruth, WeightPair } from "./tasks/synthetic-mouse.ts"
export { tasks } from "./tasks/tasks.ts"
export type { TrainingOptions, TrainingState } from "./tasks/training-choice-world.ts"
export type { Target, Trials, TrialTask } from "./tasks/trials.ts"
