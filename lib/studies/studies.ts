import { curvature } from "./curvature/study.ts"
import { richLazy } from "./rich-lazy/study.ts"
import { ruleInference } from "./rule-inference/study.ts"

/** The studies, one a paper. */
export const studies = Object.freeze({ ruleInference, richLazy, curvature })
