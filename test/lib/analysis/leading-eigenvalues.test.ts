import assert from "node:assert/strict"
import type { ColumnTable } from "arquero"
import { type LeadingEigenvaluesOptions, leadingEigenvalues } from "../../../lib/analysis/leading-eigenvalues.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import type { ObjectivePoint } from "../../../lib/numerics/objective.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { symmetricEigen } from "../../../lib/numerics/symmetric-eigen.ts"
import { rateObjective } from "../../../lib/rules/rate-objective.ts"
import { rateForms, rateProblem } from "../../support/rate-problems.ts"
import { withNetwork } from "../../support/small-network-objective.ts"
import { withStopCounter } from "../../support/stop-counter.ts"
import { dot } from "../../support/symmetric-matrices.ts"
import { hyperbola, quadratic, toyObjective } from "../../support/toy-objectives.ts"

/** The Hessian, row by row, from one product for each parameter. */
function hessian(point: ObjectivePoint, size: number): Float64Array {
  const unit = (i: number) => new Float64Array(size).with(i, 1)
  return Float64Array.from(Array.from({ length: size }, (_, i) => [...point.hessianVector(unit(i))]).flat())
}

/** Rayleigh quotient after some rounds of v = H v / |H v|: the eigenvalue of greatest magnitude. */
function powerIteration(point: ObjectivePoint, size: number, rounds: number): number {
  let v = normal(key(31), size)
  let quotient = 0
  for (let round = 0; round < rounds; round++) {
    const product = Float64Array.from(point.hessianVector(v))
    quotient = dot(v, product) / dot(v, v)
    const length = Math.sqrt(dot(product, product))
    v = product.map((value) => value / length)
  }
  return quotient
}

const column = (table: ColumnTable, name: string) => Array.from(table.array(name))
const first = ({ eigenvalue }: { readonly eigenvalue: number }) => eigenvalue

for (const { title, ...options } of rateForms) {
  describe(`the leading eigenvalues of a rate network: ${title}`, () => {
    const size = 144

    it("are those of a dense eigen-solve: within 1e-3 by default, and to 6 decimals with 30 products", async () => {
      await withNetwork(options, async (objective, point) => {
        const dense = symmetricEigen(hessian(objective.at(point), size)).values
        const [top, bottom] = [dense.at(-1)!, dense[0]!]
        const quick = await leadingEigenvalues(objective, point, { key: key(1) })
        assert.equal(quick.status, "converged", quick.message)
        assert.ok(quick.info.products < 30, quick.message)
        assert.ok(Math.abs(quick.value.largest[0]!.eigenvalue / top - 1) < 1e-3)
        const thirty = { key: key(1), smallest: 1, maximumProducts: 30, tolerance: 1e-14 }
        const { largest, smallest } = (await leadingEigenvalues(objective, point, thirty)).value
        assert.ok(Math.abs(largest[0]!.eigenvalue - top) < 5e-7, `${largest[0]!.eigenvalue} is not ${top}`)
        assert.ok(Math.abs(smallest[0]!.eigenvalue - bottom) < 5e-7, `${smallest[0]!.eigenvalue} is not ${bottom}`)
      })
    })

    it("are those of a symmetric matrix, to the last bits", async () => {
      await withNetwork(options, async (objective, point) => {
        const matrix = hessian(objective.at(point), size)
        const apart = matrix.map((entry, i) => entry - matrix[(i % size) * size + Math.floor(i / size)]!)
        // Each entry is a sum of some hundred products: a few times 2^-53 of the largest of them.
        const share = Math.sqrt(dot(apart, apart) / dot(matrix, matrix))
        assert.ok(share < 5e-16, `${share}`)
      })
    })

    it("hold the one that power iteration finds, the greatest in magnitude", async () => {
      await withNetwork(options, async (objective, point) => {
        const { value } = await leadingEigenvalues(objective, point, { key: key(1), smallest: 1, tolerance: 1e-8 })
        const ends = [value.largest[0]!.eigenvalue, value.smallest[0]!.eigenvalue]
        const greatest = ends.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one))
        const found = powerIteration(objective.at(point), size, 2000)
        assert.ok(Math.abs(found / greatest - 1) < 1e-6, `${found} is not ${greatest}`)
      })
    })
  })
}

