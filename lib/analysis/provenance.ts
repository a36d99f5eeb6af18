import type { Objective } from "../numerics/objective.ts"
import type { Key } from "../numerics/random-key.ts"
import type { Provenance } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"

/** What an analysis of an objective was made with. */
export function provenanceOf(
  { mode, precision }: Objective,
  key: Key,
  options: Readonly<Record<string, unknown>>,
): Provenance {
  return Object.freeze({ version, mode, precision, key: key.words, options: Object.freeze(options) })
}
