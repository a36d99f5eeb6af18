// Closed-form checks of the link between curvature and the stability of gradient descent: Liu et al. 2022, arXiv 2206.00823.
import assert from "node:assert/strict"
import { leadingEigenvalues } from "../../../lib/analysis/leading-eigenvalues.ts"
import type { Objective } from "../../../lib/numerics/objective.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { hyperbola, quadratic } from "../../support/toy-objectives.ts"

/** Plain gradient descent: `rate` is that of a rule whose update is `scale` times the gradient. */
function descend(objective: Objective, start: readonly number[], rate: number, scale: number, steps: number) {
  let point = Float64Array.from(start)
  for (let step = 0; step < steps; step++) {
    const gradient = objective.at(point).gradient()
    point = point.map((value, i) => value - rate * scale * gradient[i]!)
  }
  return point
}

async function sharpness(objective: Objective, point: Float64Array): Promise<number> {
  const { value } = await leadingEigenvalues(objective, point, { key: key(1), tolerance: 1e-9 })
  return value.largest[0]!.eigenvalue
}

describe("gradient descent on a quadratic with curvatures 10, 1 and 0.1", () => {
  const objective = quadratic([10, 1, 0.1])

  for (const scale of [1, 0.3]) {
    it(`is stable just below a rate of 2 over the leading eigenvalue, and not just above, with ${scale} of the gradient`, async () => {
      const edge = 2 / ((await sharpness(objective, Float64Array.of(1, 1, 1))) * scale)
      assert.ok(Math.abs(edge - 2 / (10 * scale)) < 1e-9)
      const below = descend(objective, [1, 1, 1], 0.95 * edge, scale, 400)
      assert.ok(Math.abs(Math.abs(below[0]!) / 5.0e-19 - 1) < 0.02, `${below[0]}`)
      assert.ok(Math.abs(Math.max(...below.map(Math.abs)) / 4.65e-4 - 1) < 0.005, `${below}`)
      const above = descend(objective, [1, 1, 1], 1.05 * edge, scale, 400)
      assert.ok(Math.abs(Math.abs(above[0]!) / 3.6e16 - 1) < 0.02, `${above[0]}`)
    })
  }
})

describe("gradient descent on the hyperbola (x y - 1)^2 / 2", () => {
  const starts = [3, 5, 6, 7, 8]
  /** x^2 + y^2 after 20,000 steps from (1 / y0 + 0.01, y0), null where descent diverges; one row a rate. */
  const ends: readonly (readonly [rate: number, ends: readonly (number | null)[]])[] = [
    [0.1, [9.1, 12.83, 12.4, null, null]],
    [0.05, [9.1, 25.04, 36.02, 27.53, 2.52]],
    [0.025, [9.1, 25.04, 36.02, 49.02, 64.01]],
  ]

  for (const [rate, expected] of ends) {
    it(`with a rate of ${rate} stays at minima flatter than ${2 / rate}, and is thrown off sharper ones`, async () => {
      for (const [index, y] of starts.entries()) {
        const end = descend(hyperbola, [1 / y + 0.01, y], rate, 1, 20_000)
        const curvature = end[0]! ** 2 + end[1]! ** 2
        if (expected[index] === null) {
          assert.ok(!Number.isFinite(curvature), `${curvature}`)
          continue
        }
        assert.ok(Math.abs(curvature - expected[index]!) < 0.006, `${curvature} from ${y}, not ${expected[index]}`)
        assert.ok(Math.abs((await sharpness(hyperbola, end)) - curvature) < 1e-6)
        assert.ok(curvature < 2 / rate)
      }
    })
  }

  it("depends on nothing but the product of rate and scale", () => {
    const whole = descend(hyperbola, [1 / 7 + 0.01, 7], 0.05, 1, 2000)
    assert.deepEqual(descend(hyperbola, [1 / 7 + 0.01, 7], 0.1, 0.5, 2000), whole)
  })
})
