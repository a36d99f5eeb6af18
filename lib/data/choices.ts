import { refuseUnknownKeys } from "../numerics/options.ts"
import { transformContrast } from "../tasks/contrast.ts"
import type { Animal } from "./animal.ts"
import { DataError } from "./data-error.ts"
import { numbers } from "./sessions.ts"

/**
 * One animal's choices in the notation of the models: what a rule of learning is fitted to.
 * All arrays have one entry a trial, in order of time; trials without a response are already dropped.
 */
export interface ChoiceSequence {
  readonly animal: string
  /** True where the trials were simulated: every figure and table must then say so. */
  readonly synthetic: boolean
  /** s_t, signed contrast after tanh(5 c) / tanh(5), right positive, in [-1, 1]; or the animal's signed evidence for right as it stands. */
  readonly stimulus: Float64Array
  /** y_t: 1 right, 0 left. */
  readonly choice: Uint8Array
  /** r_t: 1 where the animal was rewarded, as recorded. */
  readonly reward: Uint8Array
  /** 1 where s_t > 0. */
  readonly side: Uint8Array
  /** 1 on the first trial of each session. */
  readonly sessionStart: Uint8Array
  /** Index of the session of each trial, counted from 0. */
  readonly session: Uint16Array
  /** Further regressors of the data's own by name, one value a trial, such as the two tones of a comparison; absent where the stimulus is all. */
  readonly inputs?: Readonly<Record<string, Float64Array>>
  /** (w_stim, w_bias) before the first trial, where they are known: of simulated animals. */
  readonly initialWeights?: readonly [stimulus: number, bias: number]
}

/** What was left out between an animal's table and its choices. */
export interface ChoiceLog {
  /** Trials of the table. */
  readonly recorded: number
  /** Trials without a response (choice 0). */
  readonly withoutResponse: number
  /** Trials with a response but without feedback (feedbackType 0). */
  readonly withoutFeedback: number
  /** Sessions of which no trial was left. */
  readonly emptySessions: number
  /** Trials beyond `firstTrials`. */
  readonly beyondFirst: number
  readonly kept: number
  /** The above as one sentence. */
  readonly message: string
}

/** Choices of one animal with the way back to its table. */
export interface AnimalChoices extends ChoiceSequence {
  /** Signed contrast as shown, right positive, in [-1, 1]; NaN throughout where the stimulus is no contrast. */
  readonly contrast: Float64Array
  /** Row of each trial in the animal's table. */
  readonly row: Uint32Array
  readonly log: ChoiceLog
}

/** Options of `choices`. */
export interface ChoicesOptions {
  /** Keep only so many trials from the start, counted after trials without response are dropped. */
  readonly firstTrials?: number
}

/**
 * An animal's choices as models read them: sessions sorted by date and number and joined, trials without response or
 * feedback dropped, contrasts through tanh(5 c) / tanh(5), right positive, y = 1 where the report was right.
 * Of an animal with evidence the stimulus is that column as it stands; its input columns come along as `inputs`.
 * Source: Ashwood et al. 2020, NeurIPS 33:3442, preprocessing of the mouse data.
 * @throws RangeError where `firstTrials` is no whole number from 1 or more than there are; DataError where evidence or an input is missing
 */
export function choices(animal: Animal, options: ChoicesOptions = {}): AnimalChoices {
  refuseUnknownKeys("choices", options, ["firstTrials"])
  const { table, sessions } = animal
  const report = numbers(table, "choice")
  const feedback = numbers(table, "feedbackType")
  const left = numbers(table, "contrastLeft")
  const right = numbers(table, "contrastRight")
  const ordered = sessions.map(({ rows }) => rows.filter((row) => report[row] !== 0 && feedback[row] !== 0))
  const filled = ordered.filter((rows) => rows.length > 0)
  const usable = filled.flat()
  const kept = firstOf(usable, options.firstTrials, animal.name)
  const numberOf = filled.flatMap((rows, session) => rows.map(() => session))
  const shown =
    animal.evidence === undefined ? (row: number) => (right[row]! || 0) - (left[row]! || 0) : () => Number.NaN
  const contrast = Float64Array.from(kept, shown)
  const stimulus = stimulusOf(animal, kept, contrast)
  const session = Uint16Array.from(kept, (_, trial) => numberOf[trial]!)
  return Object.freeze({
    animal: animal.name,
    synthetic: animal.source === "synthetic",
    stimulus,
    choice: Uint8Array.from(kept, (row) => (report[row] === -1 ? 1 : 0)),
    reward: Uint8Array.from(kept, (row) => (feedback[row] === 1 ? 1 : 0)),
    side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)),
    sessionStart: Uint8Array.from(session, (s, trial) => (trial === 0 || s !== session[trial - 1] ? 1 : 0)),
    session,
    ...(animal.inputs === undefined ? {} : { inputs: inputsOf(animal, animal.inputs, kept) }),
    contrast,
    row: Uint32Array.from(kept),
    log: chronicle(report, feedback, usable.length, kept.length, sessions.length - filled.length),
  })
}

function stimulusOf(animal: Animal, rows: readonly number[], contrast: Float64Array): Float64Array {
  if (animal.evidence === undefined) return contrast.map(transformContrast)
  return columnOf(animal, animal.evidence, rows)
}

function inputsOf(
  animal: Animal,
  names: readonly string[],
  rows: readonly number[],
): Readonly<Record<string, Float64Array>> {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, columnOf(animal, name, rows)])))
}

function columnOf({ name, table }: Animal, column: string, rows: readonly number[]): Float64Array {
  const values = numbers(table, column)
  return Float64Array.from(rows, (row) => {
    if (Number.isFinite(values[row])) return values[row]!
    const accepted = "accepted is a finite number on every trial with a response"
    throw new DataError("impossible-value", `${name}, row ${row + 1}: ${column} is ${values[row]}; ${accepted}.`)
  })
}

function firstOf(rows: readonly number[], firstTrials: number | undefined, name: string): readonly number[] {
  if (firstTrials === undefined) return rows
  if (Number.isSafeInteger(firstTrials) && firstTrials >= 1 && firstTrials <= rows.length)
    return rows.slice(0, firstTrials)
  throw new RangeError(
    `firstTrials is ${firstTrials}; accepted is a whole number from 1 to ${rows.length}, the trials of ${name} with a response.`,
  )
}

function chronicle(
  report: readonly number[],
  feedback: readonly number[],
  usable: number,
  kept: number,
  emptySessions: number,
): ChoiceLog {
  const recorded = report.length
  const withoutResponse = report.filter((choice) => choice === 0).length
  const withoutFeedback = feedback.filter((type, row) => type === 0 && report[row] !== 0).length
  const beyondFirst = usable - kept
  const dropped = [
    `${withoutResponse} without a response`,
    `${withoutFeedback} without feedback`,
    ...(beyondFirst > 0 ? [`${beyondFirst} after the first ${kept}`] : []),
  ]
  const message = `Kept ${kept} of ${recorded} trials; dropped ${dropped.join(", ")}.${emptySessions > 0 ? ` Sessions of which nothing was left: ${emptySessions}.` : ""}`
  return Object.freeze({ recorded, withoutResponse, withoutFeedback, emptySessions, beyondFirst, kept, message })
}
