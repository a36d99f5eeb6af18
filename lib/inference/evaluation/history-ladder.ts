import { integerOption } from "../../numerics/options.ts"
import type { Learner } from "../learner.ts"
import { learners } from "../learners.ts"
import type { RuleNetworkOptions } from "../rule-network/options.ts"

/**
 * The learners by which memory is told from mere size (rule-inference.md 5.5, i and ii), for `crossValidate`: the recurrent rule, the
 * feed-forward one of as many units, and a feed-forward one with as many parameters as the recurrent one has (73 units for 32).
 * Where the recurrent rule predicts held-out animals better than both, size is not why.
 * @param options those of `learners.rnnGlm`, for all three.
 * @throws on an unknown option or an impossible value.
 */
export function historyLadder(options: RuleNetworkOptions = {}): readonly Learner[] {
  const hiddenUnits = integerOption("historyLadder: hiddenUnits", options.hiddenUnits ?? 32, 1, 512)
  const matched = matchedUnits(recurrentParameters(hiddenUnits))
  return Object.freeze([
    learners.rnnGlm({ ...options, hiddenUnits }),
    learners.dnnGlm({ ...options, hiddenUnits }),
    learners.dnnGlm({ ...options, hiddenUnits: matched }),
  ])
}

/** Parameters of the recurrent rule with so many units and two weights: 6,212 for 32. */
export function recurrentParameters(units: number): number {
  return 3 * units * (8 + units + 2) + 2 * units * (units + 1) + 2 * (units + 1) + 2
}

/** Parameters of the feed-forward rule with so many units and two weights: 1,412 for 32. */
export function feedForwardParameters(units: number): number {
  return units * 9 + units * (units + 1) + 2 * (units + 1) + 2
}

/** The units with which a feed-forward rule comes nearest to so many parameters. */
export function matchedUnits(parameters: number): number {
  const miss = (units: number) => Math.abs(feedForwardParameters(units) - parameters)
  let units = 1
  while (miss(units + 1) < miss(units)) units += 1
  return units
}
