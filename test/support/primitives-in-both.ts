import assert from "node:assert/strict"
import fc from "fast-check"
import type { Arena } from "../../lib/engine/arena.ts"
import { borrowEngine, type Engine, returnEngine } from "../../lib/engine/engine.ts"
import type { Precision, Primitives } from "../../lib/engine/primitives.ts"
import type { Entries, Rounding } from "../../lib/engine/reference/basic.ts"
import { type Framed, place } from "./framed-matrix.ts"
import { entries, oddSize } from "./shapes.ts"

/** What tests of the primitives in one precision work with; the primitives and the arena are those of the running test. */
export interface PrimitiveTest {
  readonly precision: Precision
  readonly bytes: number
  /** Rounding to the precision. */
  readonly round: Rounding
  /** Smallest normal number. */
  readonly smallest: number
  readonly call: Primitives
  readonly arena: Arena
  /** `length` numbers drawn from a seed, rounded; with NaN, infinities and extreme numbers among them where asked. */
  draw(seed: number, length: number, special?: boolean): Float64Array
  put(values: ArrayLike<number>, rows: number, columns: number): Framed
  /** Bits must agree with those of the twin, any NaN being equal to any other, and nothing be written around the result. */
  same(result: Framed, expected: Entries): void
  /** Runs a check on 150 sizes, with special numbers in half of them. */
  forShapes(check: (rows: number, columns: number, seed: number, special: boolean) => void): void
}

/** Describes tests twice: for the primitives in f32 and in f64. */
export function describeInBoth(title: string, tests: (test: PrimitiveTest) => void): void {
  for (const precision of ["f32", "f64"] as const)
    describe(`${title} in ${precision}`, () => {
      let engine: Engine
      beforeEach(() => {
        engine = borrowEngine()
      })
      afterEach(() => returnEngine(engine))
      tests(inPrecision(precision, () => engine))
    })
}

function inPrecision(precision: Precision, engine: () => Engine): PrimitiveTest {
  const round: Rounding = precision === "f32" ? Math.fround : (x) => x
  return {
    precision,
    bytes: precision === "f32" ? 4 : 8,
    round,
    smallest: precision === "f32" ? 2 ** -126 : 2 ** -1022,
    get call() {
      return engine().primitives(precision)
    },
    get arena() {
      return engine().arena
    },
    draw: (seed, length, special = false) => entries(seed, length, special).map(round),
    put: (values, rows, columns) => place(engine().arena, precision, values, rows, columns),
    same(result, expected) {
      const got = result.read()
      assert.equal(got.length, expected.length)
      for (const [i, value] of got.entries())
        if (!Object.is(value, expected[i])) assert.fail(`entry ${i} is ${value}, its twin ${expected[i]}`)
      assert.ok(result.frameIsIntact(), "wrote outside its result")
    },
    forShapes(check) {
      const shapes = fc.tuple(oddSize, oddSize, fc.nat(), fc.boolean())
      fc.assert(
        fc.property(shapes, ([rows, columns, seed, special]) =>
          engine().arena.scope(() => check(rows, columns, seed, special)),
        ),
        { numRuns: 150 },
      )
    },
  }
}
