import { accuracyBySession } from "./accuracy-by-session.ts"
import { calibration } from "./calibration.ts"
import { curvesBySeed } from "./curves-by-seed.ts"
import { historyCurves } from "./history-curves.ts"
import { learningCurves } from "./learning-curves.ts"
import { modelComparison } from "./model-comparison.ts"
import { phasePortrait } from "./phase-portrait.ts"
import { psychometricCurves } from "./psychometric-curves.ts"
import { responseTimes } from "./response-times.ts"
import { ruleHeatmap } from "./rule-heatmap.ts"
import { ruleSlices } from "./rule-slices.ts"
import { seedScatter } from "./seed-scatter.ts"
import { seedsByCondition } from "./seeds-by-condition.ts"
import { twinCheck } from "./twin-check.ts"
import { weightTrajectories } from "./weight-trajectories.ts"

/** Figures: each draws one kind of table, and carries the table it drew. */
export const plots = Object.freeze({
  accuracyBySession,
  psychometricCurves,
  modelComparison,
  weightTrajectories,
  ruleHeatmap,
  ruleSlices,
  historyCurves,
  phasePortrait,
  twinCheck,
  calibration,
  learningCurves,
  responseTimes,
  seedsByCondition,
  seedScatter,
  curvesBySeed,
})
