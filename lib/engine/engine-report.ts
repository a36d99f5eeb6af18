import { refuseUnknownKeys } from "../numerics/options.ts"
import { type EngineFindings, engineFindings, type FindingOptions } from "./engine-findings.ts"
import { reportLines } from "./report-lines.ts"

/** The findings, and the same in words. */
export interface EngineReport extends EngineFindings {
  readonly lines: readonly string[]
}

/**
 * Says what the engine has to work with: processor, memory, WebAssembly, and which BLAS was chosen of which, why, and from
 * which size of product on it is used. The first time the libraries are measured, which takes a second for each way to load one.
 */
export async function engineReport(options: FindingOptions = {}): Promise<EngineReport> {
  refuseUnknownKeys("engineReport", options, ["fresh", "onProgress"])
  const findings = await engineFindings(options)
  return Object.freeze({ ...findings, lines: reportLines(findings) })
}
