// The one place that knows which matrix product an arm uses: what the floors of its rows and its share of the peak are measured with.
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import type { Arm } from "./workload.ts"

/** A product C = A B in f32, C (rows x columns), ready to be timed. */
export interface PreparedProduct {
  run(): void
  dispose(): void
}

/** The product an arm uses, on operands of its own. */
export function prepareProduct(_arm: Arm, rows: number, columns: number, inner: number): PreparedProduct {
  const engine = borrowEngine()
  const a = engine.arena.matrix(rows, inner, "f32")
  const b = engine.arena.matrix(inner, columns, "f32")
  const c = engine.arena.matrix(rows, columns, "f32")
  for (const { values } of [a, b]) for (let i = 0; i < values.length; i++) values[i] = (i % 17) / 16 - 0.5
  const { product } = engine.primitives("f32")
  return {
    run: () => product(c.pointer, columns, 0, 0, a.pointer, inner, 1, b.pointer, columns, rows, columns, inner),
    dispose: () => returnEngine(engine),
  }
}

/** What an arm stands on, for the record: the features of the machine that it uses and its BLAS. */
export function describeArm(_arm: Arm): string {
  return "WebAssembly SIMD in strict order, no BLAS"
}
