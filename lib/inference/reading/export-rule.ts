import { type ColumnTable, table } from "arquero"
import type { Subjects } from "../../data/subjects.ts"
import { tableEnding, writeTable } from "../../data/written-table.ts"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import type { Provenance } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { Fitted } from "../fitted.ts"
import { ensemble, type FittedRule, fittedRule } from "./ensemble.ts"
import { numberList, type ProbeTrial, probes } from "./grid.ts"
import { enoughTrials, visitedWeights } from "./visited.ts"

/** Options of `exportRule`. */
export interface ExportRuleOptions {
  /** Where to write; its ending, .csv, .json or .parquet, says how. */
  readonly path: string
  /** The animals that the learner was fitted to: then each row says how many of their trials are near it, and whether it is extrapolated. */
  readonly subjects?: Subjects
  /** Stimulus weights of the grid; 25 over the visited range unless told. */
  readonly weights?: readonly number[]
  /** Bias weights of the grid; -1, 0 and 1 unless told. */
  readonly biases?: readonly number[]
}

/**
 * Writes an inferred rule as a table: the change of both weights on a grid of outcomes, weights and contrasts, zero contrast with both choices
 * included. JSON and Parquet also say what the rule was made with, and the parameters of a learner that can be thawed.
 * @returns the table that was written.
 * @throws RangeError on another ending, where the learner learns nothing, or was not fitted to the animals given; DataError where the file
 * cannot be written.
 */
export async function exportRule(fitted: Fitted, options: ExportRuleOptions): Promise<ColumnTable> {
  refuseUnknownKeys("exportRule", options ?? {}, ["path", "subjects", "weights", "biases"])
  tableEnding(options?.path)
  const rule = fittedRule("exportRule", fitted)
  const weights = numberList("exportRule: weights", options.weights ?? visitedWeights(rule.trajectories))
  const biases = numberList("exportRule: biases", options.biases ?? [-1, 0, 1])
  const rows = ruleTable(rule, probes(weights, biases, "both"), options.subjects)
  await writeTable(rows, options.path, {
    deltaw: version,
    learner: rule.label,
    about:
      "Change of the weights of P(right) = sigmoid(w_stim s + w_bias) after one trial, in log odds; s = tanh(5 c) / tanh(5) of the signed contrast c, right positive; choice 1 is right, 0 left.",
    natsPerTrial: rule.natsPerTrial,
    trials: rule.trials,
    parameters: rule.parameters,
    ...(rule.frozen && { frozen: rule.frozen }),
    ...provenanceOf(fitted),
  })
  return rows
}

/** One row a probe; what only the trials know stands there where they are given. */
function ruleTable(rule: FittedRule, cells: readonly ProbeTrial[], subjects: Subjects | undefined): ColumnTable {
  const group = subjects === undefined ? null : ensemble("exportRule", rule, subjects)
  const changes = cells.map((cell) => rule.update(cell))
  const nearby = group && cells.map((cell) => group.near(cell.contrast, cell.reward, cell.weightStimulus))
  const animals = rule.trajectories.map(({ animal }) => animal).join(", ")
  return table({
    learner: cells.map(() => rule.label),
    animals: cells.map(() => group?.names ?? animals),
    ...(group && { synthetic: cells.map(() => group.synthetic) }),
    outcome: cells.map(({ outcome }) => outcome),
    weightBias: cells.map(({ weightBias }) => weightBias),
    weightStimulus: cells.map(({ weightStimulus }) => weightStimulus),
    contrast: cells.map(({ contrast }) => contrast),
    stimulus: cells.map(({ stimulus }) => stimulus),
    choice: cells.map(({ choice }) => choice),
    changeStimulus: changes.map(([stimulus]) => stimulus),
    changeBias: changes.map(([, bias]) => bias),
    ...(nearby && { nearbyTrials: nearby, extrapolated: nearby.map((trials) => trials < enoughTrials) }),
  })
}

function provenanceOf(fitted: Fitted): { readonly provenance?: Provenance } {
  const { provenance } = fitted as { readonly provenance?: Provenance }
  return provenance === undefined ? {} : { provenance }
}
