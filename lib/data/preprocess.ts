import { type ColumnTable, table } from "arquero"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import { type Animal, animal as animalOf } from "./animal.ts"
import { type AnimalChoices, choices } from "./choices.ts"
import { deNovoRows, type KeptRows } from "./de-novo.ts"
import { numbers } from "./sessions.ts"

/** Options of `preprocess`. */
export interface PreprocessOptions {
  /** "first biased session" keeps trials of trainingChoiceWorld before the first session of biasedChoiceWorld, by `task_protocol`. */
  readonly until?: "first biased session"
  /** Keep only so many trials from the start, counted after all others are dropped. */
  readonly firstTrials?: number
}

/** Choices with each step that led to them; what a rule of learning is fitted to. */
export interface Preprocessed extends AnimalChoices {
  /** One row a step, in the order they are done: step, count, unit ("trials" or "sessions") and effect ("dropped", "changed", "kept" or "noted"). */
  readonly steps: ColumnTable
  /** What a reader should know, one sentence each: the animal's own notes, and those of the steps. */
  readonly notes: readonly string[]
}

/** Contrasts of the task of the International Brain Laboratory. */
const standardContrasts = [0, 0.0625, 0.125, 0.25, 0.5, 1]

/**
 * The whole way from an animal's table to its choices, as the papers do it, with a count of each step. In this order: sessions
 * sorted by (date, number) and joined; other tasks and sessions from the first biased one on dropped, where asked; trials
 * without a response (choice 0), then without feedback (feedbackType 0) dropped; trials after `firstTrials` dropped; a contrast
 * of NaN taken as 0, negative right contrasts as left ones (done by the reader); y = 1 where choice is -1, reward as recorded;
 * s = tanh(5 c) / tanh(5), right positive; session starts flagged last, on the first trial that is left of each session.
 * Source: Ashwood et al. 2020, NeurIPS 33:3442, preprocessing of the mouse data; the choices are those of `choices`.
 * @throws DataError where `until` needs the task of a session that is not known; RangeError as `choices`
 */
export function preprocess(animal: Animal, options: PreprocessOptions = {}): Preprocessed {
  refuseUnknownKeys("preprocess", options, ["until", "firstTrials"])
  const { until, firstTrials } = options
  if (until !== undefined) choiceOption("preprocess: until", until, ["first biased session"])
  const kept = until === undefined ? null : deNovoRows(animal)
  const part = kept === null ? animal : restricted(animal, kept.rows)
  const found = choices(part, firstTrials === undefined ? {} : { firstTrials })
  const row = kept === null ? found.row : found.row.map((at) => kept.rows[at]!)
  const steps = stepsOf(animal, kept, { ...found, row })
  const recorded = animal.table.numRows()
  const message = kept === null ? found.log.message : whole(found.log.message, recorded, kept)
  const log = Object.freeze({ ...found.log, recorded, message })
  const notes = Object.freeze([...animal.notes, ...notesOf(animal, kept, row)])
  return Object.freeze({ ...found, row, log, steps, notes })
}

/** The sentence of `choices` about the part that is left, made one about the whole. */
function whole(sentence: string, recorded: number, { afterBiased, otherTasks }: KeptRows): string {
  const cut = `${afterBiased} from the first biased session on, ${otherTasks} of other tasks`
  return sentence.replace(/of \d+ trials; dropped /, `of ${recorded} trials; dropped ${cut}, `)
}

function restricted(animal: Animal, rows: readonly number[]): Animal {
  const columns = animal.table.columnNames().map((name) => {
    const values = animal.table.array(name) as ArrayLike<number | string>
    return [name, Object.freeze(rows.map((row) => values[row]!))] as const
  })
  return animalOf({ ...animal, table: table(Object.fromEntries(columns) as Record<string, (number | string)[]>) })
}

