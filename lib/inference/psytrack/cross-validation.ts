import { type ColumnTable, table } from "arquero"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { probabilityRight } from "../../networks/glm-policy.ts"
import { permutation } from "../../numerics/distributions.ts"
import { log } from "../../numerics/elementary.ts"
import { integerOption } from "../../numerics/options.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { startProgress, watchStop } from "../../runs/surroundings.ts"
import { requireOptions } from "../fit.ts"
import type { FitOptions } from "../learner.ts"
import type { Posterior } from "../weight-noise/posterior.ts"
import { searchEvidence } from "../weight-noise/search.ts"
import { walkOf } from "../weight-noise/walk.ts"
import { type PsytrackOptions, psytrackWalk } from "./learner.ts"

/** Options of `crossValidatePsytrack`: those of `learners.psytrack`, those of a fit, and the number of folds. */
export interface CrossValidatePsytrackOptions extends PsytrackOptions, FitOptions {
  /** Parts into which the trials are drawn at random, 10 unless told. */
  readonly folds?: number
}

/** Held-out scores of a smoother. */
export interface PsytrackCrossValidation {
  /** Mean over all held-out trials, nats. */
  readonly natsPerTrial: number
  /** The same for each fold. */
  readonly foldNatsPerTrial: readonly number[]
  /** P(right) of each trial while it was held out; NaN where the user stopped first. */
  readonly probabilityRight: Float64Array
  /** The fold of each trial. */
  readonly fold: Uint16Array
}

/**
 * Cross-validates PsyTrack over random parts of the trials: each part is held out in turn, the deviations and weights are found from the
 * rest, and a held-out trial is predicted with the weights of the nearest earlier trial that was not (before the first of those, with the
 * weights at the trial itself). Steps over a gap keep the variances of all trials they skip, session boundaries included.
 * It scores a smoother, which sees trials after the held-out ones: it is no forecast.
 * @returns `table`: trial and session from 1, fold from 1, choice, probabilityRight, logLikelihood.
 * @throws on an unknown option, a missing key, or fewer trials than folds.
 */
export async function crossValidatePsytrack(
  subject: Subject,
  options: CrossValidatePsytrackOptions,
): Promise<Solution<PsytrackCrossValidation, ColumnTable>> {
  const { key, onProgress, folds: wanted, ...model } = requireOptions("crossValidatePsytrack", options)
  const animal = choiceSequence("crossValidatePsytrack", subject)
  const trials = animal.choice.length
  const folds = integerOption("crossValidatePsytrack: folds", wanted ?? 10, 2, trials)
  const made = psytrackWalk(model)
  const fold = new Uint16Array(trials)
  for (const [place, t] of permutation(key, trials).entries()) fold[t] = place % folds
  const probability = new Float64Array(trials).fill(Number.NaN)
  const stopped = watchStop()
  const bar = startProgress("Cross-validating PsyTrack", folds, onProgress)
  let done = 0
  for (; done < folds && !stopped(); done++) {
    const heldOut = [...fold.keys()].filter((t) => fold[t] === done)
    const walk = walkOf(animal, { ...made.walk, heldOut })
    const fitted = await searchEvidence([walk], made.form([walk]), {
      label: made.label,
      errors: false,
      onProgress: (progress) => bar.report(done + progress.done / progress.total),
    })
    if (fitted.status === "stopped") break
    predictHeldOut(fitted.posteriors[0]!, probability)
  }
  if (done === folds) bar.report(folds)
  bar.finish()
  return solution(animal, { fold, probability, done, folds }, { key: key.words, model })
}

function predictHeldOut({ walk, weights }: Posterior, probability: Float64Array): void {
  const d = walk.names.length
  let from = -1
  for (let t = 0; t < walk.trials; t++) {
    if (walk.observed[t] === 1) {
      from = t
      continue
    }
    let logit = 0
    const at = from < 0 ? t : from
    for (let k = 0; k < d; k++) logit += weights[at * d + k]! * walk.design[t * d + k]!
    probability[t] = probabilityRight(logit)
  }
}

interface Scored {
  readonly fold: Uint16Array
  readonly probability: Float64Array
  readonly done: number
  readonly folds: number
}

function solution(
  animal: ReturnType<typeof choiceSequence>,
  { fold, probability, done, folds }: Scored,
  { key, model }: { readonly key: readonly [number, number]; readonly model: PsytrackOptions },
): Solution<PsytrackCrossValidation, ColumnTable> {
  const { choice, session } = animal
  const nats = probability.map((q, t) => log(Math.max(choice[t] === 1 ? q : 1 - q, 2 ** -53)))
  const mean = (of: (t: number) => boolean) => {
    const scores = nats.filter((_, t) => of(t))
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
  const value = Object.freeze({
    natsPerTrial: mean((t) => fold[t]! < done),
    foldNatsPerTrial: Object.freeze(Array.from({ length: done }, (_, each) => mean((t) => fold[t] === each))),
    probabilityRight: probability,
    fold,
  })
  return Object.freeze({
    value,
    table: table({
      trial: [...choice.keys()].map((t) => t + 1),
      session: Array.from(session, (index) => index + 1),
      fold: Array.from(fold, (index) => index + 1),
      choice: [...choice],
      probabilityRight: [...probability],
      logLikelihood: [...nats],
    }),
    status: done === folds ? "converged" : "stopped",
    message:
      done === folds
        ? `${value.natsPerTrial.toFixed(5)} nats per held-out trial in ${folds} random parts.`
        : `Stopped on request: ${done} of ${folds} parts were held out.`,
    info: Object.freeze({ folds: done }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key,
      options: Object.freeze({ folds, ...model }),
    }),
  } satisfies Solution<PsytrackCrossValidation, ColumnTable>)
}
