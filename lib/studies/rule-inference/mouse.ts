import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { type BaselineControls, baselineControls } from "../../inference/evaluation/baseline-controls.ts"
import type { FittedLearner } from "../../inference/learner.ts"
import { learners } from "../../inference/learners.ts"
import { type HistoryCurves, historyCurves } from "../../inference/reading/history-curves.ts"
import { ruleIndices } from "../../inference/reading/rule-indices.ts"
import { foldIn } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { PartOptions } from "./cohort.ts"
import type { RuleInferenceSpec } from "./spec.ts"

type Fit = Solution<FittedLearner, ColumnTable>

/** Steps beside the fits of the networks. */
const singleSteps = 7

/** What is read off one animal. */
export interface MouseReading {
  readonly animal: string
  readonly synthetic: boolean
  /** Fits of the feed-forward and of the recurrent rule network with different keys. */
  readonly feedForward: readonly Fit[]
  readonly recurrent: readonly Fit[]
  /** Weights smoothed without any rule, and rolled out by REINFORCE with a signed baseline and with one of at least 0. */
  readonly smooth: Fit
  readonly signed: Fit
  readonly nonNegative: Fit
  readonly controls: Solution<BaselineControls, ColumnTable>
  readonly indices: ColumnTable
  readonly histories: Solution<HistoryCurves, ColumnTable>
  /** Share of the weights' changes that the rule makes up for, beside noise: REINFORCE without and with a baseline. */
  readonly learningShares: readonly (number | null)[]
}

/** Reads one animal: the rule by networks, its memory, the controls of its baseline, and the weights that any model should track. */
export async function readMouse(
  animal: ChoiceSequence,
  spec: RuleInferenceSpec,
  options: PartOptions,
): Promise<MouseReading> {
  const { key } = options
  const bar = startProgress(`Reading ${animal.animal}`, 2 * spec.mouseSeeds + singleSteps, options.onProgress)
  let begun = 0
  const part = (index: number) => {
    const before = begun++
    const onProgress = ({ label, done, total }: Progress) =>
      bar.report(before + Math.min(1, total > 0 ? done / total : 0), label)
    return { key: foldIn(key, index), onProgress }
  }
  const fitSeeds = async (make: () => ReturnType<typeof learners.dnnGlm>, from: number): Promise<readonly Fit[]> => {
    const fits: Fit[] = []
    for (let seed = 0; seed < spec.mouseSeeds; seed++) fits.push(await make().fit([animal], part(from + seed)))
    return fits
  }
  const feedForward = await fitSeeds(() => learners.dnnGlm({ epochs: spec.mouseEpochs }), 100)
  const recurrent = await fitSeeds(() => learners.rnnGlm({ epochs: spec.mouseEpochs }), 200)
  const [smooth, signed, nonNegative] = [
    await learners.psytrack().fit([animal], part(1)),
    await learners.reinforce({ baseline: "signed" }).fit([animal], part(2)),
    await learners.reinforce({ baseline: "nonNegative" }).fit([animal], part(3)),
  ]
  const learningShares: (number | null)[] = []
  for (const baseline of ["none", "signed"] as const) {
    const { info } = await learners.weightNoise({ baseline }).fit([animal], part(4))
    learningShares.push(typeof info.learningShare === "number" ? info.learningShare : null)
  }
  const controls = await baselineControls([animal], part(5))
  const histories = await historyCurves(recurrent, [animal], part(6))
  bar.finish()
  return Object.freeze({
    animal: animal.animal,
    synthetic: animal.synthetic,
    feedForward,
    recurrent,
    smooth,
    signed,
    nonNegative,
    controls,
    indices: ruleIndices(feedForward, [animal]),
    histories,
    learningShares,
  } satisfies MouseReading)
}
