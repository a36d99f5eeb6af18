import type { ColumnTable } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { prepareFastMode } from "../../engine/engine-for.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { Learner } from "../learner.ts"
import { withShowing } from "../showing.ts"
import type { Evaluation } from "./evaluation.ts"
import { animalTable, pairedTests } from "./evaluation-table.ts"
import { evaluationAsText } from "./evaluation-text.ts"
import { type Execution, type FinishedRun, type PlannedRun, startExecution } from "./execute-runs.ts"
import { type Folds, refuseDoubles } from "./folds.ts"
import { distinctLabels, gather } from "./gather.ts"
import { openRunStore } from "./run-store.ts"
import type { Plan } from "./schemes.ts"

/** Options that every evaluation takes, with defaults filled in. */
export interface HeldOutOptions {
  readonly seeds: number
  readonly key: Key
  readonly resamples: number
  readonly reference?: string | undefined
  readonly workers?: number | undefined
  readonly store?: string | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** The last key derived from the key of an evaluation: seeds take the first ones. */
const forResamples = 2 ** 32 - 1

/**
 * Carries out a plan: every learner fitted on every split with every seed, scored, averaged and lined up. A learner's fit on a split draws
 * from the same key whichever learners are beside it, and nothing depends on the number of workers.
 */
export async function evaluatePlan(
  animals: readonly ChoiceSequence[],
  learners: readonly Learner[],
  plan: Plan,
  folds: Folds | null,
  options: HeldOutOptions,
): Promise<Solution<Evaluation, ColumnTable>> {
  const { seeds, key, workers, onProgress, reference, resamples } = options
  const names = animals.map(({ animal }) => animal)
  refuseDoubles(names)
  requireReference(learners, reference)
  const fast = learners.some(({ spec }) => spec?.options.mode === "fast")
  if (fast) await prepareFastMode() // Measured once here, where every worker would have to.
  const store = options.store === undefined ? undefined : await openRunStore(options.store)
  const total = learners.length * plan.splits.length * seeds
  const execution = startExecution(animals, learners, total, { workers, onProgress, store })
  const runs = await executeSeeds(execution, learners, plan, seeds, key).finally(() => execution.finish())
  const synthetic = animals.some((animal) => animal.synthetic)
  const rows = gather(learners, names, runs)
  const value: Evaluation = Object.freeze({
    scheme: Object.freeze(plan.scheme),
    folds,
    rows,
    animals: Object.freeze(names),
    synthetic,
    byAnimal: animalTable(rows, synthetic),
    notes: Object.freeze([...plan.notes, ...notesOn(learners, rows, options.store !== undefined)]),
  })
  const tests = { key: foldIn(key, forResamples), resamples, ...(reference !== undefined && { reference }) }
  const solution = {
    value,
    table: await pairedTests(value, tests),
    ...ending(value, runs),
    info: Object.freeze({ runs: runs.length, restored: execution.restored() }),
    provenance: Object.freeze({
      version,
      mode: fast ? "fast" : "exact",
      precision: "f64",
      key: key.words,
      options: Object.freeze({
        learners: learners.map(({ name, spec }) => spec ?? name),
        scheme: plan.scheme.name,
        folds: folds?.animals ?? null,
        seeds,
        resamples,
      }),
    }),
  } satisfies Solution<Evaluation, ColumnTable>
  return withShowing(solution, evaluationAsText(value, solution.table))
}

/** Checked before hours of fits, not after. */
function requireReference(learners: readonly Learner[], reference: string | undefined): void {
  const labels = distinctLabels(learners.map(({ label }) => label))
  if (reference === undefined || labels.includes(reference)) return
  throw new RangeError(`reference is "${reference}"; accepted are ${labels.map((label) => `"${label}"`).join(", ")}`)
}

/** The first seed of all learners, then the others of those whose fit draws anything: other seeds of the rest would be the same again. */
async function executeSeeds(
  execution: Execution,
  learners: readonly Learner[],
  { splits }: Plan,
  seeds: number,
  key: Key,
): Promise<readonly FinishedRun[]> {
  const planned = (learner: number, from: number, to: number): readonly PlannedRun[] =>
    Array.from({ length: to - from }, (_, i) => from + i).flatMap((seed) =>
      splits.map((split) => ({ learner, split, seed, key: foldIn(foldIn(key, seed), split.fold) })),
    )
  const first = await execution.run(learners.flatMap((_, learner) => planned(learner, 0, 1)))
  const drew = learners.map((_, learner) => first.some((run) => run.learner === learner && run.result?.drew === true))
  const once = drew.filter((each) => !each).length
  execution.skip(once * splits.length * (seeds - 1))
  const others = learners.flatMap((_, learner) => (drew[learner] ? planned(learner, 1, seeds) : []))
  return others.length === 0 ? first : [...first, ...(await execution.run(others))]
}

function notesOn(learners: readonly Learner[], rows: Evaluation["rows"], stored: boolean): readonly string[] {
  const here = learners.filter(({ spec }) => spec === undefined).map(({ label }) => label)
  const unscored = rows.filter(({ natsPerTrial, status }) => natsPerTrial === null && status === "failed")
  return [
    ...(here.length > 0
      ? [`Made here rather than by name, so run in this thread${stored ? " and not stored" : ""}: ${here.join(", ")}.`]
      : []),
    ...unscored.map(({ label, message }) => `No held-out score of ${label}: ${message}`),
  ]
}

function ending(
  { rows }: Evaluation,
  runs: readonly FinishedRun[],
): { readonly status: Status; readonly message: string } {
  const done = runs.filter(({ result }) => result !== null).length
  if (done < runs.length)
    return { status: "stopped", message: `Stopped on request: ${done} of ${runs.length} fits are done.` }
  const failed = rows.filter(({ status }) => status === "failed")
  if (failed.length === 0) return { status: "converged", message: `All ${runs.length} fits converged.` }
  const converged = runs.filter(({ result }) => result?.status === "converged").length
  const why = failed.map(({ label, message }) => (message.startsWith(label) ? message : `${label}: ${message}`))
  return { status: "failed", message: `${converged} of ${runs.length} fits converged. ${why.join(" ")}` }
}
