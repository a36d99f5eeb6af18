import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { signedContrastPercent } from "../../data/signed-contrast.ts"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { wilsonInterval } from "../../numerics/wilson-interval.ts"
import { type ContrastTally, fitPsychometric, type PsychometricFit } from "./psychometric-fit.ts"
import { stageLabel, stageOf } from "./stages.ts"

/** Choices against contrast, by stage of training. */
export interface PsychometricCurves {
  /** One row a stage and contrast: trials, fraction of right choices and its 95 % Wilson interval. */
  readonly table: ColumnTable
  /** One row a stage: bias, threshold and lapses of the fitted curve, in percent contrast and probability; null where there is none. */
  readonly fits: ColumnTable
}

/**
 * P(right) against signed contrast in each of `stages` (3 unless told) runs of whole sessions, about equally many each, with
 * the psychometric curve of each stage fitted by maximum likelihood.
 * @throws RangeError where there are fewer sessions than stages, or the stimulus is no contrast.
 */
export function psychometricCurves(subject: Subject, options: { readonly stages?: number } = {}): PsychometricCurves {
  refuseUnknownKeys("psychometricCurves", options, ["stages"])
  const animal = choiceSequence("psychometricCurves", subject)
  const sessions = animal.session.at(-1)! + 1
  const stages = integerOption("psychometricCurves: stages", options.stages ?? Math.min(3, sessions), 1, sessions)
  const tallies = tally(animal, sessions, stages)
  const fits = tallies.map(fitPsychometric)
  const labels = tallies.map((_, stage) => stageLabel(stage, sessions, stages))
  return Object.freeze({ table: pointTable(animal, tallies, labels), fits: fitTable(animal, fits, labels) })
}

function tally(animal: ChoiceSequence, sessions: number, stages: number): readonly (readonly ContrastTally[])[] {
  const contrast = signedContrastPercent(animal)
  if (Number.isNaN(contrast[0])) {
    throw new RangeError(
      `psychometricCurves: the stimulus of ${animal.animal} is signed evidence; accepted are animals whose stimulus is a contrast`,
    )
  }
  const counts = Array.from({ length: stages }, () => new Map<number, { trials: number; right: number }>())
  for (let t = 0; t < animal.choice.length; t += 1) {
    const stage = counts[stageOf(animal.session[t]!, sessions, stages)]!
    const count = stage.get(contrast[t]!) ?? { trials: 0, right: 0 }
    count.trials += 1
    count.right += animal.choice[t]!
    stage.set(contrast[t]!, count)
  }
  return counts.map((stage) =>
    [...stage].map(([percent, count]) => ({ contrast: percent, ...count })).sort((a, b) => a.contrast - b.contrast),
  )
}

function pointTable(
  animal: ChoiceSequence,
  tallies: readonly (readonly ContrastTally[])[],
  labels: readonly string[],
): ColumnTable {
  const rows = tallies.flatMap((stage, index) => stage.map((point) => ({ ...point, stage: labels[index]! })))
  const intervals = rows.map(({ right, trials }) => wilsonInterval(right, trials))
  return table({
    animal: rows.map(() => animal.animal),
    synthetic: rows.map(() => animal.synthetic),
    stage: rows.map(({ stage }) => stage),
    contrast: rows.map(({ contrast }) => contrast),
    trials: rows.map(({ trials }) => trials),
    right: rows.map(({ right, trials }) => right / trials),
    rightLow: intervals.map(([low]) => low),
    rightHigh: intervals.map(([, high]) => high),
  })
}

/** A parameter of a curve that was found, else null. */
function known({ status }: PsychometricFit, value: number): number | null {
  return status === "converged" ? value : null
}

function fitTable(animal: ChoiceSequence, fits: readonly PsychometricFit[], labels: readonly string[]): ColumnTable {
  return table({
    animal: fits.map(() => animal.animal),
    synthetic: fits.map(() => animal.synthetic),
    stage: labels,
    bias: fits.map((fit) => known(fit, fit.bias)),
    threshold: fits.map((fit) => known(fit, fit.threshold)),
    lapseLeft: fits.map((fit) => known(fit, fit.lapseLeft)),
    lapseRight: fits.map((fit) => known(fit, fit.lapseRight)),
    nats: fits.map(({ nats }) => nats),
    status: fits.map(({ status }) => status),
    message: fits.map(({ message }) => message),
  })
}
