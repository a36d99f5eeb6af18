import { type ColumnTable, table } from "arquero"
import type { Subjects } from "../../data/subjects.ts"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import { ensemble, type Fits, type FittedRule } from "./ensemble.ts"
import { numberList, type ProbeTrial, probes } from "./grid.ts"
import { interval95, spread } from "./spread.ts"

/** Options of `ruleIndices`. */
export interface RuleIndicesOptions {
  /** Stimulus weights at which the rule is asked; 0, 1 and 2 unless told. */
  readonly weights?: readonly number[]
  /** Bias weights at which it is asked; 0 unless told. */
  readonly biases?: readonly number[]
}

const weightNames = ["stimulus", "bias"] as const

/**
 * An inferred rule in a few indices, at each weight w_stim and bias. Changes are counted towards the right answer, d_k = sign(e x_k) dw_k
 * with e = +1 where right is right, else -1, so that above 0 is what makes the next correct choice likelier. Then
 *
 * - `outcomeAsymmetry`: (C - E) / (|C| + |E|), C and E the means of d over stimuli after correct choices and errors: 1 for a rule that
 *   learns from correct choices only, 0 for one that does not look at the outcome;
 * - `sideAsymmetry` after each outcome: (R - L) / (|R| + |L|) over right and left stimuli of equal contrast;
 * - `baseline`: E itself, in log odds a trial: below 0 errors push away from the right answer, which is called a negative baseline, and
 *   which a habit of repeating choices makes as well (compare with `learners.rewardFree`).
 *
 * @param fits one fit, or several of one learner (seeds, animals): values are then means, with 95 % intervals by Student's t.
 * @returns one row an index, weight of the policy, w_stim and bias; `low` and `high` are null for a single fit, `value` is null where the
 * rule changes nothing. `agrees` says whether all fits have the same sign.
 * @throws where a learner learns nothing, or was not fitted to these animals.
 */
export function ruleIndices(fits: Fits, subjects: Subjects, options: RuleIndicesOptions = {}): ColumnTable {
  refuseUnknownKeys("ruleIndices", options, ["weights", "biases"])
  const weights = numberList("ruleIndices: weights", options.weights ?? [0, 1, 2])
  const biases = numberList("ruleIndices: biases", options.biases ?? [0])
  const { label, rules, names, synthetic } = ensemble("ruleIndices", fits, subjects)
  const rows = biases.flatMap((weightBias) =>
    weights.flatMap((weightStimulus) => {
      const cells = probes([weightStimulus], [weightBias])
      return weightNames.flatMap((weight, k) => {
        const each = rules.map((rule) => indices(rule, cells, k))
        return each[0]!.map(({ index, outcome }, i) => {
          const values = each.map((list) => list[i]!.value)
          return { weightStimulus, weightBias, weight, index, outcome, ...told(values) }
        })
      })
    }),
  )

  return table({
    learner: rows.map(() => label),
    animals: rows.map(() => names),
    synthetic: rows.map(() => synthetic),
    fits: rows.map(() => rules.length),
    index: rows.map(({ index }) => index),
    outcome: rows.map(({ outcome }) => outcome),
    weight: rows.map(({ weight }) => weight),
    weightStimulus: rows.map(({ weightStimulus }) => weightStimulus),
    weightBias: rows.map(({ weightBias }) => weightBias),
    value: rows.map(({ value }) => value),
    low: rows.map(({ low }) => low),
    high: rows.map(({ high }) => high),
    agrees: rows.map(({ agrees }) => agrees),
  })
}

function told(values: readonly number[]) {
  const all = spread(values)
  const [low, high] = interval95(all, values.filter(Number.isFinite).length) ?? [null, null]
  return { value: Number.isFinite(all.mean) ? all.mean : null, low, high, agrees: all.agrees }
}

function indices({ update }: FittedRule, cells: readonly ProbeTrial[], k: number) {
  const mean = (chosen: (cell: ProbeTrial) => boolean) => {
    const changes = cells.filter(chosen).map((cell) => towardsAnswer(cell, k) * update(cell)[k]!)
    return changes.reduce((sum, change) => sum + change, 0) / changes.length
  }
  const after = (outcome: ProbeTrial["outcome"]) => mean((cell) => cell.outcome === outcome)
  const side = (outcome: ProbeTrial["outcome"], sign: 1 | -1) =>
    mean((cell) => cell.outcome === outcome && Math.sign(cell.contrast) === sign)
  return [
    { index: "outcomeAsymmetry", outcome: "both", value: asymmetry(after("correct"), after("error")) },
    { index: "sideAsymmetry", outcome: "correct", value: asymmetry(side("correct", 1), side("correct", -1)) },
    { index: "sideAsymmetry", outcome: "error", value: asymmetry(side("error", 1), side("error", -1)) },
    { index: "baseline", outcome: "error", value: after("error") },
  ]
}

/** NaN where both are 0. */
function asymmetry(one: number, other: number): number {
  return (one - other) / (Math.abs(one) + Math.abs(other))
}

/** The sign of e x_k: what raises w_stim always helps the right answer; what raises w_bias helps where right is right. */
function towardsAnswer({ contrast }: ProbeTrial, k: number): number {
  return k === 0 ? 1 : Math.sign(contrast)
}
