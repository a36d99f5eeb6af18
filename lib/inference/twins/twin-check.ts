import { availableParallelism } from "node:os"
import type { ColumnTable } from "arquero"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { executeLanes } from "../../runs/lanes.ts"
import { startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import { requireOptions } from "../fit.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FitOptions, FittedLearner } from "../learner.ts"
import { type TwinPlan, twinBehaviour } from "./twin-copy.ts"
import { behaviour, type Measure } from "./twin-measures.ts"
import { planOf, type TwinTrials } from "./twin-plan.ts"
import { type Agreement, agreements, compared, twinTable } from "./twin-table.ts"

/** Options of `twinCheck`. */
export interface TwinCheckOptions extends FitOptions, TwinTrials {
  /** Number of copies; 20 unless told. */
  readonly copies?: number
  /** The most worker threads, 1 for none but this; as many as the machine runs in parallel unless told. Results never depend on it. */
  readonly workers?: number
}

/** How an animal compares with copies of its twin. */
export interface TwinCheck {
  readonly animal: string
  readonly learner: string
  /** Behaviour of the animal, in numbers. */
  readonly data: readonly Measure[]
  /** Behaviour of each whole copy. */
  readonly copies: readonly (readonly Measure[])[]
  /** How much of each measure lies inside the copies' band. */
  readonly agreement: readonly Agreement[]
}

/**
 * Holds an animal against its digital twin: copies of a fitted learner, each trained from its first day in closed loop with the rig's own
 * task, whose phases advance and which repeats missed easy stimuli against the side the copy prefers. Copy i draws from `foldIn(key, i)`.
 * A learner without a rule is asked for its predictions trial by trial, which takes a time that grows as the square of the trials.
 * @param fitted what `fit` resolves to, or its value; an animal that it was not fitted to is run through the frozen learner.
 * @returns its table has one row a measure, session, third and contrast: the animal's value, and median, 2.5 % and 97.5 % quantiles of
 * the copies.
 * @throws on an unknown option, a missing key, and where a learner can neither learn from a trial nor predict one.
 */
export async function twinCheck(
  subject: Subject,
  fitted: Fitted,
  options: TwinCheckOptions,
): Promise<Solution<TwinCheck, ColumnTable>> {
  const allowed = ["key", "copies", "trials", "task", "workers", "onProgress"]
  refuseUnknownKeys("twinCheck", requireOptions("twinCheck", options), allowed)
  const animal = choiceSequence("twinCheck", subject)
  const learner = fittedLearner("twinCheck", fitted)
  const copies = integerOption("twinCheck: copies", options.copies ?? 20, 1, 10_000)
  const workers = integerOption("twinCheck: workers", options.workers ?? availableParallelism(), 1, 1024)
  const { plan, own } = planOf("twinCheck", animal, learner, options)
  const { lives, failure } = await runCopies(learner, plan, { ...options, copies, workers })
  const data = behaviour(
    animal,
    own.weightBias.map((weight) => (plan.hasWeights ? Math.abs(weight) : Number.NaN)),
  )
  const rows = compared(data, lives)
  const trials = plan.sessionTrials.reduce((sum, count) => sum + count, 0)
  const agreement = agreements(rows)
  return Object.freeze({
    value: Object.freeze({ animal: animal.animal, learner: learner.label, data, copies: lives, agreement }),
    table: twinTable(rows, { animal, learner: learner.label, copies: lives.length }),
    ...(failure ?? ending(learner, lives.length, copies, trials, agreement)),
    info: Object.freeze({ copies: lives.length, trials, byRule: plan.byRule }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: options.key.words,
      options: Object.freeze({ animal: animal.animal, learner: learner.learner, copies, trials, task: plan.task }),
    }),
  } satisfies Solution<TwinCheck, ColumnTable>)
}

interface CopyOptions extends FitOptions {
  readonly copies: number
  readonly workers: number
}

type Ending = Pick<Solution<unknown, unknown>, "status" | "message">

/** Behaviour of all copies that lived to the end; in workers where the learner can go there. */
async function runCopies(
  learner: FittedLearner,
  plan: TwinPlan,
  options: CopyOptions,
): Promise<{ readonly lives: readonly (readonly Measure[])[]; readonly failure?: Ending }> {
  const { key, copies, workers, onProgress } = options
  const label = `Twins of ${learner.label}`
  const keys = Array.from({ length: copies }, (_, i) => foldIn(key, i))
  if (learner.frozen === undefined || workers === 1 || copies === 1)
    return { lives: await runHere(learner, plan, keys, label, onProgress) }
  const spec = { ...plan, learner: learner.frozen }
  const module = new URL("./twin-copy.js", import.meta.url).href
  const lanes = keys.map((copyKey) => ({ module, export: "twinLane", spec, key: copyKey }))
  const { value, status, message } = await executeLanes<readonly Measure[] | null>(lanes, {
    label,
    workers,
    ...(onProgress && { onProgress }),
  })
  const lives = value.flatMap(({ result }) => (result ? [result] : []))
  return { lives, ...(status === "failed" && { failure: { status, message } }) }
}

async function runHere(
  learner: FittedLearner,
  plan: TwinPlan,
  keys: readonly Key[],
  label: string,
  onProgress: FitOptions["onProgress"],
): Promise<readonly (readonly Measure[])[]> {
  const bar = startProgress(label, keys.length, onProgress)
  const pace = startPace()
  const lives: (readonly Measure[])[] = []
  for (const key of keys) {
    const life = await twinBehaviour(learner, plan, key, pace)
    if (life === null) break
    lives.push(life)
    bar.report(lives.length)
  }
  bar.finish()
  return lives
}

function ending(
  { label }: FittedLearner,
  done: number,
  asked: number,
  trials: number,
  agreement: readonly Agreement[],
): Ending {
  const lived = `${done} ${done === 1 ? "copy" : "copies"} of ${label}, ${trials} trials each`
  if (done < asked) return { status: "stopped", message: `Stopped on request: ${lived}, of ${asked} asked for.` }
  const [inside, rows] = [
    agreement.reduce((n, each) => n + each.inside, 0),
    agreement.reduce((n, each) => n + each.rows, 0),
  ]
  return {
    status: "converged",
    message: `${lived}: ${inside} of ${rows} numbers of the animal lie inside the copies' 95 % band.`,
  }
}
