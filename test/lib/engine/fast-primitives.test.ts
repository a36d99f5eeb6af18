import assert from "node:assert/strict"
import fc from "fast-check"
import { borrowEngine, type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import type { Primitives } from "../../../lib/engine/primitives.ts"
import { callPrimitive, primitiveNames } from "../../support/primitive-calls.ts"
import { oddSize } from "../../support/shapes.ts"

/** Primitives in which a product is fused with a sum somewhere; all others have the bits of the exact module. */
const fused = new Set<keyof Primitives>([
  ...(["product", "productTransposed", "productRelu", "productReluBackward", "productBatch"] as const),
  ...(["rankOne", "transposedMatrixVector", "sgd", "momentum", "reinforce", "mix"] as const),
  ...(["leakyTanh", "leakyTanhBackward", "leakyTanhTangent", "leakyTanhTangentBackward"] as const),
  ...(["gruForward", "gruBackward", "gruStep", "gruStepBackward"] as const),
  ...(["leakyRelu", "leakyReluBackward", "leakyReluTangent", "leakyReluTangentBackward"] as const),
])

/**
 * Primitives that multiply by a gate. Shut, a gate is 0 or a rounding error away from it, and times infinity the one is NaN and the other
 * infinite: their special numbers are NaN alone.
 */
const gated = new Set<keyof Primitives>(["gruForward", "gruBackward", "gruStep", "gruStepBackward"])

for (const precision of ["f32", "f64"] as const)
  describe(`primitives of the fast module in ${precision}`, () => {
    let [exact, fast]: Engine[] = []
    beforeEach(() => {
      exact = borrowEngine("exact")
      fast = borrowEngine("fast")
    })
    afterEach(() => {
      returnEngine(exact!)
      returnEngine(fast!)
    })
    const shapes = fc.tuple(oddSize, oddSize, fc.constantFrom(1, 5, 8, 33, 300), fc.nat(2 ** 20), fc.boolean())

    it("are all called here", () => {
      assert.deepEqual([...primitiveNames].sort(), Object.keys(fast!.primitives(precision)).sort())
    })

    // The exact module has the bits of the twins, as other tests show.
    for (const name of primitiveNames) {
      const title = fused.has(name) ? "is close to its twin, the errors of its terms aside" : "has the bits of its twin"
      const included = gated.has(name) ? "NaN" : "NaN and infinity"
      it(`${name} ${title}, ${included} included`, () => {
        fc.assert(
          fc.property(shapes, ([m, n, k, seed, special]) => {
            const [expected, got] = [exact!, fast!].map((engine) =>
              callPrimitive(engine.primitives(precision), engine.arena, precision, name, {
                ...{ m, n, k, seed },
                special: special && gated.has(name) ? "NaN" : special,
              }),
            )
            if (!fused.has(name)) return assert.deepEqual(got, expected)
            // No more than this many terms, each below 9: products over k or m, and a few besides; those of gates also run over 3 n, and
            // are as large as the results.
            const terms = Math.max(k, m, gated.has(name) ? 3 * n : 0) + 4
            const sizes = gated.has(name) ? expected!.filter(Number.isFinite).map(Math.abs) : []
            const tolerance = 2 * (precision === "f32" ? 2 ** -24 : 2 ** -53) * Math.max(9, ...sizes) * terms
            for (const [i, value] of got!.entries()) {
              const twin = expected![i]!
              const close = Object.is(value, twin) || Math.abs(value - twin) <= tolerance
              assert.ok(close, `result ${i} is ${value}, its twin ${twin}`)
            }
          }),
          { numRuns: 25 },
        )
      })
    }
  })
