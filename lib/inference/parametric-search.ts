import type { ChoiceSequence } from "../data/choices.ts"
import { type Evaluation, maximise, type Optimum } from "../numerics/maximise.ts"
import { type Pace, startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import type { FitOptions } from "./learner.ts"
import { logLikelihood, pooled } from "./likelihood.ts"
import type { LogitModel, Parametrisation } from "./logit-model.ts"

/** What is searched: a model and its free parameters, under the name that the progress bar shows. */
export interface SearchSpace {
  readonly label: string
  readonly model: LogitModel
  readonly form: Parametrisation
}

/** The end of one climb. */
export interface End extends Optimum {
  /** It ended against rules that are unstable on these trials: no top, but where several starts end there together, the best stable rule. */
  readonly atEdge: boolean
}

/** The best end of all starts, or the best place reached when the user stopped. */
export async function search(made: SearchSpace, animals: readonly ChoiceSequence[], options: FitOptions): Promise<End> {
  const { starts } = made.form
  const pace = startPace()
  const bar = startProgress(made.label, starts.length, options.onProgress)
  const ends: End[] = []
  for (const [index, start] of starts.entries()) {
    const end = await climb(made, animals, start, pace, (share, nats) =>
      bar.report(index + share, `${nats.toFixed(4)} nats per trial`),
    )
    ends.push(end)
    if (pace.stopped()) break
  }
  if (!pace.stopped()) bar.report(starts.length)
  bar.finish()
  const best = ends.reduce((one, other) => (better(other, one) ? other : one))
  if (pace.stopped()) return { ...best, status: "stopped" }
  const together = ends.filter((end) => end.atEdge && height(best) - height(end) < sameHeight).length
  return best.atEdge && together > 1 ? { ...best, status: "converged" } : best
}

/** Ends within so many nats in total are one. */
const sameHeight = 0.1

async function climb(
  { model, form }: SearchSpace,
  animals: readonly ChoiceSequence[],
  start: readonly number[],
  pace: Pace,
  report: (share: number, natsPerTrial: number) => void,
): Promise<End> {
  const trials = countTrials(animals)
  const lower = Float64Array.from(form.free, (parameter) => parameter.lower ?? Number.NEGATIVE_INFINITY)
  const upper = new Float64Array(form.free.length).fill(Number.POSITIVE_INFINITY)
  const steps = maximise(Float64Array.from(start), { lower, upper })
  let atEdge = false
  let asked = steps.next()
  for (let evaluations = 1; !asked.done; evaluations += 1) {
    const told = await pooledLikelihood(model, form, animals, asked.value, pace)
    if (told?.value === Number.NEGATIVE_INFINITY) atEdge = true
    // The number of evaluations up to the top is not known beforehand.
    else if (told) report(evaluations / (evaluations + 20), told.value / trials)
    asked = steps.next(told)
  }
  return { ...asked.value, atEdge: atEdge && asked.value.status === "failed" }
}

async function pooledLikelihood(
  model: LogitModel,
  form: Parametrisation,
  animals: readonly ChoiceSequence[],
  parameters: Float64Array,
  pace: Pace,
): Promise<Evaluation | null> {
  const evaluations = []
  for (const animal of animals) {
    evaluations.push(logLikelihood(model, form, animal, parameters))
    if (!(await pace.goOn())) return null
  }
  return pooled(evaluations, form.free.length)
}

/** A converged end is better than one that is not, however high: heights without a top are those of unstable rules. */
function better(one: Optimum, other: Optimum): boolean {
  const converged = one.status === "converged"
  if (converged !== (other.status === "converged")) return converged
  return height(one) > height(other)
}

function height({ evaluation }: Optimum): number {
  return evaluation?.value ?? Number.NEGATIVE_INFINITY
}

/** Trials of all animals. */
export function countTrials(animals: readonly ChoiceSequence[]): number {
  return animals.reduce((sum, animal) => sum + animal.choice.length, 0)
}
