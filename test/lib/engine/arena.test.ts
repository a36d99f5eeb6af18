import assert from "node:assert/strict"
import fc from "fast-check"
import {
  type Block,
  block,
  clearDiagonal,
  createArena,
  createMemory,
  type Matrix,
  reshaped,
  rowsOf,
  steps,
} from "../../../lib/engine/arena.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { rateObjective } from "../../../lib/rules/rate-objective.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { rateProblem } from "../../support/rate-problems.ts"
import { runRule } from "../../support/recurrent-rules.ts"

describe("the arena", () => {
  it("lays matrices out aligned, zeroed and apart", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.boolean())), (shapes) => {
        const arena = createArena(createMemory(), 100)
        const made = shapes.map(([rows, columns, single]) => arena.matrix(rows, columns, single ? "f32" : "f64"))
        for (const [i, { pointer, values }] of made.entries()) {
          assert.equal(pointer % 16, 0)
          assert.ok(values.every((value) => value === 0))
          values.fill(i + 1)
        }
        for (const [i, { values }] of made.entries()) assert.ok(values.every((value) => value === i + 1))
      }),
      { numRuns: 30 },
    )
  })

  it("keeps views valid when the memory grows, and compiled code sees what they show", () => {
    const engine = borrowEngine()
    const early = engine.arena.matrix(1, 5, "f64")
    early.values.set([1, 2, 3, 4, 5])
    engine.arena.matrix(1000, 1000, "f64")
    assert.equal(engine.primitives("f64").sum(early.pointer, 5), 15)
    early.values[0] = 10
    assert.equal(engine.primitives("f64").sum(early.pointer, 5), 24)
    returnEngine(engine)
  })

  it("gives back what a scope allocated, also when the scope throws", () => {
    const arena = createArena(createMemory(), 0)
    arena.matrix(3, 3, "f32")
    const before = arena.used
    assert.equal(
      arena.scope(() => arena.matrix(100, 100, "f32").rows),
      100,
    )
    assert.throws(() => arena.scope(() => assert.fail(`${arena.matrix(9, 9, "f64").rows} rows`)), /9 rows/)
    assert.equal(arena.used, before)
  })

  it("zeroes memory that an earlier scope left dirty", () => {
    const arena = createArena(createMemory(), 0)
    arena.scope(() => arena.matrix(10, 10, "f64").values.fill(Number.NaN))
    assert.ok(arena.matrix(10, 10, "f64").values.every((value) => value === 0))
  })

  it("refuses to go beyond 4 GB with the size that would be needed", () => {
    const arena = createArena(createMemory(), 0)
    assert.throws(() => arena.matrix(2 ** 15, 2 ** 15, "f64"), {
      name: "RangeError",
      message: "the engine's memory holds 4096 MB, but 8192 MB would be needed",
    })
    assert.equal(arena.used, 0)
  })

  it("refuses a mark that is not its own", () => {
    const arena = createArena(createMemory(), 64)
    assert.throws(() => arena.reset(0), /not a mark of this arena: 0/)
    assert.throws(() => arena.reset(Number.NaN), /not a mark/)
  })

  it("has integers too, aligned, zeroed and given back like matrices", () => {
    const arena = createArena(createMemory(), 0)
    arena.scope(() => arena.integers(5).values.fill(7))
    assert.equal(arena.used, 0)
    const [first, second] = [arena.integers(5), arena.integers(3)]
    assert.deepEqual([first.pointer % 16, second.pointer - first.pointer], [0, 32])
    assert.deepEqual(first.values, new Int32Array(first.values.buffer, first.pointer, 5))
    assert.ok([...first.values, ...second.values].every((value) => value === 0))
  })
})

