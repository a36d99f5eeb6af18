import { accuracyBySession } from "./accuracy-by-session.ts"
import { modelComparison } from "./model-comparison.ts"
import { psychometricCurves } from "./psychometric-curves.ts"
import { ruleHeatmap } from "./rule-heatmap.ts"
import { weightTrajectories } from "./weight-trajectories.ts"

/** Figures: each draws one kind of table, and carries the table it drew. */
export const plots = Object.freeze({
  accuracyBySession,
  psychometricCurves,
  modelComparison,
  weightTrajectories,
  ruleHeatmap,
})
