import { availableParallelism, totalmem } from "node:os"
import process, { arch, platform, versions } from "node:process"
import type { Progress } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { type BlasChoice, chooseBlas } from "./blas/blas-choice.ts"
import { type Cpu, thisCpu } from "./blas/cpu.ts"
import { type Capabilities, capabilities } from "./capabilities.ts"

/** How findings are made. */
export interface FindingOptions {
  /** Measure the BLAS libraries although they have been measured; false unless given. */
  readonly fresh?: boolean
  readonly onProgress?: (progress: Progress) => void
}

/** What the engine has to work with on this machine, as plain data. */
export interface EngineFindings {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly cpu: Cpu
  /** Threads that can run at once. */
  readonly threads: number
  readonly memory: {
    readonly totalBytes: number
    /** What a container or another limit leaves of it; null where there is none. */
    readonly limitBytes: number | null
  }
  readonly webAssembly: Capabilities
  /** Null where a setting asks for what cannot be used. */
  readonly blas: BlasChoice | null
  /** What the user should mend, as a sentence, or null. */
  readonly problem: string | null
}

/** Asks this machine; measures its BLAS libraries where that has not been done. */
export async function engineFindings(options: FindingOptions): Promise<EngineFindings> {
  return Object.freeze({ ...surroundings(), ...(await blas(options)) })
}

async function blas(options: FindingOptions): Promise<Pick<EngineFindings, "blas" | "problem">> {
  try {
    return { blas: await chooseBlas(options), problem: null }
  } catch (error) {
    return { blas: null, problem: error instanceof Error ? error.message : String(error) }
  }
}

function surroundings(): Omit<EngineFindings, "blas" | "problem"> {
  const totalBytes = totalmem()
  const limit = process.constrainedMemory()
  return {
    version,
    node: versions.node,
    platform: `${platform} ${arch}`,
    cpu: thisCpu(),
    threads: availableParallelism(),
    // Without a limit some systems report none, others a number beyond any memory.
    memory: { totalBytes, limitBytes: limit > 0 && limit < totalBytes ? limit : null },
    webAssembly: capabilities(),
  }
}
