import type { Variables } from "./c-environment.ts"
import type { BlasCandidate } from "./candidates.ts"
import type { Cpu } from "./cpu.ts"
import { type Crossover, crossoverOf, neverAtAll, type TimedProduct } from "./crossover.ts"
import type { BlasVariant } from "./native-blas.ts"
import { type Measured, type ProbeAnswer, type ProbeJob, speedOf } from "./probe-answer.ts"
import { asItIs, kernelsOf, type Loading, openBlasLoadings } from "./variants.ts"

/** What was found of one way to load one library. */
export interface CandidateReport {
  readonly path: string
  /** Where the library was found, in words. */
  readonly source: string
  /** How it was loaded, in words. */
  readonly loading: string
  /** "same" has the kernels of a loading before it and was not measured again. */
  readonly status: "chosen" | "slower" | "same" | "refused"
  /** A sentence: why. */
  readonly reason: string
  readonly config: string
  readonly core: string | null
  /** Times the speed of WebAssembly, as `speedUp` says; null where it was not measured. */
  readonly speed: number | null
  readonly products: readonly TimedProduct[]
}

/** The library that products go to. */
export interface ChosenBlas {
  readonly path: string
  readonly variant: BlasVariant
  readonly config: string
  readonly core: string | null
  /** Times the speed of WebAssembly. */
  readonly speed: number
}

/** The result of measuring, as plain data. */
export interface Selection {
  readonly chosen: ChosenBlas | null
  /** A sentence: why this one, or why none. */
  readonly reason: string
  readonly crossover: Crossover
  readonly candidates: readonly CandidateReport[]
}

/** A selection of nothing. */
export function noBlas(reason: string, candidates: readonly CandidateReport[] = []): Selection {
  return { chosen: null, reason, crossover: neverAtAll, candidates }
}

/** What a measurement depends on. */
export interface Bench {
  readonly cpu: Cpu
  /** The environment as it is. */
  readonly before: Variables
  readonly probe: (job: ProbeJob) => Promise<ProbeAnswer>
  /** Told before each library. */
  readonly onCandidate?: (path: string, done: number, total: number) => void
}

/** An answer, and what it is an answer to. */
interface Trial {
  readonly candidate: BlasCandidate
  readonly loading: Loading
  readonly answer: ProbeAnswer
}

/** A later one must be quicker by this much, so that noise does not decide between equals. */
const margin = 1.02

/** Measures all candidates one after the other and selects the one that makes products quickest. */
export async function selectBlas(candidates: readonly BlasCandidate[], bench: Bench): Promise<Selection> {
  const trials: Trial[] = []
  for (const [i, candidate] of candidates.entries()) {
    bench.onCandidate?.(candidate.path, i, candidates.length)
    trials.push(...(await tryLoadings(candidate, bench)))
  }
  return conclude(trials)
}

async function tryLoadings(candidate: BlasCandidate, { cpu, before, probe }: Bench): Promise<Trial[]> {
  const trials: Trial[] = []
  const known: string[] = []
  for (const loading of [asItIs, ...openBlasLoadings(cpu, before)]) {
    const kernels = loading.core === null ? null : kernelsOf(loading.core, loading, before)
    const answer: ProbeAnswer =
      kernels !== null && known.includes(kernels)
        ? { status: "same", kernels }
        : await probe({ path: candidate.path, loading, before, known })
    trials.push({ candidate, loading, answer })
    // Others than OpenBLAS choose their kernels well by themselves and have no such settings.
    if (answer.status === "measured" && answer.kernels === null) break
    // What cannot even be loaded, unlike what crashed with some kernels, cannot be loaded otherwise.
    if (answer.status === "refused" && answer.final) break
    if (answer.status === "measured" && answer.kernels !== null) known.push(answer.kernels)
  }
  return trials
}

function conclude(trials: readonly Trial[]): Selection {
  let best: { readonly trial: Trial; readonly measured: Measured; readonly speed: number } | null = null
  for (const trial of trials) {
    if (trial.answer.status !== "measured") continue
    const speed = speedOf(trial.answer)
    if (speed > margin * (best?.speed ?? 1)) best = { trial, measured: trial.answer, speed }
  }
  const reports = trials.map((trial) => report(trial, best?.trial ?? null))
  if (best === null) return noBlas(whyNone(trials), reports)
  const { measured, speed, trial } = best
  const { variant, config, core, products } = measured
  return {
    chosen: { path: trial.candidate.path, variant, config, core, speed },
    reason: `it makes our products ${speed.toFixed(2)} times as fast as WebAssembly alone; ${others(trials)}`,
    crossover: crossoverOf(products),
    candidates: reports,
  }
}

function whyNone(trials: readonly Trial[]): string {
  return trials.some(({ answer }) => answer.status === "measured")
    ? "no BLAS found is faster than WebAssembly here"
    : "none of the BLAS libraries found can be used"
}

function report(trial: Trial, best: Trial | null): CandidateReport {
  const { candidate, loading, answer } = trial
  const from = { path: candidate.path, source: candidate.source, loading: loading.name }
  const unmeasured = { ...from, config: "", core: null, speed: null, products: [] }
  if (answer.status === "same")
    return { ...unmeasured, status: "same", reason: `the kernels for ${answer.kernels} were measured already` }
  if (answer.status === "refused") return { ...unmeasured, status: "refused", reason: answer.reason }
  const speed = speedOf(answer)
  const measured = { ...from, config: answer.config, core: answer.core, speed, products: answer.products }
  if (trial === best) return { ...measured, status: "chosen", reason: "the fastest" }
  const reason = speed > margin ? "not clearly faster than the chosen one" : "WebAssembly is as fast or faster"
  return { ...measured, status: "slower", reason }
}

function others(trials: readonly Trial[]): string {
  const n = trials.filter(({ answer }) => answer.status === "measured").length - 1
  return n === 0 ? "nothing else was measured" : `of ${n} more ways measured none is clearly faster`
}
