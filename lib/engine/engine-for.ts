import type { Mode } from "./compiled-module.ts"
import { borrowEngine, type Engine } from "./engine.ts"

/** temp */
export async function engineFor(mode: Mode): Promise<Engine> {
  return borrowEngine(mode)
}
