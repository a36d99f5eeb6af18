import os from "node:os"
import process from "node:process"
import type { LimitsLine } from "./measured-line.ts"
import type { Pinning } from "./pinned-process.ts"
import { median } from "./statistics.ts"
import type { MachineLimits } from "./summary.ts"

/** Above this load average before the start, others disturb the run. */
export const quietLoad = 0.5

/** The machine of a run, as it was before its start. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly node: string
  readonly pinning: Pinning
  /** Load average over the last minute; 0 on Windows, which has none. */
  readonly load: number
  /** Settings of OpenBLAS in the environment, which our arms see and the peers do not. */
  readonly blasSettings: readonly string[]
}

/** Looks at the machine. */
export function describeMachine(pinning: Pinning): Machine {
  const cpus = os.cpus()
  return {
    cpu: cpus[0]?.model.trim() ?? "unknown",
    cores: cpus.length,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.version,
    pinning,
    load: os.loadavg()[0]!,
    blasSettings: Object.entries(process.env)
      .filter(([name]) => name.startsWith("OPENBLAS_"))
      .map(([name, value]) => `${name}=${value}`),
  }
}

/** Middle of the copies, and the product of the fastest arm; null where nothing was measured. */
export function machineLimits(lines: readonly LimitsLine[]): MachineLimits | null {
  if (lines.length === 0) return null
  return {
    flopsPerSecond: Math.max(...Object.values(productFlops(lines))),
    copyBytesPerSecond: median(lines.map(({ limits }) => limits.copy_bytes_per_s)),
  }
}

/** Floating-point operations a second of a large product, middle of the processes of each arm. */
export function productFlops(lines: readonly LimitsLine[]): Readonly<Record<string, number>> {
  const names = [...new Set(lines.map(({ peer }) => peer))]
  return Object.fromEntries(
    names.map((name) => {
      const mine = lines.filter(({ peer }) => peer === name)
      return [name, median(mine.map(({ limits }) => limits.product_flops_per_s))]
    }),
  )
}
