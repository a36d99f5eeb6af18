import assert from "node:assert/strict"
import type { ColumnTable } from "arquero"
import { type SpectralDensityOptions, spectralDensity } from "../../../lib/analysis/spectral-density.ts"
import type { Objective } from "../../../lib/numerics/objective.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { symmetricEigen } from "../../../lib/numerics/symmetric-eigen.ts"
import { denseHessian } from "../../support/dense-hessian.ts"
import { rateForms } from "../../support/rate-problems.ts"
import { withNetwork } from "../../support/small-network-objective.ts"
import { withStopCounter } from "../../support/stop-counter.ts"
import { hyperbola, quadratic, toyObjective } from "../../support/toy-objectives.ts"

const column = (table: ColumnTable, name: string) => Float64Array.from(table.array(name) as ArrayLike<number>)
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)

/** The density of eigenvalues that are known, each a Gaussian. */
function plainDensity(at: number, eigenvalues: Float64Array, broadening: number): number {
  const peaks = eigenvalues.map((value) => Math.exp(-(((at - value) / broadening) ** 2) / 2))
  return sum(peaks) / eigenvalues.length / (broadening * Math.sqrt(2 * Math.PI))
}

for (const { title, ...form } of rateForms)
  describe(`the spectral density of a rate network: ${title}`, () => {
    it("is that of a dense eigen-solve, within its standard error", async () => {
      await withNetwork(form, async (objective, point) => {
        const { values } = symmetricEigen(denseHessian(objective, point))
        const options = { key: key(1), probes: 24, steps: 80 }
        const { value, table, status, message } = await spectralDensity(objective, point, options)
        assert.equal(status, "converged", message)
        assert.ok(Math.abs(Math.max(...value.nodes) / values.at(-1)! - 1) < 1e-6)
        assert.ok(Math.abs(Math.min(...value.nodes) / values[0]! - 1) < 1e-6)
        const [grid, density, errors] = ["eigenvalue", "density", "standardError"].map((name) => column(table, name))
        const truth = grid!.map((at) => plainDensity(at, values, value.broadening))
        // A normal estimate is within three of its standard errors, themselves of 24 probes, at all but 1 % of places.
        const far = density!.filter((one, i) => Math.abs(one - truth[i]!) > 3 * errors![i]! + 1e-3 * Math.max(...truth))
        assert.ok(far.length < 0.05 * grid!.length, `${far.length} of ${grid!.length}`)
        const distance = sum(density!.map((one, i) => Math.abs(one - truth[i]!))) * (grid![1]! - grid![0]!)
        assert.ok(distance < 0.15, `${distance}`)
      })
    })
  })

