import type { RegressorName } from "../regressors.ts"
import type { RuleNetworkSettings } from "./options.ts"

/** Whether the rule leaves the weight of this regressor as it is. */
export function isHeld({ learnedWeights }: RuleNetworkSettings, regressor: RegressorName): boolean {
  return learnedWeights === "stimulus" && regressor === "bias"
}

/** Indices of the factors g that are not trained; the first of them all has index `scale`. */
export function frozenFactors(
  settings: RuleNetworkSettings,
  regressors: readonly RegressorName[],
  scale: number,
): readonly number[] {
  return regressors.flatMap((name, k) => (settings.scale === "fixed" || isHeld(settings, name) ? [scale + k] : []))
}

/** Number of parameters that are free: without frozen factors, and without what leads to the change of a weight that is held. */
export function freeParameters(
  settings: RuleNetworkSettings,
  regressors: readonly RegressorName[],
  parameterCount: number,
): number {
  const held = regressors.filter((name) => isHeld(settings, name)).length
  return parameterCount - frozenFactors(settings, regressors, 0).length - held * (settings.hiddenUnits + 1)
}
