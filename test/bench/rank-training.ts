// The training that is timed: the rank study's own, on 2AF with 300 units from a start of full rank.
import { prepareFastMode } from "../../lib/engine/engine-for.ts"
import { foldIn, type Key, key } from "../../lib/numerics/random-key.ts"
import { optimizers } from "../../lib/rules/optimizers.ts"
import { recurrentRules } from "../../lib/rules/recurrent-rules.ts"
import { type Checkpoints, train } from "../../lib/rules/train.ts"
import type { LaneContext } from "../../lib/runs/lane.ts"
import { executeLanes } from "../../lib/runs/lanes.ts"
import type { MeasuredTraining } from "../../lib/studies/rich-lazy/measures.ts"
import { richLazyPlan } from "../../lib/studies/rich-lazy/plan.ts"
import { richLazyPresets } from "../../lib/studies/rich-lazy/presets.ts"
import { decisionTraining } from "../../lib/studies/rich-lazy/run.ts"
import type { RichLazySpec } from "../../lib/studies/rich-lazy/spec.ts"

/** What both sides are told, as the peers read it. */
export interface RankTraining extends Pick<RichLazySpec, "units" | "gain" | "batch" | "rate"> {
  readonly momentum: number
  /** Iterations of a turn, and turns. */
  readonly iterations: number
  readonly turns: number
  /** Fresh trials that tell the share of right decisions at the end. */
  readonly accuracyTrials: number
}

/** The study's momentum; what else there is to know is in its plan. */
export const momentum = 0.9

/** The run of the study's plan at the paper's sizes. */
export const planned: RichLazySpec = plannedRun()

function plannedRun(): RichLazySpec {
  const specs = richLazyPlan(richLazyPresets.full, key(0)).runs.map(({ spec }) => spec)
  const found = specs.find(({ task, figure, start }) => task === "2AF" && figure === "F1" && rankOf(start) === 300)
  if (found === undefined) throw new Error("the study has no training of 2AF from a start of rank 300 any more")
  return found as RichLazySpec
}

function rankOf(start: RichLazySpec["start"]): number | null {
  return "rank" in start ? start.rank : null
}

/** The training from a key, ready to be run, and measured by `accuracyOf`. */
export function prepareTraining(from: Key): MeasuredTraining {
  return decisionTraining(planned, from)
}

/**
 * Runs so many iterations of a training in f32, mode `fast`; the parameters it ends at and the loss of each iteration.
 * @throws Error with its message where it does not come to its end.
 */
export async function runTraining(
  { network, task, batch, rate, key: trialKey, start }: MeasuredTraining,
  iterations: number,
  checkpoints?: Checkpoints,
) {
  const { value, status, message, info } = await train(
    network,
    task,
    recurrentRules.bptt(),
    optimizers.momentum({ rate, momentum }),
    {
      ...{ key: trialKey, start, iterations, batch, mode: "fast", onProgress: () => {} },
      ...(checkpoints === undefined ? {} : { checkpoints }),
    },
  )
  if (status !== "converged") throw new Error(message)
  return { ...value, features: info.features }
}

/** Runs one training as a lane, for so many iterations; the loss of the last one. */
export async function trainRank({ iterations }: { readonly iterations: number }, from: Key, _context: LaneContext) {
  const { losses } = await runTraining(prepareTraining(from), iterations)
  return losses.at(-1)!
}

/**
 * Runs independent trainings on so many workers.
 * @throws Error where one does not come to its end.
 */
export async function trainRanks(trainings: number, iterations: number, workers: number): Promise<void> {
  await prepareFastMode()
  const lanes = Array.from({ length: trainings }, (_, lane) => ({
    module: import.meta.url,
    export: "trainRank",
    spec: { iterations },
    key: foldIn(key(2), lane),
  }))
  const { status, message } = await executeLanes(lanes, { label: "Trainings", workers, onProgress: () => {} })
  if (status !== "converged") throw new Error(message)
}