describe("the leading eigenvalues of a Hessian", () => {
  it("rise by exactly the weight decay, all of them", async () => {
    const spectrum = async (weightDecay: number) => {
      let values: readonly number[] = []
      await withNetwork(
        {},
        async (objective, point) => {
          const options = { key: key(2), count: 4, smallest: 4, tolerance: 1e-10 }
          const { largest, smallest } = (await leadingEigenvalues(objective, point, options)).value
          values = [...largest, ...smallest].map(first)
        },
        { weightDecay },
      )
      return values
    }
    const [plain, decayed] = [await spectrum(0), await spectrum(0.25)]
    for (const [i, value] of decayed.entries()) assert.ok(Math.abs(value - plain[i]! - 0.25) < 1e-12)
  })

  it("come with directions in which the Hessian stretches by as much, and with a table of both ends", async () => {
    const options = { key: key(3), count: 2, smallest: 1, tolerance: 1e-10 }
    const { value, table } = await leadingEigenvalues(quadratic([4, -3, 9, 1]), [1, 1, 1, 1], options)
    assert.deepEqual(value.largest.map(first).map(Math.round), [9, 4])
    for (const [{ eigenvector }, along] of [[value.largest[0]!, 2] as const, [value.smallest[0]!, 1] as const])
      for (const [i, entry] of eigenvector.entries()) assert.ok(Math.abs(entry - (i === along ? 1 : 0)) < 1e-9)
    assert.deepEqual(column(table, "end"), ["largest", "largest", "smallest"])
    assert.deepEqual(column(table, "rank"), [1, 2, 1])
    assert.deepEqual(column(table, "eigenvalue"), [...value.largest, ...value.smallest].map(first))
    for (const name of ["residualBound", "errorEstimate"])
      assert.ok(column(table, name).every((bound) => Number(bound) <= 9e-10))
  })

  it("in f32 and mode fast are those in f64, far within 1e-3, and say what they were made with", async () => {
    const { network, trials, parameters } = rateProblem(key(30), { units: 24, trialCount: 8 })
    const engine = borrowEngine("fast")
    const fast = await leadingEigenvalues(rateObjective(engine, network, trials, { parameters }), parameters, {
      key: key(4),
    })
    returnEngine(engine)
    const exact = borrowEngine()
    const objective = rateObjective(exact, network, trials, { parameters, precision: "f64" })
    const slow = await leadingEigenvalues(objective, parameters, { key: key(4), tolerance: 1e-8 })
    returnEngine(exact)
    const ratio = fast.value.largest[0]!.eigenvalue / slow.value.largest[0]!.eigenvalue
    assert.ok(Math.abs(ratio - 1) < 1e-5, `${ratio}`)
    const { mode, precision, options } = fast.provenance
    assert.deepEqual(
      [mode, precision, slow.provenance.mode, slow.provenance.precision],
      ["fast", "f32", "exact", "f64"],
    )
    assert.deepEqual(options, { count: 1, smallest: 0, tolerance: 1e-5, maximumProducts: 200 })
    assert.deepEqual(fast.provenance.key, key(4).words)
    assert.ok(fast.info.asymmetry > slow.info.asymmetry)
  })

  it("have the same bits for the same key", async () => {
    await withNetwork({}, async (objective, point) => {
      const once = await leadingEigenvalues(objective, point, { key: key(5) })
      const again = await leadingEigenvalues(objective, point, { key: key(5) })
      assert.deepEqual(again.value, once.value)
      assert.deepEqual(again.info, once.info)
    })
  })

  it("are not found where the loss is not finite, and a sentence says so", async () => {
    const broken = toyObjective({
      parameterCount: 3,
      loss: () => Number.NaN,
      gradient: () => new Float64Array(3).fill(Number.NaN),
      hessianVector: () => new Float64Array(3).fill(Number.NaN),
    })
    const { status, message, value } = await leadingEigenvalues(broken, [1, 2, 3], { key: key(6) })
    assert.deepEqual([status, value.largest], ["failed", []])
    assert.match(message, /^Product 1 is not finite/)
  })

  it("refuse unknown options, a missing key and impossible values, quoting them", async () => {
    const ask = (options: object) => leadingEigenvalues(hyperbola, [1, 1], options as LeadingEigenvaluesOptions)
    await assert.rejects(ask({ key: key(1), k: 3 }), /no option "k"; its options are key, count, smallest, tolerance/)
    await assert.rejects(ask({}), /leadingEigenvalues needs a random key, such as \{ key: key\(7\) \}/)
    await assert.rejects(ask({ key: key(1), count: 3 }), /count must be an integer from 1 to 2, got 3/)
    await assert.rejects(ask({ key: key(1), count: 0 }), /count must be an integer from 1 to 2, got 0/)
    await assert.rejects(ask({ key: key(1), count: 2, smallest: 1 }), /count must be an integer from 0 to 1, got 2/)
    await assert.rejects(ask({ key: key(1), tolerance: 0 }), /tolerance must be a finite number above 0, got 0/)
    await assert.rejects(ask({ key: key(1), maximumProducts: 0.5 }), /maximumProducts must be an integer .* got 0.5/)
    await withNetwork({}, async (objective) => {
      await assert.rejects(leadingEigenvalues(objective, [1], { key: key(1) }), /expected 144 numbers, got 1/)
    })
  })

  describe("that are asked to stop", () => {
    it("are the best so far, and the next are as if nothing had been", async () => {
      await withStopCounter(async (stop) => {
        const heard: Progress[] = []
        const onProgress = (progress: Progress) => {
          heard.push(progress)
          stop()
        }
        await withNetwork({}, async (objective, point) => {
          const whole = await leadingEigenvalues(objective, point, { key: key(7) })
          const stopped = await leadingEigenvalues(objective, point, { key: key(7), onProgress })
          assert.equal(stopped.status, "stopped")
          assert.match(stopped.message, /^Stopped on request after 1 product: /)
          assert.equal(stopped.info.products, 1)
          assert.equal(stopped.value.largest.length, 1)
          assert.deepEqual(heard[0], { label: "Leading eigenvalues", done: 1, total: 200, detail: "product 1" })
          assert.deepEqual((await leadingEigenvalues(objective, point, { key: key(7) })).value, whole.value)
        })
      })
    })
  })
})
