import assert from "node:assert/strict"
import fc from "fast-check"
import { cholesky, choleskyInverseDiagonal, choleskySolve } from "../../../lib/numerics/cholesky.ts"
import { type Evaluation, maximise, maximiseNow } from "../../../lib/numerics/maximise.ts"

const free = { lower: new Float64Array(2).fill(-Infinity), upper: new Float64Array(2).fill(Infinity) }

/** Minus Rosenbrock's valley in a metric that says little about its curvature: top at (1, 1). */
function banana([x, y]: Float64Array): Evaluation {
  const gap = y! - x! * x!
  return {
    value: -((1 - x!) ** 2) - 100 * gap * gap,
    gradient: Float64Array.of(2 * (1 - x!) + 400 * x! * gap, -200 * gap),
    information: Float64Array.of(2 + 800 * x! * x!, -400 * x!, -400 * x!, 200),
  }
}

describe("maximise", () => {
  it("reaches the top of a curved valley from several starts", () => {
    for (const start of [
      [-1.2, 1],
      [3, -2],
      [0, 0],
    ]) {
      const end = maximiseNow(banana, Float64Array.from(start), { ...free, tolerance: 1e-14 })
      assert.equal(end.status, "converged")
      for (const value of end.parameters) assert.ok(Math.abs(value - 1) < 1e-6, `${end.parameters}`)
    }
  })

  it("stops at a bound, names the pinned parameter and keeps the rest at its best", () => {
    const bounds = { lower: Float64Array.of(1.5, -Infinity), upper: free.upper }
    const end = maximiseNow(banana, Float64Array.of(3, 0), bounds)
    assert.equal(end.status, "converged")
    assert.deepEqual(end.pinned, [0])
    assert.equal(end.parameters[0], 1.5)
    assert.ok(Math.abs(end.parameters[1]! - 2.25) < 1e-6)
  })

  it("hands back the best point so far when told to stop", () => {
    const search = maximise(Float64Array.of(-1.2, 1), free)
    let asked = search.next()
    for (let told = 0; told < 4 && !asked.done; told += 1) asked = search.next(banana(asked.value))
    assert.equal(asked.done, false)
    const end = search.next(null)
    assert.ok(end.done)
    assert.equal(end.value.status, "stopped")
    assert.ok(end.value.evaluation!.value >= banana(Float64Array.of(-1.2, 1)).value)
  })

  it("says failed, with the best found, when the steps run out or the start is not finite", () => {
    const short = maximiseNow(banana, Float64Array.of(-1.2, 1), { ...free, maximumSteps: 2 })
    assert.equal(short.status, "failed")
    assert.ok(short.evaluation!.value > banana(Float64Array.of(-1.2, 1)).value)
    const nowhere = maximiseNow(
      () => ({ ...banana(Float64Array.of(0, 0)), value: Number.NaN }),
      Float64Array.of(0, 0),
      free,
    )
    assert.equal(nowhere.status, "failed")
  })
})

describe("cholesky", () => {
  it("solves and inverts symmetric positive definite systems, and refuses others", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }),
        (entries) => {
          const matrix = new Float64Array(9)
          for (let i = 0; i < 3; i += 1)
            for (let j = 0; j < 3; j += 1)
              for (let k = 0; k < 3; k += 1)
                matrix[3 * i + j]! += entries[3 * i + k]! * entries[3 * j + k]! + (i === j ? 0.1 : 0)
          const factor = cholesky(matrix, 3)!
          const x = choleskySolve(factor, 3, Float64Array.from(entries.slice(9)))
          for (let i = 0; i < 3; i += 1) {
            const sum = [0, 1, 2].reduce((total, j) => total + matrix[3 * i + j]! * x[j]!, 0)
            assert.ok(Math.abs(sum - entries[9 + i]!) < 1e-9)
          }
          const unit = choleskySolve(factor, 3, Float64Array.of(0, 1, 0))
          assert.ok(Math.abs(choleskyInverseDiagonal(factor, 3)[1]! - unit[1]!) < 1e-12)
        },
      ),
    )
    assert.equal(cholesky(Float64Array.of(1, 2, 2, 1), 2), null)
  })
})
