import type { FittedLearner } from "../inference/learner.ts"
import { twinCheck } from "../inference/twins/twin-check.ts"
import { plots } from "../plots/plots.ts"
import type { StepOptions } from "./comparison-section.ts"
import type { ReportPlan } from "./report-plan.ts"
import { type Block, paragraph, picture, type Section, warning } from "./section.ts"

/** Copies of each animal by the best learner of the comparison, living in closed loop with the task. */
export async function twinSection(
  plan: ReportPlan,
  best: FittedLearner | null,
  options: StepOptions,
): Promise<Section> {
  const title = "Digital twins"
  if (!plan.contrasts || best === null)
    return {
      title,
      blocks: [
        paragraph("No twin was made: it needs a rule of learning, and the training task whose stimuli are contrasts."),
      ],
    }
  const blocks: Block[] = [
    paragraph(
      `Copies of ${best.label} choose by chance and learn from what the task answers, stimuli repeated against their bias as the rig does; nothing recorded is replayed. Where an animal lies outside the copies' 95 % band, the model misses something.`,
    ),
  ]
  for (const animal of plan.animals) {
    const check = await twinCheck(animal, best, { ...options, copies: plan.sizes.copies })
    blocks.push(check.status === "converged" ? paragraph(check.message) : warning(check.message))
    if (check.table.numRows() > 0)
      blocks.push(
        picture(
          plots.twinCheck(check),
          `${animal.animal} (points) and median and 95 % band of ${check.value.copies.length} copies.`,
        ),
      )
  }
  return { title, blocks }
}
