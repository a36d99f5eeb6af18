import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../data/choices.ts"
import { choiceSequences, type Subjects } from "../data/subjects.ts"
import { prepareFastMode } from "../engine/engine-for.ts"
import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import type { LaneContext, LaneOutcome } from "../runs/lane.ts"
import { executeLanes } from "../runs/lanes.ts"
import { dnnGlmModel } from "./dnn-glm/learner.ts"
import { requireLearner, requireOptions } from "./fit.ts"
import type { FittedLearner, Learner, LearnerSpec } from "./learner.ts"
import { rnnGlmModel } from "./rnn-glm/learner.ts"
import { fitNetwork, type NetworkFit } from "./rule-network/fit.ts"
import { networkSolution } from "./rule-network/learner.ts"
import type { NetworkModel } from "./rule-network/model.ts"
import { tinyRnnModel } from "./tiny-rnn/learner.ts"

/** Options of `fitSeeds`. */
export interface FitSeedsOptions {
  /** How many fits; fit i draws from `foldIn(key, i)`. */
  readonly seeds: number
  readonly key: Key
  /** The most worker threads; as many as the machine runs in parallel unless told. Results never depend on it. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/** A fit of one learner to the same animals from each of several seeds, on worker threads. */
export type SeedSolutions = Solution<readonly Solution<FittedLearner, ColumnTable>[], ColumnTable>

/** What a lane of `fitSeeds` is told. */
export interface SeedSpec {
  readonly learner: LearnerSpec
  readonly animals: readonly ChoiceSequence[]
}

const models: Readonly<Record<string, (options: object) => NetworkModel>> = {
  dnnGlm: dnnGlmModel,
  rnnGlm: rnnGlmModel,
  tinyRnn: tinyRnnModel,
}
const mostSeeds = 10_000

/**
 * Fits a network from several seeds on worker threads, one rule for all animals each time; the solutions stand in the order of the seeds and
 * have the same bits for any number of workers. A seed that was stopped hands back what it has; one that failed is left out of them, and the
 * table says why.
 * @throws on an unknown option, an animal without trials, and a learner that is no network: it has one fit, whatever the seed.
 */
export async function fitSeeds(subjects: Subjects, learner: Learner, options: FitSeedsOptions): Promise<SeedSolutions> {
  refuseUnknownKeys("fitSeeds", requireOptions("fitSeeds", options), ["seeds", "key", "workers", "onProgress"])
  const { seeds, key, ...rest } = options
  integerOption("fitSeeds: seeds", seeds, 1, mostSeeds)
  const spec = requireNetwork(learner)
  const model = modelOf(spec)
  const animals = choiceSequences("fitSeeds", subjects)
  if (model.settings.mode === "fast") await prepareFastMode()
  const keys = Array.from({ length: seeds }, (_, i) => foldIn(key, i))
  const lane = { module: import.meta.url, export: "fitSeed", spec: { learner: spec, animals } satisfies SeedSpec }
  const run = await executeLanes<NetworkFit>(
    keys.map((each) => ({ ...lane, key: each })),
    { label: `${model.label}, ${seeds} seeds`, ...rest },
  )
  const solutions = run.value.map(({ result }, i) =>
    result === undefined ? null : networkSolution(model, animals, keys[i]!, result),
  )
  return Object.freeze({
    value: Object.freeze(solutions.filter((solution) => solution !== null)),
    table: seedTable(run.value, solutions),
    status: statusOf(run.status, solutions),
    message: run.message,
    info: Object.freeze({
      ...run.info,
      parameterHashes: solutions.map((solution) => solution?.info.parameterHash ?? null),
    }),
    provenance: Object.freeze({
      version,
      mode: model.settings.mode,
      precision: model.settings.precision,
      key: key.words,
      options: Object.freeze({ learner: model.kind, ...model.settings, seeds }),
    }),
  } satisfies SeedSolutions)
}

/**
 * One fit of `fitSeeds`, as the worker runs it.
 * @throws where `fitNetwork` refuses the animals.
 */
export function fitSeed({ learner, animals }: SeedSpec, key: Key, { onProgress }: LaneContext): Promise<NetworkFit> {
  return fitNetwork(modelOf(learner), animals, key, undefined, onProgress)
}

function requireNetwork(learner: Learner): LearnerSpec {
  const { spec, label } = requireLearner("fitSeeds", learner)
  if (spec === undefined || !Object.hasOwn(models, spec.kind))
    throw new TypeError(`fitSeeds takes learners.${Object.keys(models).join(", learners.")}; ${label} is no network`)
  if (spec.options.resume === undefined) return spec
  throw new RangeError("fitSeeds begins every seed anew; a checkpoint (resume) goes on in fit, with the key it has")
}

function modelOf({ kind, options }: LearnerSpec): NetworkModel {
  return models[kind]!(options)
}

type Outcomes = readonly LaneOutcome<NetworkFit>[]
type Solutions = readonly (Solution<FittedLearner, ColumnTable> | null)[]

function seedTable(outcomes: Outcomes, solutions: Solutions): ColumnTable {
  return table({
    seed: outcomes.map((_, i) => i),
    natsPerTrial: solutions.map((solution) => solution?.value.natsPerTrial ?? null),
    bestEpoch: solutions.map((solution) => solution?.info.bestEpoch ?? null),
    status: outcomes.map(({ status }, i) => solutions[i]?.status ?? status),
    message: outcomes.map(({ message }, i) => solutions[i]?.message ?? message ?? null),
  })
}

/** The lanes may all have returned, one of them with a fit that failed. */
function statusOf(lanes: Status, solutions: Solutions): Status {
  if (lanes !== "converged") return lanes
  return solutions.some((solution) => solution?.status === "failed") ? "failed" : lanes
}
