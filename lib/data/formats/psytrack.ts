import { type ColumnTable, table } from "arquero"
import { DataError } from "../data-error.ts"
import type { NumberArray } from "./elements.ts"
import { readNpz } from "./npz.ts"
import { PickledArray, type PickleValue } from "./pickle/values.ts"

/** Trials of a comparison of two tones, with the columns that models use beside choice and feedback. */
export interface TwoToneTrials {
  readonly name: string
  /** `session`, `choice` and `feedbackType` in ALF signs, the evidence, and the inputs; the columns are frozen. */
  readonly table: ColumnTable
  /** Column of the signed evidence for right. */
  readonly evidence: string
  readonly inputs: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Inputs of the rat's file by our names; all but the tones are of the trial before, 0 where that was broken off.
 * Source: Roy et al. 2021, Neuron 109:597, and Akrami et al. 2018, Nature 554:368.
 */
const inputs: Readonly<Record<string, string>> = {
  toneA: "s1",
  toneB: "s2",
  previousToneMean: "s_avg",
  previousSide: "h",
  previousResponse: "c",
  previousOutcome: "r",
}

/**
 * Reads the example data of the package PsyTrack (`sampleRatData.npz`, a pickled dictionary `D`): responses y and answers are
 * 1 left and 2 right, the first tone louder means right, days follow each other in `dayLength`.
 * The evidence is toneA - toneB; inputs are those of `inputs` above, the tones in standard deviations of the set.
 * @throws DataError where a field is missing, has another length, or response, answer, feedback and tones disagree (which trial)
 */
export function readPsytrackExample(bytes: Uint8Array, file: string): TwoToneTrials {
  const fields = dictionary(readNpz(bytes, { file }).get("D")?.values[0], file, "D")
  const response = vector(fields, "y", file)
  const trials = response.length
  const answer = vector(fields, "answer", file, trials)
  const correct = vector(fields, "correct", file, trials)
  const given = dictionary(fields.get("inputs"), file, "inputs")
  const columns = Object.fromEntries(
    Object.entries(inputs).map(([name, field]) => [name, firstColumn(given, field, file, trials)]),
  )
  const evidence = columns.toneA!.map((tone, t) => tone - columns.toneB![t]!)
  refuseDisagreement(file, response, answer, correct, evidence)
  const name = fields.get("name")
  const all: Record<string, readonly number[]> = {
    session: sessionsOf(vector(fields, "dayLength", file), trials, file),
    choice: Array.from(response, (side) => (side === 2 ? -1 : 1)),
    feedbackType: Array.from(correct, (right) => (right === 1 ? 1 : -1)),
    evidence: Array.from(evidence),
    ...Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, Array.from(values)])),
  }
  for (const values of Object.values(all)) Object.freeze(values)
  return {
    name: typeof name === "string" ? name : refuse(file, "name is no text"),
    table: table(all as Record<string, number[]>),
    evidence: "evidence",
    inputs: Object.keys(inputs),
    notes: [
      "The stimulus is toneA - toneB, positive where right is the answer; broken-off trials are not in the file.",
    ],
  }
}

type Fields = ReadonlyMap<unknown, PickleValue>

function dictionary(value: unknown, file: string, field: string): Fields {
  return value instanceof Map ? value : refuse(file, `${field} is no dictionary`)
}

function numbersOf(fields: Fields, field: string, file: string): NumberArray {
  const value = fields.get(field)
  if (value instanceof PickledArray && value.content?.values instanceof Float64Array) {
    return { shape: value.content.shape, values: value.content.values }
  }
  return refuse(file, `${field} is no array of numbers; found were ${[...fields.keys()].join(", ")}`)
}

function vector(fields: Fields, field: string, file: string, length?: number): Float64Array {
  const { shape, values } = numbersOf(fields, field, file)
  if (shape.length !== 1) return refuse(file, `${field} has shape (${shape.join(", ")}); accepted is one value a trial`)
  if (length === undefined || values.length === length) return values
  return refuse(file, `${field} has ${values.length} values, but y has ${length}`)
}

function firstColumn(fields: Fields, field: string, file: string, trials: number): Float64Array {
  const { shape, values } = numbersOf(fields, field, file)
  const [rows, columns = 1] = shape
  if (rows !== trials) return refuse(file, `input ${field} has ${rows} rows, but y has ${trials} trials`)
  const first = Float64Array.from({ length: trials }, (_, t) => values[t * columns]!)
  const wrong = first.findIndex((value) => !Number.isFinite(value))
  return wrong < 0 ? first : refuse(file, `input ${field} is ${first[wrong]} in trial ${wrong + 1}`)
}

function sessionsOf(lengths: Float64Array, trials: number, file: string): readonly number[] {
  const whole = lengths.every((length) => Number.isSafeInteger(length) && length > 0)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (!whole || total !== trials) return refuse(file, `dayLength adds up to ${total} trials, but y has ${trials}`)
  return Array.from(lengths).flatMap((length, day) => new Array<number>(length).fill(day))
}

function refuseDisagreement(
  file: string,
  response: Float64Array,
  answer: Float64Array,
  correct: Float64Array,
  evidence: Float64Array,
): void {
  const isSide = (value: number): boolean => value === 1 || value === 2
  response.forEach((side, t) => {
    const place = `trial ${t + 1}`
    if (!isSide(side)) refuse(file, `y is ${side} in ${place}; accepted is 1 (left) or 2 (right)`)
    if (!isSide(answer[t]!)) refuse(file, `answer is ${answer[t]} in ${place}; accepted is 1 (left) or 2 (right)`)
    const right = side === answer[t] ? 1 : 0
    if (correct[t] !== right)
      refuse(file, `correct is ${correct[t]} in ${place}, where y is ${side} and answer ${answer[t]}`)
    if (evidence[t]! > 0 !== (answer[t] === 2))
      refuse(file, `answer is ${answer[t]} in ${place}, where the tones differ by ${evidence[t]}`)
  })
}

function refuse(file: string, what: string): never {
  throw new DataError("malformed", `${file}: ${what}.`)
}
