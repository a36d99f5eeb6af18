import { askFitted, askTruth } from "./asked-rule.ts"
import { recoveryClaims } from "./claims.ts"
import { commonGridError } from "./common-grid.ts"
import { historyCurves, historyGap } from "./history-gap.ts"
import { recoveryConditions, recoveryFigures } from "./plan.ts"
import { errorToCorrectRatio, expectedChange, meanChange, ruleCurves } from "./rule-curves.ts"
import { recoveryScores } from "./scores.ts"
import { recoveryStudy } from "./study.ts"
import { trueModel } from "./true-model.ts"

/**
 * What learners recover of a known truth: whole studies by figure of the paper (`study`), their conditions (`figures`, `conditions`), the claims they speak to (`claims`), and
 * the scores of a fit of one's own to simulated animals (`scores`, `trueModel`), with the rules themselves to be asked and compared.
 */
export const recovery = Object.freeze({
  figures: recoveryFigures,
  conditions: recoveryConditions,
  study: recoveryStudy,
  claims: recoveryClaims,
  scores: recoveryScores,
  trueModel,
  askFitted,
  askTruth,
  ruleCurves,
  historyCurves,
  historyGap,
  errorToCorrectRatio,
  meanChange,
  expectedChange,
  commonGridError,
})
