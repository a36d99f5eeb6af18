import assert from "node:assert/strict"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { rateBlocks } from "../../../lib/networks/rate-network.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import type { Objective } from "../../../lib/numerics/objective.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { type RateObjectiveOptions, rateObjective } from "../../../lib/rules/rate-objective.ts"
import { type RateProblemOptions, rateForms, rateProblem } from "../../support/rate-problems.ts"

const seed = key(20)

/** Runs `check` on the objective of a random problem, at its own parameters. */
function withObjective(
  options: RateProblemOptions,
  check: (objective: Objective, point: Float64Array) => void,
  more: Partial<RateObjectiveOptions> = {},
): void {
  const { network, trials, parameters } = rateProblem(seed, options)
  const engine = borrowEngine()
  try {
    const objective = rateObjective(engine, network, trials, { parameters, precision: "f64", ...more })
    const blocks = (more.trained ?? rateBlocks).map((name) => network.layout[name])
    const point = blocks.flatMap(({ first, rows, columns }) => [...parameters.subarray(first, first + rows * columns)])
    check(objective, Float64Array.from(point))
    objective.dispose()
    assert.equal(engine.arena.used, 0)
  } finally {
    returnEngine(engine)
  }
}

const norm = (x: ArrayLike<number>) => Math.hypot(...Array.from(x))
const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => norm(Array.from(a, (value, i) => value - b[i]!))
const along = (point: Float64Array, step: number, direction: ArrayLike<number>) =>
  point.map((value, i) => value + step * direction[i]!)
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0)

/** The slope at 0 of a function of a step, from its values at one and two steps to both sides. */
function slope(of: (step: number) => Float64Array): Float64Array {
  const h = 1e-4
  const [above, below, farAbove, farBelow] = [h, -h, 2 * h, -2 * h].map(of)
  return above!.map((value, i) => (8 * (value - below![i]!) - (farAbove![i]! - farBelow![i]!)) / (12 * h))
}

for (const { title, ...options } of rateForms) {
  describe(`the objective of a rate network: ${title}`, () => {
    // The error of a four-point difference is about h^4 |L^(5)| + 2^-53 |L| / h, least near h = 1e-4: a few 1e-12 of a loss near 1.
    it("has the gradient of differences in f64", () => {
      withObjective(options, (objective, point) => {
        const gradient = objective.at(point).gradient()
        const numeric = point.map(
          (_, i) => slope((step) => Float64Array.of(objective.at(point.with(i, point[i]! + step)).loss))[0]!,
        )
        const error = difference(gradient, numeric) / norm(gradient)
        assert.ok(error < 1e-9, `relative error ${error}`)
      })
    })

    it("has Hessian-vector products that are differences of gradients, in all blocks and in each alone", () => {
      for (const trained of [rateBlocks, ["recurrent"], ["input"], ["readout", "bias"]] as const) {
        withObjective(
          options,
          (objective, point) => {
            const v = normal(foldIn(seed, 1), point.length)
            const product = objective.at(point).hessianVector(v)
            const numeric = slope((step) => Float64Array.from(objective.at(along(point, step, v)).gradient()))
            const error = difference(product, numeric) / norm(product)
            assert.ok(error < 1e-10, `${trained}: relative error ${error}`)
          },
          { trained },
        )
      }
    })

    it("has a symmetric Hessian", () => {
      withObjective(options, (objective, point) => {
        const here = objective.at(point)
        const [u, v] = [2, 3].map((i) => normal(foldIn(seed, i), point.length))
        const [left, right] = [dot(u!, here.hessianVector(v!)), dot(v!, here.hessianVector(u!))]
        assert.ok(Math.abs(left - right) < 1e-12 * norm(u!) * norm(here.hessianVector(v!)), `${left} and ${right}`)
      })
    })

    it("computes in f32 what it computes in f64, to single precision", () => {
      const results = (["f32", "f64"] as const).map((precision) => {
        let result: readonly ArrayLike<number>[] = []
        withObjective(
          options,
          (objective, point) => {
            const here = objective.at(point)
            result = [here.gradient(), here.hessianVector(normal(foldIn(seed, 4), point.length))]
          },
          { precision },
        )
        return result
      })
      for (const i of [0, 1]) assert.ok(difference(results[0]![i]!, results[1]![i]!) < 2e-5 * norm(results[1]![i]!))
    })
  })
}

describe("the objective of a rate network", () => {
  it("has every eigenvalue of the Hessian of its weights raised by the weight decay", () => {
    const product = (weightDecay: number) => {
      let result: ArrayLike<number> = []
      const trained = ["recurrent", "input", "readout"] as const
      withObjective({}, (objective, point) => (result = objective.at(point).hessianVector(point)), {
        trained,
        weightDecay,
      })
      return result
    }
    const [plain, decayed] = [product(0), product(0.25)]
    withObjective(
      {},
      (_, point) => {
        for (const [i, value] of Array.from(decayed).entries())
          assert.ok(Math.abs(value - plain[i]! - 0.25 * point[i]!) < 1e-14)
      },
      { trained: ["recurrent", "input", "readout"] },
    )
  })

  it("refuses products at a point it has left", () => {
    withObjective({}, (objective, point) => {
      const first = objective.at(point)
      objective.at(point.map((value) => value / 2))
      assert.throws(() => first.hessianVector(point), /has moved on to another point/)
    })
  })

  it("refuses unknown options, wrong lengths and impossible values, quoting them", () => {
    const make = (more: object) => withObjective({}, () => {}, more)
    assert.throws(() => make({ l2: 1 }), /rateObjective has no option "l2"; its options are parameters, trained/)
    assert.throws(() => make({ weightDecay: -1 }), /weightDecay must be a finite number of at least 0, got -1/)
    assert.throws(() => make({ parameters: [1, 2] }), /expected 216 numbers, got 2/)
    withObjective({}, (objective) => assert.throws(() => objective.at([1]), /expected 216 numbers, got 1/))
  })
})
