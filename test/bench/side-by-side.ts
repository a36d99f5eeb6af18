import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { contestants } from "./contestants.ts"
import { describeMachine, quietLoad } from "./machine.ts"
import type { Pinning } from "./pinned-process.ts"
import { type Ledger, report } from "./report.ts"
import type { BenchSettings } from "./settings.ts"

/** Name of a workload -> its compiled file. */
export type WorkloadFiles = ReadonlyMap<string, string>

/**
 * Runs workloads of ours and of the peers one after the other, as many rounds as are set, each in a process of its own on one core;
 * prints the table and writes `results.md` and `results.json`, what there is of them after each round.
 * @param expected workloads whose demands are to be answered; those that no row of ours answers are named.
 * @returns whether everything ran that was to be run.
 */
export async function sideBySide(
  workloads: WorkloadFiles,
  expected: readonly string[],
  settings: BenchSettings,
  pinning: Pinning,
  say: (text: string) => void = console.log,
): Promise<boolean> {
  const machine = describeMachine(pinning)
  if (pinning.core === null) say(`Not pinned to a core: ${pinning.why}.`)
  if (machine.load > quietLoad)
    say(`The machine is not quiet: load average ${machine.load.toFixed(2)}. Figures will be off.`)
  const ledger: Ledger = { samples: [], limits: [], failures: [], missing: new Map() }
  let markdown = ""
  for (let round = 1; round <= settings.rounds; round++) {
    for (const [workload, file] of workloads) {
      const { present, missing } = await contestants(workload, file, settings, pinning)
      ledger.missing.set(workload, missing)
      say(`round ${round} of ${settings.rounds}: ${workload}: ${present.map(({ by }) => by).join(", ")}`)
      for (const { by, run } of present) {
        try {
          const { rows, limits } = await run()
          ledger.limits.push(...limits)
          for (const line of rows) ledger.samples.push({ round, by, line })
        } catch (error) {
          // The others go on; what failed is shown now and named in the report.
          const { message } = error as Error
          say(message)
          ledger.failures.push(`${message.split("\n")[0]} (round ${round})`)
        }
      }
    }
    const written = report(ledger, machine, settings, round, expected)
    markdown = written.markdown
    mkdirSync(settings.out, { recursive: true })
    writeFileSync(path.join(settings.out, "results.md"), `${markdown}\n`)
    writeFileSync(path.join(settings.out, "results.json"), `${JSON.stringify(written.json, null, 1)}\n`)
  }
  say(`\n${markdown}\n\nWritten to ${settings.out}: results.md, results.json`)
  return ledger.failures.length === 0
}
