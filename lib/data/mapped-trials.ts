import { refuseUnknownKeys } from "../numerics/options.ts"
import {
  type MappedColumns,
  type MappingOptions,
  mapColumns,
  type Role,
  refuseMissing,
  type TrialValues,
} from "./column-mapping.ts"
import type { TextTable } from "./comma-separated.ts"
import { DataError } from "./data-error.ts"
import { stimuli } from "./mapped-stimuli.ts"
import { numeric, otherValue, type Side, sides } from "./mapped-values.ts"
import { type ColumnValues, type NamedColumns, place } from "./named-columns.ts"
import { decode } from "./value-coding.ts"

/** Trials as text in ALF names and signs, ready for the checks of `trialTableOf`. */
export interface MappedTrials {
  readonly content: TextTable
  readonly evidence?: string
  readonly inputs?: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Trials of any file whose columns and values the user names, put into ALF columns and signs (choice +1 is left).
 * @throws DataError where columns are missing, values are not said to mean anything, or do not fit each other (which row)
 */
export function mappedTrials(named: NamedColumns, options: MappingOptions, file: string): MappedTrials {
  const { values = {} } = options
  refuseUnknownKeys("values", values, ["contrast", "positive", "side", "choice", "answer", "reward"])
  const mapped = mapColumns(named, options.columns, file)
  const notes: string[] = []
  const choice = sides(mapped, "choice", values.choice)
  const columns: Record<string, readonly (number | string)[]> = {
    ...sessions(mapped, named, options, notes),
    ...stimuli(mapped, values, named),
    choice: choice.map((side) => (side === "right" ? -1 : side === "left" ? 1 : 0)),
    feedbackType: feedback(mapped, values, choice, options.uncertainReward === true, named),
  }
  for (const [role, name] of Object.entries(alfNames) as [Role, string][]) {
    const column = mapped.column(role)
    if (column !== undefined) columns[name] = numeric(mapped, column.name, column.values)
  }
  for (const [name, input] of mapped.inputs) {
    if (Object.hasOwn(columns, name)) throw new RangeError(`columns.inputs: ${name} is taken; give it another name`)
    columns[name] = numeric(mapped, name, input)
  }
  const header = Object.keys(columns)
  const rows = Array.from({ length: mapped.rows }, (_, row) => ({
    line: mapped.lines?.[row] ?? 0,
    fields: header.map((name) => String(columns[name]![row])),
  }))
  return {
    content: { header, rows },
    notes,
    ...(mapped.column("evidence") === undefined ? {} : { evidence: "evidence" }),
    ...(mapped.inputs.size === 0 ? {} : { inputs: [...mapped.inputs.keys()] }),
  }
}

/** Columns that need no more than another name. */
const alfNames: Partial<Readonly<Record<Role, string>>> = {
  probabilityLeft: "probabilityLeft",
  stimulusTime: "stimOn_times",
  firstMovementTime: "firstMovement_times",
  responseTime: "response_times",
}

const rewardWords = {
  rewarded: [1, true, "correct", "rewarded", "reward", "hit", "yes"],
  unrewarded: [0, -1, false, "error", "incorrect", "wrong", "unrewarded", "miss", "no"],
}

function feedback(
  mapped: MappedColumns,
  values: TrialValues,
  choice: readonly Side[],
  uncertain: boolean,
  named: NamedColumns,
): readonly number[] {
  const reward = mapped.column("reward")
  const answer = mapped.column("answer") === undefined ? undefined : sides(mapped, "answer", values.answer)
  if (reward === undefined && answer === undefined) {
    refuseMissing(mapped.file, "neither columns.reward nor columns.answer is given", ["reward", "answer"], named)
  }
  if (values.reward !== undefined) refuseUnknownKeys("values.reward", values.reward, ["rewarded", "unrewarded"])
  const coded = values.reward ?? rewardWords
  const outcome =
    reward &&
    decode(
      reward.values,
      {
        rewarded: coded.rewarded,
        unrewarded: coded.unrewarded ?? otherValue(reward.values, { right: coded.rewarded }),
      },
      { role: "reward", column: reward.name, file: mapped.file, ...(mapped.lines && { lines: mapped.lines }) },
    )
  return choice.map((side, row) => {
    const responded = side === "right" || side === "left"
    const right = answer?.[row] == null ? undefined : side === answer[row]
    const rewarded = outcome?.[row] == null ? undefined : outcome[row] === "rewarded"
    if (!uncertain && responded && right !== undefined && rewarded !== undefined && right !== rewarded) {
      throw new DataError(
        "inconsistent-signs",
        `${mapped.file}, ${place(row, mapped.lines?.[row])}: the choice is ${side} and the answer ${answer![row]}, but the trial is ${outcome![row]}.`,
      )
    }
    if (!uncertain && !responded && rewarded === true) {
      throw new DataError(
        "inconsistent-signs",
        `${mapped.file}, ${place(row, mapped.lines?.[row])}: there is no response, but the trial is rewarded.`,
      )
    }
    const known = rewarded ?? right
    if (known === undefined) return responded ? 0 : -1
    return known && responded ? 1 : -1
  })
}

function sessions(
  mapped: MappedColumns,
  named: NamedColumns,
  { oneSession }: MappingOptions,
  notes: string[],
): Record<string, readonly (number | string)[]> {
  const [session, date, trial, subject] = (["session", "date", "trial", "subject"] as const).map(mapped.column)
  const rows = { length: mapped.rows }
  if (session === undefined && date === undefined && oneSession !== true && named.date === undefined) {
    const fault = "neither columns.session nor columns.date is given (oneSession: true says that all trials are one)"
    refuseMissing(mapped.file, fault, ["session", "date"], named)
  }
  return {
    ...(subject === undefined ? {} : { subject: Array.from(subject.values as ArrayLike<number | string>, String) }),
    ...(session === undefined
      ? date === undefined
        ? { session: Array.from(rows, () => 0) }
        : {}
      : numbered(session.values, notes)),
    ...(date === undefined
      ? named.date === undefined
        ? {}
        : { date: Array.from(rows, () => named.date!) }
      : { date: Array.from(date.values as ArrayLike<number | string>, isoDate) }),
    ...(trial === undefined ? {} : { trial: numeric(mapped, trial.name, trial.values) }),
  }
}

function numbered(values: ColumnValues, notes: string[]): Record<string, readonly number[]> {
  const texts = Array.from(values as ArrayLike<number | string>, String)
  if (texts.every((text) => /^\d+$/.test(text.trim()))) return { session: texts.map(Number) }
  const order = new Map([...new Set(texts)].map((text, index) => [text, index]))
  notes.push(`Sessions are named, not numbered; they are taken in the order of the file.`)
  return { session: texts.map((text) => order.get(text)!) }
}

/** YYYYMMDD and YYYY/MM/DD as YYYY-MM-DD, without a time of day; anything else is left to the check of dates. */
function isoDate(value: number | string): string {
  const text = String(value).trim()
  const match = /^(\d{4})[/.]?(\d{2})[/.]?(\d{2})$/.exec(text)
  return match === null
    ? text.replace(/^(\d{4}-\d{2}-\d{2})[ T][\d:.+Z-]*$/, "$1")
    : `${match[1]}-${match[2]}-${match[3]}`
}
