// The one place that knows which matrix product an arm uses: what the floors of its rows and its share of the peak are measured with.
import { type Engine, returnEngine } from "../../lib/engine/engine.ts"
import { engineOf } from "./engines.ts"
import type { Arm } from "./workload.ts"

/** A product C = A B in f32, C (rows x columns), ready to be timed. */
export interface PreparedProduct {
  run(): void
  dispose(): void
}

/** The product an arm uses, on operands of its own. */
export async function prepareProduct(arm: Arm, rows: number, columns: number, inner: number): Promise<PreparedProduct> {
  const engine = await engineOf(arm)
  const a = engine.arena.matrix(rows, inner, "f32")
  const b = engine.arena.matrix(inner, columns, "f32")
  const c = engine.arena.matrix(rows, columns, "f32")
  for (const { values } of [a, b]) for (let i = 0; i < values.length; i++) values[i] = (i % 17) / 16 - 0.5
  const { multiply } = engine.products("f32")
  return { run: () => multiply(c, null, a, b), dispose: () => returnEngine(engine) }
}

/** What an arm stands on, for the record: the features of the machine that it uses and its BLAS. */
export async function describeArm(arm: Arm): Promise<string> {
  const engine: Engine = await engineOf(arm)
  const { mode, features } = engine
  returnEngine(engine)
  const simd = features.relaxedSimd ? "WebAssembly SIMD with fused multiply-add" : "WebAssembly SIMD in strict order"
  return `mode ${mode}: ${simd}, ${features.blas ?? "no BLAS"}`
}
