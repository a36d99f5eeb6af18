import assert from "node:assert/strict"
import { type HessianTraceOptions, hessianTrace } from "../../../lib/analysis/hessian-trace.ts"
import type { Objective } from "../../../lib/numerics/objective.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { denseHessian } from "../../support/dense-hessian.ts"
import { rateForms } from "../../support/rate-problems.ts"
import { withNetwork } from "../../support/small-network-objective.ts"
import { withStopCounter } from "../../support/stop-counter.ts"
import { symmetricMatrix, times } from "../../support/symmetric-matrices.ts"
import { hyperbola, quadratic, toyObjective } from "../../support/toy-objectives.ts"

function denseTrace(objective: Objective, point: Float64Array): number {
  const matrix = denseHessian(objective, point)
  let trace = 0
  for (let i = 0; i < objective.parameterCount; i++) trace += matrix[i * (objective.parameterCount + 1)]!
  return trace
}

/** The objective whose Hessian is a matrix. */
function withHessian(matrix: Float64Array): Objective {
  const along = (w: ArrayLike<number>) => times(matrix, w)
  return toyObjective({
    parameterCount: Math.sqrt(matrix.length),
    loss: () => 0,
    gradient: along,
    hessianVector: (_, direction) => along(direction),
  })
}

for (const { title, ...form } of rateForms)
  describe(`the trace of the Hessian of a rate network: ${title}`, () => {
    it("is the dense one within its standard error, with leading directions and without", async () => {
      await withNetwork(form, async (objective, point) => {
        const truth = denseTrace(objective, point)
        for (const directions of [0, 12]) {
          const options = { key: key(1), probes: 60, directions }
          const { value, status, message, info } = await hessianTrace(objective, point, options)
          assert.equal(status, "converged", message)
          assert.deepEqual([value.probes, info.products], [60, 60 + 2 * directions])
          // Once in some 10,000 does a mean of 60 lie four of its standard errors off.
          assert.ok(Math.abs(value.trace - truth) < 4 * value.standardError, `${value.trace} is not ${truth}`)
          assert.ok(value.standardError > 0)
        }
      })
    })
  })

