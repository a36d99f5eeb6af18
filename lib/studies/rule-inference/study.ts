import { ruleInferenceClaims } from "./claims.ts"
import { cohort, heldOutAnimals, laterTrials } from "./cohort.ts"
import { readMouse } from "./mouse.ts"
import { recoveredRule } from "./recovered-rule.ts"
import { recoveryScores } from "./recovery-scores.ts"
import { publishedModels, ruleInferencePresets } from "./spec.ts"

/**
 * Liu, Geadah and Pillow 2025, arXiv 2509.04661, and what it is compared with: the parts of the study, their presets, and the claims. What networks recover
 * of known rules is `recovery`'s.
 */
export const ruleInference = Object.freeze({
  presets: ruleInferencePresets,
  models: publishedModels,
  cohort,
  heldOutAnimals,
  laterTrials,
  readMouse,
  figures: Object.freeze({ recoveredRule, recoveryScores }),
  claims: ruleInferenceClaims,
})
