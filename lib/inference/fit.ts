import type { ColumnTable } from "arquero"
import { choiceSequences, type Subjects } from "../data/subjects.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { keyOption } from "../numerics/random-key.ts"
import type { Solution } from "../numerics/solution.ts"
import type { FitOptions, FittedLearner, Learner } from "./learner.ts"
import { fitAsText, withShowing } from "./showing.ts"

/**
 * Fits a learner to one animal, or to several at once by their pooled likelihood (one rule, each animal rolled out on its own trials).
 * Shows progress; a fit that is stopped hands back what it has.
 * @throws on an unknown option, a missing key, an animal without trials.
 */
export async function fit(
  animals: Subjects,
  learner: Learner,
  options: FitOptions,
): Promise<Solution<FittedLearner, ColumnTable>> {
  refuseUnknownKeys("fit", requireOptions("fit", options), ["key", "onProgress"])
  const solution = await requireLearner("fit", learner).fit(choiceSequences("fit", animals), options)
  return withShowing(solution, fitAsText(solution.value))
}

/**
 * The options of a fit, with a usable key.
 * @throws TypeError where there is no key.
 */
export function requireOptions<Options extends FitOptions>(caller: string, options: Options): Options {
  keyOption(caller, options)
  return options
}

/**
 * A learner, as made by `learners`.
 * @throws TypeError on anything else.
 */
export function requireLearner(caller: string, learner: Learner): Learner {
  if (typeof learner?.fit === "function" && typeof learner.label === "string") return learner
  const hint =
    typeof learner === "function" ? "a function; did you mean to call it, as in learners.staticGlm()?" : String(learner)
  throw new TypeError(`${caller} takes learners such as learners.staticGlm(), got ${hint}`)
}
