import type { ChoiceSequence } from "../../data/choices.ts"
import type { Key } from "../../numerics/random-key.ts"
import type { Progress } from "../../numerics/solution.ts"
import { executeLanes } from "../../runs/lanes.ts"
import { startProgress, watchStop } from "../../runs/surroundings.ts"
import type { Learner } from "../learner.ts"
import { type EvaluationSpec, type EvaluationTrials, evaluateRun, type RunResult } from "./evaluation-run.ts"
import type { RunStore } from "./run-store.ts"
import type { Split } from "./schemes.ts"
import { firstTrials, sharedAnimals } from "./shared-animals.ts"

/** One fit of an evaluation: which learner, which split of the trials, which seed. */
export interface PlannedRun {
  /** Index of the learner. */
  readonly learner: number
  readonly split: Split
  readonly seed: number
  readonly key: Key
}

/** A run and what became of it; null where it was stopped before it had anything. */
export interface FinishedRun extends PlannedRun {
  readonly result: RunResult | null
}

/** What the execution of runs needs beside them. */
export interface ExecutionOptions {
  readonly workers?: number | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly store?: RunStore | undefined
}

/** Executes one list of runs after the other; see `startExecution`. */
export interface Execution {
  /** Results in the order of the runs. */
  run(runs: readonly PlannedRun[]): Promise<readonly FinishedRun[]>
  /** Counts runs as done that need not be. */
  skip(runs: number): void
  /** Closes the progress bar. */
  finish(): void
  readonly stopped: () => boolean
  /** How many results came from the store. */
  restored(): number
}

/**
 * Prepares to execute runs on worker threads, with one progress bar over `total` of them. Learners without a spec cannot go to a worker
 * and run in this thread, after the others; their results are not stored, as nothing names them.
 */
export function startExecution(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  total: number,
  options: ExecutionOptions,
): Execution {
  const { store, workers } = options
  const bar = startProgress("Evaluating learners", total, options.onProgress)
  const stopped = watchStop()
  const trialsOf = trialsBySplit(sharedAnimals(animals))
  let [done, restored] = [0, 0]

  async function inWorkers(runs: readonly PlannedRun[]): Promise<readonly FinishedRun[]> {
    const found = runs.map((run) => store?.read(stored(run)) ?? null)
    const missing = runs.filter((_, index) => found[index] === null)
    restored += runs.length - missing.length
    done += runs.length - missing.length
    if (missing.length === 0) return runs.map((run, index) => ({ ...run, result: found[index]! }))
    const lanes = missing.map((run) => ({
      module: new URL("./evaluation-run.js", import.meta.url).href,
      export: "evaluateLane",
      spec: { learner: learners[run.learner]!.spec!, ...trialsOf(run.split) } satisfies EvaluationSpec,
      key: run.key,
    }))
    const { value: outcomes } = await executeLanes<RunResult>(lanes, {
      label: "Evaluating learners",
      ...(workers !== undefined && { workers }),
      onProgress: (progress) => bar.report(done + (progress.done / progress.total) * missing.length),
      onLane: ({ status, result }, lane) => {
        if (status === "done" && result) store?.write(stored(missing[lane]!), result)
      },
    })
    done += missing.length
    const computed = new Map(missing.map((run, lane) => [run, resultOf(outcomes[lane]!)]))
    return runs.map((run, index) => ({ ...run, result: found[index] ?? computed.get(run) ?? null }))
  }

  function stored({ learner, split, key }: PlannedRun) {
    return { learner: learners[learner]!.spec!, key, ...trialsOf(split) }
  }

  async function here(run: PlannedRun): Promise<FinishedRun> {
    if (stopped()) return { ...run, result: null }
    const learner = learners[run.learner]!
    const report = (progress: Progress) => bar.report(done + Math.min(1, progress.done / progress.total), learner.label)
    const result = await evaluateRun(learner, trialsOf(run.split), run.key, report)
    done += 1
    return { ...run, result: result.status === "stopped" ? null : result }
  }

  return {
    stopped,
    restored: () => restored,
    skip(runs) {
      done += runs
      bar.report(done)
    },
    finish: () => bar.finish(),
    async run(runs) {
      const movable = runs.filter(({ learner }) => learners[learner]!.spec !== undefined)
      const finished = new Map<PlannedRun, FinishedRun>()
      for (const [index, run] of (await inWorkers(movable)).entries()) finished.set(movable[index]!, run)
      for (const run of runs) if (!finished.has(run)) finished.set(run, await here(run))
      bar.report(done)
      return runs.map((run) => finished.get(run)!)
    },
  }
}

function resultOf(outcome: {
  readonly status: "done" | "stopped" | "failed"
  readonly result?: RunResult
  readonly message?: string
}): RunResult | null {
  if (outcome.status === "done") return outcome.result!
  if (outcome.status === "stopped") return null
  const message = outcome.message ?? "It failed."
  return { status: "failed", message, drew: false, parameterCount: 0, fittedNatsPerTrial: null, scores: [] }
}

/** The trials of each split, made once: runs of one split share them. */
function trialsBySplit(animals: readonly ChoiceSequence[]): (split: Split) => EvaluationTrials {
  const made = new Map<Split, EvaluationTrials>()
  const cuts = new Map<string, ChoiceSequence>()
  const cut = (animal: number, to: number) => {
    const name = `${animal} ${to}`
    const trials = cuts.get(name) ?? firstTrials(animals[animal]!, to)
    cuts.set(name, trials)
    return trials
  }
  return (split) => {
    const known = made.get(split)
    if (known !== undefined) return known
    const trials = {
      fitted: split.fitted.map(({ animal, to }) => cut(animal, to)),
      scored: split.scored.map(({ animal, from, to }) => ({ animal: cut(animal, to), from })),
    }
    made.set(split, trials)
    return trials
  }
}
