import { borrowEngine, type Engine } from "../../lib/engine/engine.ts"
import { engineFor } from "../../lib/engine/engine-for.ts"
import type { Arm } from "./workload.ts"

/** An engine as an arm wants it; to be given back by `returnEngine`. */
export async function engineOf(arm: Arm): Promise<Engine> {
  if (arm === "fast") return engineFor("fast")
  return borrowEngine(arm === "exact" ? "exact" : "fast")
}
