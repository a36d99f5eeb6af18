// npm run bench -- recovery
// What learners recover of a known truth, beside the reference numbers: 100 animals of 500 trials, 480 steps, 10 seeds. Not pinned: lanes on
// all cores. DELTAW_RECOVERY names figures in the place of all that have reference numbers, DELTAW_RECOVERY_SEEDS another number of seeds.
import { performance } from "node:perf_hooks"
import process from "node:process"
import { recoveryClaims } from "../../lib/inference/recovery/claims.ts"
import { recoveryStudy } from "../../lib/inference/recovery/study.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { table } from "./markdown.ts"
import { accepted } from "./recovery-reference.ts"

const seeds = Number(process.env.DELTAW_RECOVERY_SEEDS ?? 10)
const figures = (process.env.DELTAW_RECOVERY ?? "F2B,S6,T3,T5,F3").split(",")

for (const figure of figures) {
  const start = performance.now()
  const { value, message } = await recoveryStudy(figure, {
    key: key(2025),
    preset: "reference",
    seeds,
    onProgress: () => {},
  })
  const seconds = (performance.now() - start) / 1000
  const rows = (value.summary.objects() as SummaryRow[]).map((row) => [
    row.condition,
    row.score,
    row.mean.toPrecision(4),
    row.standardDeviation?.toPrecision(2) ?? "",
    `${row.least.toPrecision(4)} to ${row.greatest.toPrecision(4)}`,
    accepted(row.figure, row.condition, row.score),
  ])
  console.log(table([figure, "score", "mean", "sd", "least to greatest", "reference"], rows))
  for (const claim of recoveryClaims(value.runs).objects() as ClaimRow[])
    console.log(
      `\n${claim.claim}, ${claim.statement}: ${claim.measured} (${claim.published}): ${claim.holds ? "holds" : "does NOT hold"}.`,
    )
  console.log(`\n${message} ${value.runs.length} fits of ${seeds} seeds in ${seconds.toFixed(1)} s.\n`)
}

interface ClaimRow {
  readonly claim: string
  readonly statement: string
  readonly measured: string
  readonly published: string
  readonly holds: boolean
}

interface SummaryRow {
  readonly figure: string
  readonly condition: string
  readonly score: string
  readonly mean: number
  readonly standardDeviation: number | null
  readonly least: number
  readonly greatest: number
}