function stepsOf(
  animal: Animal,
  cut: KeptRows | null,
  { row, log, stimulus, sessionStart, reward, choice, side }: AnimalChoices,
): ColumnTable {
  const [left, right] = [numbers(animal.table, "contrastLeft"), numbers(animal.table, "contrastRight")]
  const isContrast = animal.evidence === undefined
  const counted = (test: (at: number, trial: number) => boolean) => Array.from(row).filter(test).length
  const missing = isContrast ? counted((at) => Number.isNaN(left[at]!) || Number.isNaN(right[at]!)) : 0
  const odd = counted((at) => isOdd(left[at]!) || isOdd(right[at]!))
  // At zero contrast z is 0 but the rig's side is random: the reward as recorded need not be 1[y = z].
  const unsided = counted((_, trial) => stimulus[trial] === 0)
  const disagreeing = counted((_, trial) => (choice[trial] === side[trial]) !== (reward[trial] === 1))
  const steps: [step: string, count: number, unit: "trials" | "sessions", effect: string][] = [
    ["recorded", animal.table.numRows(), "trials", "kept"],
    ["sorted by date and number", outOfOrder(animal), "sessions", "changed"],
    ["from the first biased session on", cut?.afterBiased ?? 0, "trials", "dropped"],
    ["of other tasks than trainingChoiceWorld", cut?.otherTasks ?? 0, "trials", "dropped"],
    ["without a response (choice 0)", log.withoutResponse, "trials", "dropped"],
    ["without feedback (feedbackType 0)", log.withoutFeedback, "trials", "dropped"],
    ["after the first trials asked for", log.beyondFirst, "trials", "dropped"],
    ["of which nothing is left", log.emptySessions, "sessions", "dropped"],
    ["negative right contrast moved to the left, by the reader", animal.movedContrasts ?? 0, "trials", "changed"],
    ["contrast NaN taken as 0", missing, "trials", "changed"],
    ["contrast outside of the standard set", odd, "trials", "noted"],
    ["contrast 0, so without a side in z", unsided, "trials", "noted"],
    ["reward as recorded is not 1[y = z]", disagreeing, "trials", "noted"],
    ["stimulus tanh(5 c) / tanh(5)", isContrast ? row.length : 0, "trials", "changed"],
    ["session starts flagged", sessionStart.reduce((sum, start) => sum + start, 0), "sessions", "noted"],
    ["choices", row.length, "trials", "kept"],
  ]
  return table({
    step: steps.map(([step]) => step),
    count: steps.map(([, count]) => count),
    unit: steps.map(([, , unit]) => unit),
    effect: steps.map(([, , , effect]) => effect),
  })
}

function isOdd(contrast: number): boolean {
  return !Number.isNaN(contrast) && !standardContrasts.includes(Math.abs(contrast))
}

/** Sessions that stand in the table before an earlier one. */
function outOfOrder({ sessions }: Animal): number {
  const firsts = sessions.map(({ rows }) => rows[0]!)
  return firsts.filter((first, i) => firsts.slice(i + 1).some((later) => later < first)).length
}

function notesOf(animal: Animal, cut: KeptRows | null, rows: Uint32Array): readonly string[] {
  const notes: string[] = [...(cut?.notes ?? [])]
  const columns = ["contrastLeft", "contrastRight"].map((name) => numbers(animal.table, name))
  const odd = new Set(
    Array.from(rows)
      .flatMap((row) => columns.map((column) => column[row]!))
      .filter(isOdd),
  )
  if (odd.size > 0) {
    const shown = [...odd]
      .sort((one, other) => one - other)
      .slice(0, 12)
      .join(", ")
    notes.push(`Contrasts outside of the task's standard set (0, 0.0625, 0.125, 0.25, 0.5, 1): ${shown}.`)
  }
  const prior = numbers(animal.table, "probabilityLeft")
  const protocol = animal.table.columnNames().includes("task_protocol")
    ? (animal.table.array("task_protocol") as ArrayLike<string>)
    : null
  const traces = Array.from(rows).filter(
    (row) => protocol?.[row]?.includes("trainingChoiceWorld") && !Number.isNaN(prior[row]!) && prior[row] !== 0.5,
  ).length
  if (traces > 0) {
    notes.push(
      `probabilityLeft of ${traces} trials of training is a trace of the debiasing, not the prior of a block; no model here reads it as one.`,
    )
  }
  return notes
}
