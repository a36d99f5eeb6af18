import { argv } from "node:process"
import { pathToFileURL } from "node:url"
import { crossValidate } from "../../lib/inference/evaluation/cross-validate.ts"
import { learners } from "../../lib/inference/learners.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { smallCohort } from "./small-cohort.ts"

/** An evaluation of ten fits of a network, with or without a folder for what is finished. */
export function storedEvaluation(store?: string) {
  const network = learners.dnnGlm({ hiddenUnits: 4, epochs: 60, initialScale: 0.05 })
  const options = { key: key(3), folds: 5, seeds: 2, workers: 1, resamples: 100 }
  return crossValidate(smallCohort(5, 400), [network], { ...options, ...(store !== undefined && { store }) })
}

// As a program: a process that a test can kill.
if (import.meta.url === pathToFileURL(argv[1] ?? "").href) await storedEvaluation(argv[2])
