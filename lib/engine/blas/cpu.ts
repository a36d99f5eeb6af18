import { readFileSync } from "node:fs"
import { arch, cpus } from "node:os"

/** The processor, as far as measurements depend on it. */
export interface Cpu {
  readonly model: string
  /** As Node calls it: "x64", "arm64". */
  readonly architecture: string
  /** Instruction sets by the system's names, such as "avx2"; empty where the system does not list them. */
  readonly features: readonly string[]
}

/** The processor of this machine. */
export function thisCpu(): Cpu {
  return { model: cpus()[0]?.model.trim() ?? "unknown", architecture: arch(), features: features() }
}

/** Linux lists them, as "flags" on x86 and "Features" on ARM. */
function features(): readonly string[] {
  try {
    const [, words = ""] = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8")) ?? []
    return words.split(/\s+/).filter((word) => word !== "")
  } catch {
    return []
  }
}