describe("the spectral density of a Hessian", () => {
  it("of a diagonal one, seen by signs, is exact: every eigenvalue with the same weight", async () => {
    const curvatures = [7, -2, 0.5, 3, 1]
    const { value, info } = await spectralDensity(quadratic(curvatures), [1, 1, 1, 1, 1], { key: key(2), probes: 3 })
    assert.deepEqual([value.probes, info.products, info.loss], [3, 15, 4.75])
    for (let probe = 0; probe < 3; probe++)
      for (const [i, expected] of curvatures.toSorted((a, b) => a - b).entries()) {
        assert.ok(Math.abs(value.nodes[5 * probe + i]! - expected) < 1e-12)
        assert.ok(Math.abs(value.weights[5 * probe + i]! - 1 / 15) < 1e-12)
      }
  })

  it("has weights that add up to 1 and a table whose density does, for both kinds of probes", async () => {
    await withNetwork({}, async (objective, point) => {
      const densities = []
      for (const distribution of ["rademacher", "normal"] as const) {
        const options = { key: key(3), probes: 5, steps: 20, distribution }
        const { value, table, provenance, info } = await spectralDensity(objective, point, options)
        assert.ok(Math.abs(sum(value.weights) - 1) < 1e-13)
        assert.ok(value.weights.every((weight) => weight >= 0))
        assert.deepEqual([value.nodes.length, value.weights.length, info.products], [100, 100, 100])
        assert.ok(info.asymmetry < 1e-14)
        const [grid, density] = [column(table, "eigenvalue"), column(table, "density")]
        // Four broadenings beyond the ends, of which 6e-5 are left at either.
        assert.ok(Math.abs(sum(density) * (grid[1]! - grid[0]!) - 1) < 1e-4)
        const range = Math.max(...value.nodes) - Math.min(...value.nodes)
        assert.ok(Math.abs(value.broadening / range - 0.01) < 1e-12)
        const { mode, precision, options: made } = provenance
        assert.deepEqual([mode, precision, provenance.key], ["exact", "f64", key(3).words])
        assert.deepEqual(made, { probes: 5, steps: 20, distribution, broadening: value.broadening })
        densities.push(value.nodes)
      }
      assert.notDeepEqual(densities[0], densities[1])
    })
  })

  it("takes any broadening that a table can hold", async () => {
    const spectrum = (broadening: number) =>
      spectralDensity(quadratic([0, 10]), [1, 1], { key: key(4), probes: 2, broadening })
    const wide = await spectrum(2)
    assert.equal(wide.value.broadening, 2)
    for (const [i, at] of column(wide.table, "eigenvalue").entries())
      assert.ok(Math.abs(column(wide.table, "density")[i]! - plainDensity(at, Float64Array.of(0, 10), 2)) < 1e-12)
    const narrow = await spectrum(1e-9)
    assert.ok(narrow.value.broadening > 1e-4 && narrow.table.numRows() <= 20_000)
    const flat = await spectralDensity(quadratic([3, 3, 3]), [1, 1, 1], { key: key(4) })
    assert.ok(flat.value.nodes.every((node) => Math.abs(node - 3) < 1e-14))
    assert.ok(Math.max(...column(flat.table, "density")) > 1e6)
  })

  it("has the same bits for the same key, and its first probes do not depend on their number", async () => {
    await withNetwork({}, async (objective, point) => {
      const ask = (probes: number) => spectralDensity(objective, point, { key: key(5), probes, steps: 9 })
      const [once, again, more] = [await ask(2), await ask(2), await ask(3)]
      assert.deepEqual(again.value, once.value)
      assert.deepEqual(more.value.nodes.subarray(0, 18), once.value.nodes)
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
    const { status, message, value, table } = await spectralDensity(broken, [1, 2, 3], { key: key(6) })
    assert.deepEqual([status, value.nodes.length, value.probes, table.numRows()], ["failed", 0, 0, 0])
    assert.equal(message, "Product 1 is not finite: the Hessian has no spectrum here.")
  })

  it("refuses unknown options, a missing key and impossible values, quoting them", async () => {
    const ask = (options: object) => spectralDensity(hyperbola, [1, 1], options as SpectralDensityOptions)
    await assert.rejects(ask({ key: key(1), bins: 3 }), /no option "bins"; its options are key, probes, steps/)
    await assert.rejects(ask({}), /spectralDensity needs a random key, such as \{ key: key\(7\) \}/)
    await assert.rejects(ask({ key: key(1), probes: 0 }), /probes must be an integer of at least 1, got 0/)
    await assert.rejects(ask({ key: key(1), steps: 1.5 }), /steps must be an integer of at least 1, got 1.5/)
    await assert.rejects(ask({ key: key(1), broadening: 0 }), /broadening must be a finite number above 0, got 0/)
    await assert.rejects(
      ask({ key: key(1), distribution: "uniform" }),
      /must be "rademacher" or "normal", got "uniform"/,
    )
    await withNetwork({}, async (objective) => {
      await assert.rejects(spectralDensity(objective, [1], { key: key(1) }), /expected 144 numbers, got 1/)
    })
  })

  describe("that is asked to stop", () => {
    it("is of the probes that were finished, or of the first as far as it got", async () => {
      await withStopCounter(async (stop) => {
        let calls = 0
        const stoppingAt = (product: number) => {
          const toy = quadratic([1, 2, 3, 4])
          calls = 0
          return Object.freeze({
            ...toy,
            at: (parameters: ArrayLike<number>) => {
              const point = toy.at(parameters)
              const hessianVector = (direction: ArrayLike<number>) => {
                calls += 1
                if (calls === product) stop()
                return point.hessianVector(direction)
              }
              return Object.freeze({ ...point, hessianVector })
            },
          }) satisfies Objective
        }
        const heard: Progress[] = []
        const options = { key: key(7), probes: 3, onProgress: (progress: Progress) => void heard.push(progress) }
        const early = await spectralDensity(stoppingAt(2), [1, 1, 1, 1], options)
        assert.deepEqual([early.status, early.value.nodes.length, early.info.products], ["stopped", 2, 2])
        assert.match(early.message, /^Stopped on request after 1 probe, 2 products: eigenvalues from \d/)
        assert.ok(Math.abs(sum(early.value.weights) - 1) < 1e-14)
        const later = await spectralDensity(stoppingAt(6), [1, 1, 1, 1], options)
        assert.deepEqual([later.status, later.value.nodes.length, later.value.probes], ["stopped", 4, 1])
        assert.deepEqual(heard[0], { label: "Spectral density", done: 1, total: 12, detail: "probe 1" })
      })
    })
  })
})
