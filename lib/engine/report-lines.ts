import type { BlasChoice } from "./blas/blas-choice.ts"
import { type Crossover, type CrossoverTable, never } from "./blas/crossover.ts"
import type { CandidateReport } from "./blas/selection.ts"
import type { EngineFindings } from "./engine-findings.ts"

/** The findings in words, a line each. */
export function reportLines(findings: EngineFindings): readonly string[] {
  const { version, node, platform, cpu, threads, blas, problem } = findings
  return [
    line("Δw", `${version} on Node ${node}, ${platform}`),
    line("Processor", `${cpu.model}, ${threads} ${threads === 1 ? "thread" : "threads"}`),
    line("Memory", memory(findings)),
    line("WebAssembly", webAssembly(findings)),
    ...(blas === null ? [] : blasLines(blas)),
    ...(problem === null ? [] : [line("Problem", problem)]),
  ]
}

function memory({ memory: { totalBytes, limitBytes } }: EngineFindings): string {
  const limit = limitBytes === null ? "" : `, of which ${gigabytes(limitBytes)} may be used`
  return `${gigabytes(totalBytes)}${limit}; the engine takes what it needs, up to 4 GB for each worker`
}

function webAssembly({ webAssembly: { simd, relaxedSimd } }: EngineFindings): string {
  const relaxed = { yes: "with relaxed SIMD", "behind a flag": "relaxed SIMD behind a flag", no: "no relaxed SIMD" }
  return simd ? `with SIMD, ${relaxed[relaxedSimd]}` : "without SIMD, which the engine needs"
}

function blasLines({ chosen, reason, crossover, candidates, cache }: BlasChoice): string[] {
  const kept = {
    read: "measured before, kept in",
    written: "measured now, kept in",
    "not used": "measured now, not kept in",
  }
  return [
    line("BLAS", chosen === null ? `none: ${reason}` : `${chosen.path}${kernels(chosen.core)}`),
    ...(chosen === null ? [] : [line("", reason), line("", chosen.config || "It does not say its version.")]),
    ...(chosen === null ? [] : crossoverLines(crossover)),
    ...(cache.file === null ? [] : [line("", `${kept[cache.use]} ${cache.file}`)]),
    ...(cache.problem === null ? [] : [line("", cache.problem)]),
    ...triedLines(candidates),
  ]
}

function crossoverLines(crossover: Crossover): string[] {
  return (["f32", "f64"] as const).map((precision) =>
    line("", `${precision}: used ${thresholds(crossover[precision])}`),
  )
}

function thresholds({ oneRow, fewRows, manyRows }: CrossoverTable): string {
  const from = (rows: string, least: number) =>
    least === never ? `never for ${rows}` : `for ${rows} from ${least} multiplications on`
  return [from("1 row", oneRow), from("2 or 3 rows", fewRows), from("more rows", manyRows)].join(", ")
}

/** A line for each library, and below it one for each way it was loaded. */
function triedLines(candidates: readonly CandidateReport[]): string[] {
  return candidates.flatMap((candidate, i) => {
    const { path, source } = candidate
    const heading = candidates[i - 1]?.path === path ? [] : [line(i === 0 ? "Tried" : "", `${path} (${source})`)]
    return [...heading, line("", `  ${candidateText(candidate)}`)]
  })
}

function candidateText({ loading, status, reason, core, speed, products }: CandidateReport): string {
  const rates = products.filter(({ precision }) => precision === "f32").map(gigaflops)
  const measured =
    speed === null ? "" : `, ${speed.toFixed(2)} x WebAssembly, up to ${Math.max(...rates).toFixed(0)} GFLOP/s`
  return `${status.padEnd(8)}${loading}${kernels(core)}${measured}: ${reason}`
}

function gigaflops({ rows, columns, inner, blas }: CandidateReport["products"][number]): number {
  return (2 * rows * columns * inner) / blas / 1000
}

function kernels(core: string | null): string {
  return core === null ? "" : `, kernels for ${core}`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`
}

function line(title: string, text: string): string {
  return `${title.padEnd(12)}${text}`
}
