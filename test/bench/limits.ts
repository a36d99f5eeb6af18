import { readFileSync } from "node:fs"
import { prepareProduct } from "./product.ts"
import { measure } from "./timing.ts"
import type { Arm } from "./workload.ts"

/** What the machine can do at most, as measured. */
export interface Limits {
  /** Floating-point operations a second in a large product of an arm, f32. */
  readonly product_flops_per_s: number
  /** Bytes read and written a second by a copy beyond the last-level cache. */
  readonly copy_bytes_per_s: number
}

const largeSize = 1024
const megabyte = 2 ** 20

/** Measures the limits; each of the two takes the budget, or five calls. */
export async function measureLimits(arm: Arm, budgetSeconds: number): Promise<Limits> {
  const product = await prepareProduct(arm, largeSize, largeSize, largeSize)
  const { medianSeconds } = measure(product.run, budgetSeconds)
  product.dispose()
  return {
    product_flops_per_s: (2 * largeSize ** 3) / medianSeconds,
    copy_bytes_per_s: copyBytesPerSecond(lastLevelCacheBytes(), budgetSeconds),
  }
}

/** Bytes read and written a second by a copy of at least 64 MB and at most 512 MB, twice the cache where that lies between. */
export function copyBytesPerSecond(cacheBytes: number, budgetSeconds: number): number {
  const bytes = Math.min(512 * megabyte, Math.max(64 * megabyte, 2 * cacheBytes))
  const from = new Float64Array(bytes / 8).fill(1)
  const to = new Float64Array(bytes / 8).fill(0)
  return (2 * bytes) / measure(() => to.set(from), budgetSeconds).medianSeconds
}

/** Bytes of the last-level cache; 0 where the system does not say. */
function lastLevelCacheBytes(): number {
  for (const index of [3, 2]) {
    try {
      const size = readFileSync(`/sys/devices/system/cpu/cpu0/cache/index${index}/size`, "utf8")
      const [, number = "0", unit = ""] = /^(\d+)([KM]?)/.exec(size) ?? []
      return Number(number) * (unit === "M" ? megabyte : unit === "K" ? 1024 : 1)
    } catch {
      // Only Linux has these files, and not for every cache.
    }
  }
  return 0
}
