import { type ColumnTable, table } from "arquero"
import type { Subjects } from "../data/subjects.ts"
import { refuseUnknownKeys } from "../numerics/options.ts"
import { ensemble, type Fits } from "./reading/ensemble.ts"
import { numberList, probes } from "./reading/grid.ts"
import { spread } from "./reading/spread.ts"
import { enoughTrials } from "./reading/visited.ts"

/** Options of `inferredRule`. */
export interface InferredRuleOptions {
  /** Stimulus weights of the grid; 25 over the range that the animals visited unless told. */
  readonly weights?: readonly number[]
  /** Bias weights of the grid; -1, 0 and 1 unless told. */
  readonly biases?: readonly number[]
}

/**
 * The learning rule that a fit inferred, asked on a grid: the change of both weights after a correct choice and after an error, for
 * each stimulus (the task's contrasts without 0, where the outcome says nothing about the side), w_stim and w_bias.
 * @param fits one fit, or several of one learner (seeds, animals), whose mean change it is then; `changeStimulusAgrees` and
 * `changeBiasAgrees` say whether all have the same sign.
 * @param subjects the animals that the learner was fitted to: `nearbyTrials` counts their trials with the same contrast and reward and
 * w_stim within 0.25; cells with fewer than 50 are marked `extrapolated`. A rule with memory is asked at rest, as on an animal's first
 * trial; what it does after a history, `historyCurves` says, and `update` when it is given `hidden`.
 * @returns one row a cell.
 * @throws where the learner learns nothing, or was not fitted to these animals.
 */
export function inferredRule(fits: Fits, subjects: Subjects, options: InferredRuleOptions = {}): ColumnTable {
  refuseUnknownKeys("inferredRule", options, ["weights", "biases"])
  const { label, rules, names, synthetic, near, visited } = ensemble("inferredRule", fits, subjects)
  const weights = numberList("inferredRule: weights", options.weights ?? visited)
  const biases = numberList("inferredRule: biases", options.biases ?? [-1, 0, 1])
  const cells = probes(weights, biases).map((cell) => {
    const changes = rules.map(({ update }) => update(cell))
    const [stimulus, bias] = ([0, 1] as const).map((k) => spread(changes.map((change) => change[k])))
    const nearbyTrials = near(cell.contrast, cell.reward, cell.weightStimulus)
    return { ...cell, stimulusChange: stimulus!, biasChange: bias!, nearbyTrials }
  })
  return table({
    learner: cells.map(() => label),
    animals: cells.map(() => names),
    synthetic: cells.map(() => synthetic),
    fits: cells.map(() => rules.length),
    outcome: cells.map(({ outcome }) => outcome),
    weightBias: cells.map(({ weightBias }) => weightBias),
    weightStimulus: cells.map(({ weightStimulus }) => weightStimulus),
    contrast: cells.map(({ contrast }) => contrast),
    stimulus: cells.map(({ stimulus }) => stimulus),
    choice: cells.map(({ choice }) => choice),
    changeStimulus: cells.map(({ stimulusChange }) => stimulusChange.mean),
    changeStimulusAgrees: cells.map(({ stimulusChange }) => stimulusChange.agrees),
    changeBias: cells.map(({ biasChange }) => biasChange.mean),
    changeBiasAgrees: cells.map(({ biasChange }) => biasChange.agrees),
    nearbyTrials: cells.map(({ nearbyTrials }) => nearbyTrials),
    extrapolated: cells.map(({ nearbyTrials }) => nearbyTrials < enoughTrials),
  })
}
