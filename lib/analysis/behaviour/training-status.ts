import { type ColumnTable, table } from "arquero"
import type { Animal } from "../../data/animal.ts"
import { numbers, type Session } from "../../data/sessions.ts"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { breathe, startProgress, watchStop } from "../../runs/surroundings.ts"
import { type ContrastTally, fitPsychometric, type PsychometricFit } from "./psychometric-fit.ts"

/** Stages of training, by the criteria of the International Brain Laboratory. */
export type TrainingStage = "in training" | "trained 1a" | "trained 1b"

/** Where an animal stands in training. */
export interface TrainingStatus {
  /** The highest stage it has reached. */
  readonly stage: TrainingStage
  /** Session in which a stage was first reached, counted from 1; null where it was not. */
  readonly firstTrained1a: number | null
  readonly firstTrained1b: number | null
}

/** What three sessions in a row must have; accuracies and lapses as fractions, bias and threshold in percent contrast. */
const criteria = {
  "trained 1a": {
    trials: 200,
    easyAccuracy: 0.8,
    bias: 16,
    threshold: 19,
    lapse: 0.2,
    responseSeconds: Number.POSITIVE_INFINITY,
  },
  "trained 1b": { trials: 400, easyAccuracy: 0.9, bias: 10, threshold: 20, lapse: 0.1, responseSeconds: 2 },
} as const
const run = 3
const easyContrast = 0.5

interface SessionFacts {
  /** All trials, also those without a response. */
  readonly trials: number
  /** Rewarded among all trials with a contrast of at least 50 %; NaN where there are none. */
  readonly easyAccuracy: number
  readonly hasZero: boolean
  readonly tallies: readonly ContrastTally[]
  /** Response times at zero contrast, s. */
  readonly zeroSeconds: readonly number[]
}

/**
 * Whether and when an animal was trained, by the criteria 1a and 1b over three sessions in a row: more than 200 (400) trials and
 * over 80 % (90 %) correct on contrasts of at least 50 % in each, zero contrast shown in each, and in the psychometric curve of all three
 * |bias| below 16 (10) %, threshold below 19 (20) %, both lapses below 0.2 (0.1); for 1b a median response time at zero contrast below 2 s too.
 * Of biased sessions only trials of the unbiased block enter the curve. Where zero contrast is missing no curve is fitted, as no stage is reached.
 * Source: International Brain Laboratory 2021, eLife 10:e63711, appendix on the training criteria.
 * @returns the stage, and a table with one row a session: its trials and easy accuracy, the curve and response times of it and
 * the two before it, and the stage these reach; stopped, the sessions so far
 * @throws RangeError where the stimulus is no contrast
 */
export async function trainingStatus(
  animal: Animal,
  options: { readonly onProgress?: (progress: Progress) => void } = {},
): Promise<Solution<TrainingStatus, ColumnTable>> {
  refuseUnknownKeys("trainingStatus", options, ["onProgress"])
  if (animal.evidence !== undefined) {
    throw new RangeError(
      `trainingStatus: the stimulus of ${animal.name} is ${animal.evidence}; its criteria are of contrasts`,
    )
  }
  const stopped = watchStop()
  const bar = startProgress("Training status", animal.sessions.length, options.onProgress)
  const facts: SessionFacts[] = []
  const rows: (Judged | null)[] = []
  for (const session of animal.sessions) {
    if (stopped()) break
    facts.push(factsOf(animal, session))
    rows.push(facts.length < run ? null : judged(facts.slice(-run)))
    bar.report(facts.length)
    await breathe()
  }
  bar.finish()
  const value = reached(rows)
  const whole = facts.length === animal.sessions.length
  return Object.freeze({
    value,
    table: tableOf(animal, facts, rows),
    status: whole ? "converged" : "stopped",
    message: sentence(
      animal.name,
      value,
      whole ? "" : ` Stopped after ${facts.length} of ${animal.sessions.length} sessions.`,
    ),
    info: Object.freeze({ sessions: facts.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ criteria }),
    }),
  })
}

function reached(rows: readonly (Judged | null)[]): TrainingStatus {
  const first = (stages: readonly TrainingStage[]): number | null => {
    const at = rows.findIndex((row) => row !== null && stages.includes(row.stage))
    return at < 0 ? null : at + 1
  }
  const firstTrained1a = first(["trained 1a", "trained 1b"])
  const firstTrained1b = first(["trained 1b"])
  const stage = firstTrained1b !== null ? "trained 1b" : firstTrained1a !== null ? "trained 1a" : "in training"
  return Object.freeze({ stage, firstTrained1a, firstTrained1b })
}

