import type { FittedLearner } from "./learner.ts"

/** A fitted learner, or the solution of the fit that holds it. */
export type Fitted = FittedLearner | { readonly value: FittedLearner }

/**
 * The fitted learner itself.
 * @throws TypeError on anything else.
 */
export function fittedLearner(caller: string, fitted: Fitted): FittedLearner {
  const learner = typeof fitted === "object" && fitted !== null && "value" in fitted ? fitted.value : fitted
  if (Array.isArray(learner?.trajectories)) return learner
  throw new TypeError(`${caller} needs what fit resolves to (did you forget to await it?), got ${String(fitted)}`)
}
