import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { Fitted } from "../fitted.ts"
import { requireMemory, runWithMemory } from "./remembering-rule.ts"

/** Options of `hiddenResets`. */
export interface HiddenResetsOptions {
  /** Periods m in trials: the memory is emptied after every m trials; 1, 2, 3, 5, 10, 20, 50, 100 and 500 unless told. */
  readonly everyTrials?: readonly number[]
  readonly onProgress?: (progress: Progress) => void
}

/** The likelihood of one animal under a rule whose memory is emptied from time to time. */
export interface HiddenReset {
  readonly animal: string
  readonly synthetic: boolean
  /** Null for the rule as it is. */
  readonly everyTrials: number | null
  readonly trials: number
  readonly natsPerTrial: number
  /** What the resets cost, nats per trial. */
  readonly drop: number
}

/**
 * What a rule's memory is good for: its likelihood where the hidden state is set to 0 every m trials while the weights roll on, against m
 * (rule-inference.md 5.5, iv). A rule that needs its memory gains with m up to as many trials as it looks back on.
 * @param subjects animals to predict, best held-out ones.
 * @returns one row an animal and period; asked to stop, those it came to.
 * @throws where the rule has no memory, on unknown options.
 */
export async function hiddenResets(
  fitted: Fitted,
  subjects: Subjects,
  options: HiddenResetsOptions = {},
): Promise<Solution<readonly HiddenReset[], ColumnTable>> {
  refuseUnknownKeys("hiddenResets", options, ["everyTrials", "onProgress"])
  const { everyTrials = [1, 2, 3, 5, 10, 20, 50, 100, 500] } = options
  for (const every of everyTrials) integerOption("hiddenResets: everyTrials", every, 1)
  const rule = requireMemory("hiddenResets", fitted)
  const animals = choiceSequences("hiddenResets", subjects)
  const total = animals.length * (everyTrials.length + 1)
  const bar = startProgress("Emptying the memory", total, options.onProgress)
  const pace = startPace()
  const rows: HiddenReset[] = []
  for (const animal of animals) {
    const whole = await runWithMemory(rule, animal, Number.POSITIVE_INFINITY, pace)
    if (whole === null) break
    rows.push(row(animal, null, whole.natsPerTrial, whole.natsPerTrial))
    for (const every of everyTrials) {
      const run = await runWithMemory(rule, animal, every, pace)
      if (run === null) break
      rows.push(row(animal, every, run.natsPerTrial, whole.natsPerTrial))
      bar.report(rows.length)
    }
  }
  bar.finish()
  const stopped = rows.length < total
  return Object.freeze({
    value: Object.freeze(rows),
    table: tableOf(rule.label, rows),
    status: stopped ? "stopped" : "converged",
    message: stopped
      ? `Stopped on request: ${rows.length} of ${total} roll-outs are done.`
      : `${rule.label}: the memory was emptied with ${everyTrials.length} periods.`,
    info: Object.freeze({ rollOuts: rows.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze({ everyTrials }),
    }),
  } satisfies Solution<readonly HiddenReset[], ColumnTable>)
}

function row(
  { animal, synthetic, choice }: ChoiceSequence,
  everyTrials: number | null,
  natsPerTrial: number,
  whole: number,
): HiddenReset {
  return Object.freeze({
    animal,
    synthetic,
    everyTrials,
    trials: choice.length,
    natsPerTrial,
    drop: whole - natsPerTrial,
  })
}

function tableOf(label: string, rows: readonly HiddenReset[]): ColumnTable {
  return table({
    learner: rows.map(() => label),
    animal: rows.map(({ animal }) => animal),
    synthetic: rows.map(({ synthetic }) => synthetic),
    everyTrials: rows.map(({ everyTrials }) => everyTrials),
    trials: rows.map(({ trials }) => trials),
    natsPerTrial: rows.map(({ natsPerTrial }) => natsPerTrial),
    drop: rows.map(({ drop }) => drop),
  })
}