function tableOf(animal: Animal, facts: readonly SessionFacts[], rows: readonly (Judged | null)[]): ColumnTable {
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value
  return table({
    animal: facts.map(() => animal.name),
    synthetic: facts.map(() => animal.source === "synthetic"),
    session: facts.map((_, i) => i + 1),
    date: facts.map((_, i) => animal.sessions[i]!.date),
    trials: facts.map(({ trials }) => trials),
    easyAccuracy: facts.map(({ easyAccuracy }) => known(easyAccuracy)),
    bias: rows.map((row) => known(row?.fit.bias)),
    threshold: rows.map((row) => known(row?.fit.threshold)),
    lapseLeft: rows.map((row) => known(row?.fit.lapseLeft)),
    lapseRight: rows.map((row) => known(row?.fit.lapseRight)),
    zeroContrastSeconds: rows.map((row) => known(row?.seconds)),
    stage: rows.map((row) => row?.stage ?? "in training"),
  })
}

function sentence(name: string, { stage, firstTrained1a, firstTrained1b }: TrainingStatus, end: string): string {
  if (stage === "in training")
    return `${name} does not meet the criteria of training 1a in any three sessions in a row.${end}`
  const also = firstTrained1b === null ? "" : `, of 1b with session ${firstTrained1b}`
  return `${name} meets the criteria of training 1a with session ${firstTrained1a}${also}.${end}`
}

interface Judged {
  readonly stage: TrainingStage
  readonly fit: Pick<PsychometricFit, "bias" | "threshold" | "lapseLeft" | "lapseRight">
  readonly seconds: number
}

const noCurve = { bias: Number.NaN, threshold: Number.NaN, lapseLeft: Number.NaN, lapseRight: Number.NaN }

function judged(sessions: readonly SessionFacts[]): Judged {
  const seconds = median(sessions.flatMap(({ zeroSeconds }) => zeroSeconds))
  if (!sessions.every(({ hasZero }) => hasZero)) return { stage: "in training", fit: noCurve, seconds }
  const fit = fitPsychometric(joined(sessions))
  const meets = (name: keyof typeof criteria): boolean => {
    const { trials, easyAccuracy, bias, threshold, lapse, responseSeconds } = criteria[name]
    return (
      fit.status === "converged" &&
      sessions.every((each) => each.trials > trials && each.easyAccuracy > easyAccuracy) &&
      Math.abs(fit.bias) < bias &&
      fit.threshold < threshold &&
      fit.lapseLeft < lapse &&
      fit.lapseRight < lapse &&
      (responseSeconds === Number.POSITIVE_INFINITY || seconds < responseSeconds)
    )
  }
  const stage = meets("trained 1b") ? "trained 1b" : meets("trained 1a") ? "trained 1a" : "in training"
  return { stage, fit: fit.status === "converged" ? fit : noCurve, seconds }
}

function factsOf({ table: trials }: Animal, { rows }: Session): SessionFacts {
  const column = (name: string) => numbers(trials, name)
  const [left, right, choice, feedback] = ["contrastLeft", "contrastRight", "choice", "feedbackType"].map(column) as [
    readonly number[],
    readonly number[],
    readonly number[],
    readonly number[],
  ]
  const [shown, answered, prior] = [column("stimOn_times"), column("response_times"), column("probabilityLeft")]
  const contrast = (row: number) => (right[row]! || 0) - (left[row]! || 0)
  const easy = rows.filter((row) => Math.abs(contrast(row)) >= easyContrast)
  const zero = rows.filter((row) => contrast(row) === 0)
  const isBiased = /biasedChoiceWorld|ephysChoiceWorld/i.test(protocolOf(trials, rows[0]!))
  const fitted = rows.filter((row) => choice[row] !== 0 && (!isBiased || prior[row] === 0.5))
  const tallies = fitted.map((row) => ({
    contrast: Math.round(contrast(row) * 1e4) / 100,
    trials: 1,
    right: choice[row] === -1 ? 1 : 0,
  }))
  return {
    trials: rows.length,
    easyAccuracy: easy.filter((row) => feedback[row] === 1).length / easy.length,
    hasZero: zero.length > 0,
    tallies: joined([{ tallies }]),
    zeroSeconds: zero.map((row) => answered[row]! - shown[row]!).filter((seconds) => !Number.isNaN(seconds)),
  }
}

function protocolOf(trials: ColumnTable, row: number): string {
  return trials.columnNames().includes("task_protocol") ? String(trials.get("task_protocol", row)) : ""
}

function joined(sessions: readonly Pick<SessionFacts, "tallies">[]): readonly ContrastTally[] {
  const counts = new Map<number, { trials: number; right: number }>()
  for (const { contrast, trials, right } of sessions.flatMap(({ tallies }) => tallies)) {
    const count = counts.get(contrast) ?? { trials: 0, right: 0 }
    counts.set(contrast, { trials: count.trials + trials, right: count.right + right })
  }
  return [...counts].map(([contrast, count]) => ({ contrast, ...count })).sort((a, b) => a.contrast - b.contrast)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