describe("blocks of a matrix", () => {
  const arena = createArena(createMemory(), 0)
  /** Entry (i, j) is 10 i + j. */
  const numbered = (rows: number, columns: number, precision: "f32" | "f64" = "f64"): Matrix => {
    const matrix = arena.matrix(rows, columns, precision)
    matrix.values.set(Array.from({ length: rows * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns)))
    return matrix
  }
  /** What a block shows, read through the memory. */
  const read = (matrix: Matrix, { pointer, rows, columns, stride }: Block) => {
    const bytes = matrix.precision === "f32" ? 4 : 8
    const first = (pointer - matrix.pointer) / bytes
    return Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => matrix.values[first + i * stride + j]),
    )
  }

  it("are its entries where they lie, in both precisions", () => {
    for (const precision of ["f32", "f64"] as const) {
      const matrix = numbered(4, 5, precision)
      assert.deepEqual(read(matrix, block(matrix, 1, 2, 2, 3)), [
        [12, 13, 14],
        [22, 23, 24],
      ])
      assert.deepEqual(read(matrix, block(matrix, 0, 0, 4, 5)), read(matrix, matrix))
      assert.deepEqual(read(matrix, block(matrix, 4, 0, 0, 5)), [])
    }
  })

  it("are rows, and equal groups of rows as time steps", () => {
    const matrix = numbered(6, 2)
    assert.deepEqual(read(matrix, rowsOf(matrix, 2, 4)), [
      [20, 21],
      [30, 31],
    ])
    assert.deepEqual(rowsOf(matrix, 3, 3).rows, 0)
    const each = steps(matrix, 2)
    assert.deepEqual(each, [rowsOf(matrix, 0, 2), rowsOf(matrix, 2, 4), rowsOf(matrix, 4, 6)])
  })

  it("are parts of a flat vector read as matrices", () => {
    const vector = numbered(1, 9)
    assert.deepEqual(read(vector, reshaped(vector, { first: 2, rows: 2, columns: 3 })), [
      [2, 3, 4],
      [5, 6, 7],
    ])
    assert.throws(() => reshaped(vector, { first: 4, rows: 2, columns: 3 }), /leaves its matrix of 1 x 9/)
  })

  it("never leave their matrix", () => {
    const matrix = numbered(4, 5)
    const places = [
      [3, 0, 2, 5],
      [0, 3, 1, 3],
      [-1, 0, 1, 1],
      [0, -1, 1, 1],
      [2, 0, -1, 5],
      [0, 2, 4, -1],
      [Number.NaN, 0, 1, 1],
    ] as const
    for (const [row, column, rows, columns] of places)
      assert.throws(() => block(matrix, row, column, rows, columns), {
        name: "RangeError",
        message: `a block of ${rows} x ${columns} at (${row}, ${column}) leaves its matrix of 4 x 5`,
      })
    assert.throws(() => rowsOf(matrix, 2, 1), /a block of -1 x 5/)
    assert.throws(() => steps(matrix, 3), /4 rows are no whole number of steps of 3 rows/)
  })

  it("of a square matrix: its diagonal is cleared alone", () => {
    const matrix = numbered(3, 3)
    clearDiagonal(matrix)
    assert.deepEqual([...matrix.values], [0, 1, 2, 10, 0, 12, 20, 21, 0])
  })
})

describe("what stands on the arena", () => {
  it("gives back all it took: an objective when it is disposed of, a pass and its rule when their scope ends", () => {
    const engine = borrowEngine()
    const { network, trials, parameters } = rateProblem(key(1))
    const before = engine.arena.matrix(3, 3, "f64")
    const { used } = engine.arena
    for (const precision of ["f32", "f64"] as const) {
      const objective = rateObjective(engine, network, trials, { parameters, precision })
      assert.ok(engine.arena.used > used)
      const held = engine.arena.used
      objective.at(parameters).hessianVector(parameters)
      assert.equal(engine.arena.used, held)
      objective.dispose()
      assert.equal(engine.arena.used, used)
      for (const rule of [recurrentRules.mdgl(), recurrentRules.threeFactor()])
        runRule(rule, { network, trials, parameters }, { engine })
      assert.equal(engine.arena.used, used)
    }
    assert.ok(before.values.every((value) => value === 0))
    returnEngine(engine)
  })

  it("takes nothing where it refuses", () => {
    const engine = borrowEngine()
    const { network, trials, parameters } = rateProblem(key(1))
    const wrong = { ...trials, target: { kind: "values", values: new Float64Array(3) } } as const
    assert.throws(() => rateObjective(engine, network, wrong, { parameters }), /got 3 values/)
    assert.equal(engine.arena.used, 0)
    returnEngine(engine)
  })
})
