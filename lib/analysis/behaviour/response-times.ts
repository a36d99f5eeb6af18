import { type ColumnTable, table } from "arquero"
import type { Animal } from "../../data/animal.ts"
import { choices } from "../../data/choices.ts"
import { numbers } from "../../data/sessions.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { stageLabel, stageOf } from "./stages.ts"

/**
 * Median response time against signed contrast in each of `stages` (3 unless told) runs of whole sessions, with a 95 % interval of the
 * median by order statistics. A response time runs from the stimulus (`stimOn_times`, else `goCue_times`) to `response_times`; trials
 * without a response, or on which either was missed, are left out.
 * @param animal with its table, as from `animals.load`: choices alone have no times.
 * @returns one row a stage and contrast (percent, right positive): trials, and median and interval in seconds.
 * @throws where the animal has no times, or fewer sessions than stages.
 */
export function responseTimes(animal: Animal, options: { readonly stages?: number } = {}): ColumnTable {
  refuseUnknownKeys("responseTimes", options, ["stages"])
  if (animal?.table === undefined)
    throw new TypeError(
      "responseTimes needs an animal with its table, as from animals.load; choices alone have no times",
    )
  const sequence = choices(animal)
  const sessions = sequence.session.at(-1)! + 1
  const stages = integerOption("responseTimes: stages", options.stages ?? Math.min(3, sessions), 1, sessions)
  const seconds = secondsOf(animal)
  const groups = new Map<string, { stage: number; contrast: number; times: number[] }>()
  sequence.row.forEach((row, t) => {
    const time = seconds(row)
    if (!(time > 0)) return
    const stage = stageOf(sequence.session[t]!, sessions, stages)
    const contrast = Math.round(sequence.contrast[t]! * 1e4) / 100 + 0
    const group = groups.get(`${stage} ${contrast}`) ?? { stage, contrast, times: [] }
    group.times.push(time)
    groups.set(`${stage} ${contrast}`, group)
  })
  if (groups.size === 0) throw new RangeError(`responseTimes: ${animal.name} has no trial with both times`)
  const rows = [...groups.values()]
    .sort((one, other) => one.stage - other.stage || one.contrast - other.contrast)
    .map(({ times, ...place }) => ({ ...place, trials: times.length, ...medianOf(times) }))
  return table({
    animal: rows.map(() => animal.name),
    synthetic: rows.map(() => sequence.synthetic),
    stage: rows.map(({ stage }) => stageLabel(stage, sessions, stages)),
    contrast: rows.map(({ contrast }) => contrast),
    trials: rows.map(({ trials }) => trials),
    median: rows.map(({ median }) => median),
    medianLow: rows.map(({ low }) => low),
    medianHigh: rows.map(({ high }) => high),
  })
}

function secondsOf({ name, table: trials }: Animal): (row: number) => number {
  const names = trials.columnNames()
  const start = ["stimOn_times", "goCue_times"].find((column) => names.includes(column))
  if (start === undefined || !names.includes("response_times")) {
    throw new RangeError(
      `responseTimes: ${name} lacks stimOn_times (or goCue_times) or response_times; its columns are ${names.join(", ")}`,
    )
  }
  const [starts, ends] = [numbers(trials, start), numbers(trials, "response_times")]
  return (row) => ends[row]! - starts[row]!
}

/** The median, and the order statistics 1.96 standard deviations of a binomial to either side; null where there are under six times. */
function medianOf(times: number[]) {
  const sorted = times.sort((one, other) => one - other)
  const count = sorted.length
  const median = (sorted[Math.floor((count - 1) / 2)]! + sorted[Math.ceil((count - 1) / 2)]!) / 2
  if (count < 6) return { median, low: null, high: null }
  const half = 0.98 * Math.sqrt(count)
  const low = Math.max(0, Math.floor(count / 2 - half))
  return { median, low: sorted[low]!, high: sorted[count - 1 - low]! }
}
