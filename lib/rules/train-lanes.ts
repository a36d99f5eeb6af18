import type { ColumnTable } from "arquero"
import { prepareFastMode } from "../engine/engine-for.ts"
import { type RateNetworkOptions, rateNetwork } from "../networks/rate-network.ts"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Progress, Solution } from "../numerics/solution.ts"
import type { LaneContext, LaneOutcome } from "../runs/lane.ts"
import { executeLanes } from "../runs/lanes.ts"
import { type PatternGenerationOptions, patternGeneration } from "../tasks/pattern-generation.ts"
import type { TrialTask } from "../tasks/trials.ts"
import { optimizers } from "./optimizers.ts"
import { recurrentRules } from "./recurrent-rules.ts"
import { type TrainedNetwork, type TrainOptions, train } from "./train.ts"

/** Something made by name from options, in a form that can go to a worker. */
export interface Named<Name extends string = string> {
  readonly name: Name
  readonly options?: object
}

/** A training as plain data: what `train` is given, by name where that is a function. */
export interface TrainingSpec
  extends Pick<TrainOptions, "iterations" | "batch" | "clipNorm" | "precision" | "mode" | "start"> {
  readonly network: RateNetworkOptions
  readonly task: { readonly name: "patternGeneration"; readonly options: PatternGenerationOptions }
  readonly rule: Named<keyof typeof recurrentRules>
  readonly optimizer: Named<keyof typeof optimizers>
}

/** What a training in a worker hands back. */
export type TrainedLane = Pick<TrainedNetwork, "start" | "parameters" | "losses"> &
  Pick<Solution<unknown, unknown>, "status" | "message" | "provenance">

/** Options of `trainLanes`. */
export interface TrainLanesOptions {
  /** Training i draws from `foldIn(key, i)`. */
  readonly key: Key
  /** The most worker threads; as many as the machine runs in parallel where absent. Results never depend on it. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Runs independent trainings on worker threads, with one progress bar; the outcomes stand in the order of the specs.
 * @throws on an unknown option, and where a spec cannot go to a worker.
 */
export async function trainLanes(
  specs: readonly TrainingSpec[],
  options: TrainLanesOptions,
): Promise<Solution<readonly LaneOutcome<TrainedLane>[], ColumnTable>> {
  refuseUnknownKeys("trainLanes", options, ["key", "workers", "onProgress"])
  const { key, ...rest } = options
  if (specs.some(({ mode = "fast" }) => mode === "fast")) await prepareFastMode()
  const lanes = specs.map((spec, i) => ({ module: import.meta.url, export: "trainLane", spec, key: foldIn(key, i) }))
  return executeLanes<TrainedLane>(lanes, { label: `${specs.length} trainings`, ...rest })
}

/**
 * One training of `trainLanes`, as the worker runs it.
 * @throws where the spec names what there is not, or `train` refuses it.
 */
export async function trainLane(spec: TrainingSpec, key: Key, { onProgress }: LaneContext): Promise<TrainedLane> {
  const { network, task, rule, optimizer, ...rest } = spec
  const { value, status, message, provenance } = await train(
    rateNetwork(network),
    taskNamed(task),
    made("rule", recurrentRules, rule),
    made("optimizer", optimizers, optimizer),
    { ...rest, key, onProgress },
  )
  const { start, parameters, losses } = value
  return { start, parameters, losses, status, message, provenance }
}

function taskNamed({ name, options }: TrainingSpec["task"]): TrialTask {
  choiceOption("a training's task", name, ["patternGeneration"])
  return patternGeneration(options)
}

/** Makes what a table has under a name. */
function made<Result>(
  what: string,
  makers: Readonly<Record<string, (options: never) => Result>>,
  { name, options = {} }: Named,
): Result {
  choiceOption(`a training's ${what}`, name, Object.keys(makers))
  return makers[name]!(options as never)
}