describe("the trace of a Hessian", () => {
  it("of a diagonal one is exact with a single probe, as signs have squares of 1", async () => {
    const { value, info, table } = await hessianTrace(quadratic([7, -2, 0.5, 3]), [1, 1, 1, 1], {
      key: key(2),
      probes: 2,
    })
    assert.deepEqual(value, { trace: 8.5, standardError: 0, computed: 0, probes: 2 })
    assert.deepEqual(info, { loss: 4.25, products: 2 })
    assert.deepEqual(table.objects(), [
      { probe: 0, estimate: 8.5 },
      { probe: 1, estimate: 8.5 },
    ])
  })

  it("is computed to the last bits along as many directions as the Hessian has", async () => {
    const eigenvalues = [30, -12, 5, ...new Array<number>(27).fill(0)]
    const objective = withHessian(symmetricMatrix(key(3), eigenvalues))
    for (const directions of [3, 8, 30]) {
      const { value } = await hessianTrace(objective, new Float64Array(30), { key: key(4), directions })
      assert.ok(Math.abs(value.trace - 23) < 1e-11, `${value.trace}`)
      assert.ok(Math.abs(value.computed - 23) < 1e-11 && value.standardError < 1e-11)
    }
    const nothing = await hessianTrace(quadratic([0, 0]), [1, 1], { key: key(4), directions: 2 })
    assert.deepEqual(nothing.value, { trace: 0, standardError: 0, computed: 0, probes: 32 })
  })

  it("has an honest standard error, and a far smaller one for as many products where a few eigenvalues stand out", async () => {
    const eigenvalues = [100, 60, 40, ...Array.from({ length: 37 }, (_, i) => i / 37)]
    const objective = withHessian(symmetricMatrix(key(5), eigenvalues))
    const truth = eigenvalues.reduce((sum, value) => sum + value, 0)
    const errors: Record<"plain" | "leading", number[]> = { plain: [], leading: [] }
    const shares: number[] = []
    for (let i = 0; i < 100; i++)
      for (const [name, options] of [
        ["plain", { probes: 30 }],
        ["leading", { probes: 10, directions: 10 }],
      ] as const) {
        const { value, info } = await hessianTrace(objective, new Float64Array(40), {
          key: foldIn(key(6), i),
          ...options,
        })
        assert.equal(info.products, 30)
        errors[name].push(value.trace - truth)
        if (name === "plain") shares.push((value.trace - truth) / value.standardError)
      }
    const spread = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
    // Student's t with 29 degrees of freedom has a deviation of 1.04; 100 draws know it to some 7 %.
    assert.ok(spread(shares) > 0.75 && spread(shares) < 1.35, `${spread(shares)}`)
    assert.ok(spread(errors.leading) < 0.1 * spread(errors.plain), `${spread(errors.leading)} ${spread(errors.plain)}`)
  })

  it("has the same bits for the same key, and says what it was made with", async () => {
    await withNetwork({}, async (objective, point) => {
      const ask = (probes: number) => hessianTrace(objective, point, { key: key(7), probes, directions: 3 })
      const [once, again, more] = [await ask(4), await ask(4), await ask(5)]
      assert.deepEqual(again.value, once.value)
      assert.deepEqual(Array.from(more.table.array("estimate")).slice(0, 4), Array.from(once.table.array("estimate")))
      const { mode, precision, options } = once.provenance
      assert.deepEqual([mode, precision, once.provenance.key], ["exact", "f64", key(7).words])
      assert.deepEqual(options, { probes: 4, directions: 3 })
      assert.match(once.message, /^4 probes: -?\d.* with a standard error of \d/)
    })
  })

  it("is not found where the loss is not finite, and a sentence says so", async () => {
    const nowhere = () => new Float64Array(3).fill(Number.NaN)
    const broken = toyObjective({
      parameterCount: 3,
      loss: () => Number.NaN,
      gradient: nowhere,
      hessianVector: nowhere,
    })
    for (const directions of [0, 2]) {
      const { status, message, value } = await hessianTrace(broken, [1, 2, 3], { key: key(8), directions })
      assert.deepEqual([status, value.probes, value.trace], ["failed", 0, Number.NaN])
      assert.equal(message, "Product 1 is not finite: the Hessian has no trace here.")
    }
  })

  it("refuses unknown options, a missing key and impossible values, quoting them", async () => {
    const ask = (options: object) => hessianTrace(hyperbola, [1, 1], options as HessianTraceOptions)
    await assert.rejects(
      ask({ key: key(1), samples: 3 }),
      /no option "samples"; its options are key, probes, directions/,
    )
    await assert.rejects(ask({}), /hessianTrace needs a random key, such as \{ key: key\(7\) \}/)
    await assert.rejects(ask({ key: key(1), probes: 1 }), /probes must be an integer of at least 2, got 1/)
    await assert.rejects(ask({ key: key(1), directions: 3 }), /directions must be an integer from 0 to 2, got 3/)
    await withNetwork({}, async (objective) => {
      await assert.rejects(hessianTrace(objective, [1], { key: key(1) }), /expected 144 numbers, got 1/)
    })
  })

  describe("that is asked to stop", () => {
    it("is that of the probes so far, or none", async () => {
      await withStopCounter(async (stop) => {
        const heard: Progress[] = []
        const onProgress = (progress: Progress) => {
          heard.push(progress)
          stop()
        }
        const plain = await hessianTrace(quadratic([1, 2]), [1, 1], { key: key(9), onProgress })
        assert.deepEqual([plain.status, plain.value.trace, plain.value.probes], ["stopped", 3, 1])
        assert.match(plain.message, /^Stopped on request after 1 probe: 3.000/)
        assert.deepEqual(heard[0], { label: "Hessian trace", done: 1, total: 32, detail: "product 1" })
        const none = await hessianTrace(quadratic([1, 2]), [1, 1], { key: key(9), directions: 1, onProgress })
        assert.deepEqual([none.status, none.value.probes], ["stopped", 0])
        assert.equal(none.message, "Stopped on request before the first probe.")
      })
    })
  })
})
