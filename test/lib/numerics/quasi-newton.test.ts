import assert from "node:assert/strict"
import { type Climb, type ClimbOptions, climb, type Slope } from "../../../lib/numerics/quasi-newton.ts"

const free: ClimbOptions = {
  lower: new Float64Array(2).fill(Number.NEGATIVE_INFINITY),
  upper: new Float64Array(2).fill(Number.POSITIVE_INFINITY),
  tolerance: 1e-8,
  maximumSteps: 500,
}

function run(of: (point: Float64Array) => Slope | null, start: readonly number[], options: ClimbOptions): Climb {
  const steps = climb(Float64Array.from(start), options)
  let asked = steps.next()
  while (!asked.done) asked = steps.next(of(asked.value))
  return asked.value
}

/** Minus Rosenbrock's valley, with its top at (1, 1). */
function valley([x, y]: Float64Array): Slope {
  const [across, along] = [y! - x! * x!, 1 - x!]
  const gradient = Float64Array.of(400 * x! * across + 2 * along, -200 * across)
  return { value: -100 * across * across - along * along, gradient }
}

/** A paraboloid with its top at (2, -3). */
function hill([x, y]: Float64Array): Slope {
  const [a, b] = [x! - 2, y! + 3]
  return { value: -a * a - 10 * b * b - a * b, gradient: Float64Array.of(-2 * a - b, -20 * b - a) }
}

describe("a quasi-Newton climb", () => {
  it("finds the top of a bent valley", () => {
    const { point, status } = run(valley, [-1.2, 1], free)
    assert.equal(status, "converged")
    assert.ok(Math.abs(point[0]! - 1) < 1e-6 && Math.abs(point[1]! - 1) < 1e-6, String(point))
  })

  it("stays within bounds, says which hold it, and finds the best point on them", () => {
    const { point, status, pinned } = run(hill, [0, 0], { ...free, lower: Float64Array.of(-5, -1) })
    assert.equal(status, "converged")
    assert.deepEqual(pinned, [1])
    assert.equal(point[1], -1)
    // Where the slope in x, -2 (x - 2) - 2, is 0.
    assert.ok(Math.abs(point[0]! - 1) < 1e-7, String(point))
  })

  it("backs away from where the function is not defined", () => {
    const wall = (point: Float64Array): Slope =>
      point[0]! > 2.5 ? { value: Number.NaN, gradient: new Float64Array(2) } : hill(point)
    const { point, status } = run(wall, [-40, 30], free)
    assert.equal(status, "converged")
    assert.ok(Math.abs(point[0]! - 2) < 1e-6)
  })

  it("ends at once where it is told to stop, at the best point so far", () => {
    let told = 0
    const { status, slope } = run((point) => (told++ < 3 ? hill(point) : null), [0, 0], free)
    assert.equal(status, "stopped")
    assert.ok(slope!.value >= hill(Float64Array.of(0, 0)).value)
  })

  it("fails where the function is not defined at its start, or steps run out", () => {
    assert.equal(run(() => ({ value: Number.NaN, gradient: new Float64Array(2) }), [0, 0], free).status, "failed")
    assert.equal(run(valley, [-1.2, 1], { ...free, maximumSteps: 3 }).status, "failed")
  })
})
