import type { ColumnTable } from "arquero"
import { type CompareOptions, compare } from "../inference/compare.ts"
import type { Comparison } from "../inference/comparison.ts"
import { baselineControls } from "../inference/evaluation/baseline-controls.ts"
import { heldOutCalibration } from "../inference/evaluation/prediction-metrics.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Progress, Solution } from "../numerics/solution.ts"
import { plots } from "../plots/plots.ts"
import type { ReportPlan } from "./report-plan.ts"
import { type Block, paragraph, picture, type Section, warning } from "./section.ts"

/** The comparison behind a report. */
export interface ReportComparison {
  readonly solution: Solution<Comparison, ColumnTable>
  readonly section: Section
}

/** Options of a long step of a report. */
export interface StepOptions {
  readonly key: Key
  readonly onProgress: (progress: Progress) => void
  readonly workers?: number
}

/** Fits the ladder, scores it on held-out trials, and says what the controls leave of it. */
export async function comparisonSection(plan: ReportPlan, options: StepOptions): Promise<ReportComparison> {
  const { animals, ladder, sizes, checks } = plan
  const folds = animals.length > 1 ? Math.min(sizes.folds, animals.length) : sizes.folds
  const settings: CompareOptions = { ...options, folds }
  const solution = await compare(animals, ladder, settings)
  const { value, table, message, status } = solution
  const scored = value.evaluation === undefined ? [] : [calibrationOf(value)]
  const blocks: Block[] = [
    paragraph(`How trials were held out: ${value.scheme}. 0 nats per trial is perfect prediction, -0.693 a coin.`),
    ...(status === "converged" ? [] : [warning(message)]),
    ...(value.evaluation?.notes ?? []).map(paragraph),
    picture(plots.modelComparison(table), value.interval),
    {
      kind: "table",
      caption: "Models and controls, best first",
      table: table.select(
        "learner",
        "role",
        "natsPerTrial",
        "bitsPerTrial",
        "parameters",
        "difference",
        "differenceLow",
        "differenceHigh",
        "status",
      ),
    },
    ...scored,
    ...(checks.every(({ allowsLearning }) => allowsLearning) ? await controlsOf(plan, options) : []),
  ]
  return { solution, section: { title: "Model comparison", blocks } }
}

/** More curves than this hide each other. */
const calibrated = 4

function calibrationOf({ evaluation }: Comparison): Block {
  const best = { ...evaluation!, rows: evaluation!.rows.slice(0, calibrated) }
  const caption = `Observed against predicted share of choices to the right on held-out trials, the best ${best.rows.length} learners.`
  return picture(plots.calibration(heldOutCalibration(best)), caption)
}

async function controlsOf({ animals }: ReportPlan, { key, onProgress }: StepOptions): Promise<readonly Block[]> {
  const controls = await baselineControls(animals, { key: foldIn(key, 1), onProgress })
  return [
    paragraph(`What a negative baseline stands on (${controls.value.scheme}). ${controls.value.conclusion}`),
    { kind: "table", caption: "Contrasts between models and controls", table: controls.table },
  ]
}
