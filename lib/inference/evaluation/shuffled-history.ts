import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { permutation } from "../../numerics/distributions.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { type Pace, startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { Fitted } from "../fitted.ts"
import { logLikelihood, type RememberingRule, requireMemory, runWithMemory, withMemory } from "./remembering-rule.ts"

/** Options of `shuffledHistory`. */
export interface ShuffledHistoryOptions {
  /** Source of the orders. */
  readonly key: Key
  /** How many past trials are put in random order; 20 unless told. */
  readonly pastTrials?: number
  /** Random orders of each trial's past; 4 unless told. */
  readonly shuffles?: number
  readonly onProgress?: (progress: Progress) => void
}

/** What the order of the past told a rule about one animal. */
export interface ShuffledHistory {
  readonly animal: string
  readonly synthetic: boolean
  /** Trials that have a whole past before them, and a trial after. */
  readonly trials: number
  /** Log likelihood of the trial after, with the past as it was. */
  readonly natsPerTrial: number
  /** The same with the past in random order, mean over orders. */
  readonly shuffledNatsPerTrial: number
  readonly drop: number
}

/**
 * Whether the order of the past matters to a rule (rule-inference.md 5.5, v). For every trial the memory is made again from the last
 * trials in random order, each as it was, with its own weights; w_t stays what it was, the update after the trial is asked with that
 * memory, and the next trial is predicted by it. The drop in likelihood is what the order of the past told in one step.
 * @param subjects animals to predict, best held-out ones.
 * @returns one row an animal; asked to stop, over the trials and animals it came to.
 * @throws where the rule has no memory, on unknown options, a missing key, an animal without such trials.
 */
export async function shuffledHistory(
  fitted: Fitted,
  subjects: Subjects,
  options: ShuffledHistoryOptions,
): Promise<Solution<readonly ShuffledHistory[], ColumnTable>> {
  refuseUnknownKeys("shuffledHistory", options, ["key", "pastTrials", "shuffles", "onProgress"])
  split(options.key, 0) // Throws on what is not a key.
  const past = integerOption("shuffledHistory: pastTrials", options.pastTrials ?? 20, 2, 10_000)
  const shuffles = integerOption("shuffledHistory: shuffles", options.shuffles ?? 4, 1, 10_000)
  const rule = requireMemory("shuffledHistory", fitted)
  const animals = choiceSequences("shuffledHistory", subjects)
  for (const animal of animals) requireLength(animal, past)
  const bar = startProgress("Shuffling the past", animals.length, options.onProgress)
  const pace = startPace()
  const rows: ShuffledHistory[] = []
  for (const [index, animal] of animals.entries()) {
    const report = (fraction: number) => bar.report(index + fraction, animal.animal)
    const row = await score(rule, animal, { past, shuffles, key: foldIn(options.key, index), pace, report })
    if (row !== null) rows.push(row)
  }
  bar.finish()
  const stopped = pace.stopped()
  return Object.freeze({
    value: Object.freeze(rows),
    table: tableOf(rule.label, past, shuffles, rows),
    status: stopped ? "stopped" : "converged",
    message: stopped
      ? `Stopped on request: ${rows.length} of ${animals.length} animals have a row.`
      : `${rule.label}: the last ${past} trials were put in ${shuffles} random orders before each trial.`,
    info: Object.freeze({ animals: rows.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: options.key.words,
      options: Object.freeze({ pastTrials: past, shuffles }),
    }),
  } satisfies Solution<readonly ShuffledHistory[], ColumnTable>)
}

interface Shuffling {
  readonly past: number
  readonly shuffles: number
  readonly key: Key
  readonly pace: Pace
  readonly report: (fraction: number) => void
}

const nothing = { states: [], memories: [] } as const

/** Scores one animal; null where the user asked to stop before it had any trial. */
async function score(
  rule: RememberingRule,
  animal: ChoiceSequence,
  { past, shuffles, key, pace, report }: Shuffling,
): Promise<ShuffledHistory | null> {
  const { states, memories } = (await runWithMemory(rule, animal, Number.POSITIVE_INFINITY, pace)) ?? nothing
  let [trials, kept, shuffled] = [0, 0, 0]
  for (let t = past; t + 1 < states.length && (await pace.goOn()); t += 1) {
    const state = states[t]!
    const next = { ...states[t + 1]!, weightStimulus: state.weightStimulus, weightBias: state.weightBias }
    const nextNats = (memory: Float64Array | undefined) => logLikelihood(next, rule.update(withMemory(state, memory)))
    let sum = 0
    for (let shuffle = 0; shuffle < shuffles; shuffle += 1) {
      let memory = memories[t - past]
      for (const place of permutation(foldIn(foldIn(key, t), shuffle), past))
        memory = rule.nextHidden(withMemory(states[t - past + place]!, memory))
      sum += nextNats(memory)
    }
    trials += 1
    kept += nextNats(memories[t])
    shuffled += sum / shuffles
    report(t / states.length)
  }
  if (trials === 0) return null
  return Object.freeze({
    animal: animal.animal,
    synthetic: animal.synthetic,
    trials,
    natsPerTrial: kept / trials,
    shuffledNatsPerTrial: shuffled / trials,
    drop: (kept - shuffled) / trials,
  })
}

function requireLength({ animal, choice }: ChoiceSequence, past: number): void {
  if (choice.length >= past + 2) return
  throw new RangeError(
    `shuffledHistory: pastTrials is ${past}, which needs ${past + 2} trials; ${animal} has ${choice.length}`,
  )
}

function tableOf(label: string, past: number, shuffles: number, rows: readonly ShuffledHistory[]): ColumnTable {
  return table({
    learner: rows.map(() => label),
    animal: rows.map(({ animal }) => animal),
    synthetic: rows.map(({ synthetic }) => synthetic),
    pastTrials: rows.map(() => past),
    shuffles: rows.map(() => shuffles),
    trials: rows.map(({ trials }) => trials),
    natsPerTrial: rows.map(({ natsPerTrial }) => natsPerTrial),
    shuffledNatsPerTrial: rows.map(({ shuffledNatsPerTrial }) => shuffledNatsPerTrial),
    drop: rows.map(({ drop }) => drop),
  })
}
