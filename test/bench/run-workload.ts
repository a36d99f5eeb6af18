// node run-workload.js ARM BUDGET_SECONDS FILE: times every case of a compiled workload that has the arm, and prints a JSON line for
// each, as the peers do, after one with the machine's limits.
import { performance } from "node:perf_hooks"
import process from "node:process"
import { pathToFileURL } from "node:url"
import { measureFloor } from "./floor.ts"
import { measureLimits } from "./limits.ts"
import type { LimitsLine, RowLine } from "./measured-line.ts"
import { describeArm } from "./product.ts"
import { measure } from "./timing.ts"
import { type Arm, arms, type BenchCase, loadCases } from "./workload.ts"

/** Limits and each shape of a floor are steadier than rows: they get this share of a row's budget. */
const sideShare = 1 / 8

const [armName, budget, file] = process.argv.slice(2)
const arm = arms.find((known) => known === armName)
const budgetSeconds = Number(budget)
if (arm === undefined || !(budgetSeconds > 0) || file === undefined)
  throw new Error(`usage: run-workload.js ARM BUDGET_SECONDS FILE, ARM one of ${arms.join(", ")}`)
await run(arm, budgetSeconds, file)

async function run(arm: Arm, budgetSeconds: number, file: string): Promise<void> {
  const cases = (await loadCases(pathToFileURL(file).href)).filter((entry) => entry.arms.includes(arm))
  const limits = await measureLimits(arm, budgetSeconds * sideShare)
  print({ peer: `deltaw ${arm}`, limits, features: await describeArm(arm) } satisfies LimitsLine)
  for (const entry of cases) print(await timeCase(entry, arm, budgetSeconds, limits.copy_bytes_per_s))
}

async function timeCase(
  entry: BenchCase,
  arm: Arm,
  budgetSeconds: number,
  copyBytesPerSecond: number,
): Promise<RowLine> {
  const prepared = await entry.prepare(arm)
  const [began, used] = [performance.now(), process.cpuUsage()]
  const { medianSeconds, leastSeconds, quartileSeconds, repeats } = measure(() => prepared.run(), budgetSeconds)
  const { user, system } = process.cpuUsage(used)
  const cpuShare = (user + system) / 1000 / (performance.now() - began)
  const floor = await measureFloor(prepared, arm, copyBytesPerSecond, budgetSeconds * sideShare)
  prepared.dispose()
  return {
    peer: `deltaw ${arm}`,
    workload: entry.workload,
    case: entry.case,
    median_s: medianSeconds,
    min_s: leastSeconds,
    repeats,
    per: entry.unit,
    us_per_unit: (1e6 * medianSeconds) / entry.units,
    quartiles_s: quartileSeconds,
    floor,
    cpu_share: cpuShare,
  }
}

function print(line: RowLine | LimitsLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
