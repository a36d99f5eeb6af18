import { type ColumnTable, table } from "arquero"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"

/**
 * How often animals repeat or switch, from recorded choices or simulated ones: runs never cross a session.
 * @returns one row an animal: share of repeats, the same after correct choices and after errors (null where there were none), number of
 * runs of one side, and their mean and longest length in trials.
 */
export function switchStatistics(subjects: Subjects): ColumnTable {
  const rows = choiceSequences("switchStatistics", subjects).map((animal) => {
    const { choice, reward, sessionStart } = animal
    const pairs = [0, 0]
    const repeats = [0, 0]
    for (let t = 1; t < choice.length; t += 1) {
      if (sessionStart[t] === 1) continue
      const outcome = reward[t - 1]!
      pairs[outcome]! += 1
      repeats[outcome]! += choice[t] === choice[t - 1] ? 1 : 0
    }
    return { animal, pairs, repeats, runs: runLengths(animal) }
  })
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return table({
    animal: rows.map(({ animal }) => animal.animal),
    synthetic: rows.map(({ animal }) => animal.synthetic),
    trials: rows.map(({ animal }) => animal.choice.length),
    repeatShare: rows.map(({ pairs, repeats }) => share(repeats[0]! + repeats[1]!, pairs[0]! + pairs[1]!)),
    repeatShareAfterCorrect: rows.map(({ pairs, repeats }) => share(repeats[1]!, pairs[1]!)),
    repeatShareAfterError: rows.map(({ pairs, repeats }) => share(repeats[0]!, pairs[0]!)),
    runs: rows.map(({ runs }) => runs.length),
    meanRunTrials: rows.map(({ animal, runs }) => animal.choice.length / runs.length),
    longestRunTrials: rows.map(({ runs }) => runs.reduce((longest, run) => Math.max(longest, run), 0)),
  })
}

/** Options of `runLengthTable`. */
export interface RunLengthOptions {
  /** Runs of so many trials or more share the last row; 20 unless told. */
  readonly longestTrials?: number
}

/**
 * The distribution of run lengths: how many runs of choices of one side lasted so many trials, over all animals given.
 * @returns one row a length from 1 on: `runTrials`, `runs`, `share`; the last row counts longer ones too.
 */
export function runLengthTable(subjects: Subjects, options: RunLengthOptions = {}): ColumnTable {
  refuseUnknownKeys("runLengthTable", options, ["longestTrials"])
  const longest = integerOption("runLengthTable: longestTrials", options.longestTrials ?? 20, 1, 10_000)
  const animals = choiceSequences("runLengthTable", subjects)
  const counts = new Array<number>(longest).fill(0)
  for (const animal of animals) for (const run of runLengths(animal)) counts[Math.min(run, longest) - 1]! += 1
  const total = counts.reduce((sum, count) => sum + count, 0)
  return table({
    animals: counts.map(() => animals.map(({ animal }) => animal).join(", ")),
    synthetic: counts.map(() => animals.some(({ synthetic }) => synthetic)),
    runTrials: counts.map((_, index) => index + 1),
    orLonger: counts.map((_, index) => index === longest - 1),
    runs: counts,
    share: counts.map((count) => count / total),
  })
}

/** Lengths in trials of runs of choices of one side; a session's end ends a run. */
function runLengths({
  choice,
  sessionStart,
}: {
  readonly choice: Uint8Array
  readonly sessionStart: Uint8Array
}): readonly number[] {
  const runs: number[] = []
  for (let t = 0; t < choice.length; t += 1) {
    if (t === 0 || sessionStart[t] === 1 || choice[t] !== choice[t - 1]) runs.push(1)
    else runs[runs.length - 1]! += 1
  }
  return runs
}
