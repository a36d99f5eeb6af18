import type { FittedLearner } from "../inference/learner.ts"
import { twinCheck } from "../inference/twins/twin-check.ts"
import { plots } from "../plots/plots.ts"
import type { StepOptions } from "./comparison-section.ts"
import type { ReportPlan } from "./report-plan.ts"
import { type Block, paragraph, picture, type Section, warning } from "./section.ts"

/**
 * Copies of each animal living in closed loop with the task: by the best rule of the comparison, and by the control that never looks at rewards,
 * which likelihood alone hardly tells from it.
 */
export async function twinSection(
  plan: ReportPlan,
  rules: readonly FittedLearner[],
  options: StepOptions,
): Promise<Section> {
  const title = "Digital twins"
  if (!plan.contrasts || rules.length === 0)
    return {
      title,
      blocks: [
        paragraph("No twin was made: it needs a rule of learning, and the training task whose stimuli are contrasts."),
      ],
    }
  const blocks: Block[] = [
    paragraph(
      `Copies of ${rules.map(({ label }) => label).join(", and of ")} choose by chance and learn from what the task answers, stimuli repeated against their bias as the rig does; nothing recorded is replayed. Where an animal lies outside the copies' 95 % band, the model misses something.`,
    ),
  ]
  for (const animal of plan.animals) {
    for (const rule of rules) {
      const check = await twinCheck(animal, rule, { ...options, copies: plan.sizes.copies })
      blocks.push(check.status === "converged" ? paragraph(check.message) : warning(check.message))
      if (check.table.numRows() > 0)
        blocks.push(
          picture(
            plots.twinCheck(check),
            `${animal.animal} (points) and median and 95 % band of ${check.value.copies.length} copies of ${rule.label}.`,
          ),
        )
    }
  }
  return { title, blocks }
}
