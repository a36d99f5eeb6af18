import type { ColumnTable } from "arquero"
import { inferredRule } from "../inference/inferred-rule.ts"
import type { FittedLearner } from "../inference/learner.ts"
import { learners } from "../inference/learners.ts"
import { learningCurves } from "../inference/reading/learning-curves.ts"
import { ruleIndices } from "../inference/reading/rule-indices.ts"
import { ruleSlices } from "../inference/reading/rule-slices.ts"
import { foldIn } from "../numerics/random-key.ts"
import type { Solution } from "../numerics/solution.ts"
import { plots } from "../plots/plots.ts"
import type { StepOptions } from "./comparison-section.ts"
import type { ReportPlan } from "./report-plan.ts"
import { type Block, paragraph, picture, type Section, warning } from "./section.ts"

type Fit = Solution<FittedLearner, ColumnTable>

/** How the weights moved: a smoother that learns nothing, with its band, for each animal. */
export async function weightSection(
  { animals, regressors }: ReportPlan,
  { key, onProgress }: StepOptions,
): Promise<Section> {
  const blocks: Block[] = [
    paragraph(
      "Weights of the policy as random walks, smoothed over all trials (PsyTrack), with 95 % bands. It describes and does not explain: it knows what came after each trial.",
    ),
  ]
  for (const animal of animals) {
    const fit = await learners.psytrack({ regressors: [...regressors].reverse() }).fit([animal], { key, onProgress })
    if (fit.status !== "converged") blocks.push(warning(`${animal.animal}: ${fit.message}`))
    blocks.push(
      picture(plots.learningCurves(learningCurves(animal, [fit])), `${animal.animal}: upright lines are sessions.`),
    )
  }
  return { title: "Weights over training", blocks }
}

/** The rule that the network inferred, as far as fits with different keys agree on it. */
export async function ruleSection(
  plan: ReportPlan,
  first: Fit | null,
  { key, onProgress }: StepOptions,
): Promise<{ readonly section: Section; readonly fits: readonly Fit[] }> {
  const { network, animals, sizes, contrasts } = plan
  if (network === null || first === null) {
    const text = "There are too few trials to infer a rule by a network: it would describe noise."
    return { section: { title: "The inferred rule", blocks: [warning(text)] }, fits: [] }
  }
  const fits: Fit[] = [first]
  for (let seed = 1; seed < sizes.seeds; seed++)
    fits.push(await network.fit(animals, { key: foldIn(key, seed), onProgress }))
  const failed = fits.filter(({ status }) => status !== "converged").map(({ message }) => warning(message))
  if (!contrasts) {
    const text =
      "The stimuli of these animals are no contrasts, so the rule is not drawn over contrast; its score stands in the comparison."
    return { section: { title: "The inferred rule", blocks: [paragraph(text), ...failed] }, fits }
  }
  const blocks: Block[] = [
    paragraph(
      `The change of the weights after one trial, as a network infers it, from ${fits.length} fits with different random keys. Report only what all fits agree on, and nothing of cells that the animals did not visit.`,
    ),
    ...failed,
    picture(
      plots.ruleHeatmap(inferredRule(first, animals)),
      "Change of the stimulus weight at bias 0, from the first fit; grey where fewer than 50 trials are near.",
    ),
    picture(
      plots.ruleSlices(ruleSlices(fits, animals)),
      "Slices at three stimulus weights, mean and deviation over fits.",
    ),
    {
      kind: "table",
      caption: "Indices of the rule, means over fits with 95 % intervals",
      table: ruleIndices(fits, animals),
    },
  ]
  return { section: { title: "The inferred rule", blocks }, fits }
}
