import assert from "node:assert/strict"
import { networkActivity } from "../../../lib/analysis/network-activity.ts"
import { kernelAlignment, kernelTaskAlignment, tangentKernel } from "../../../lib/analysis/tangent-kernel.ts"
import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { type RateNetwork, rateNetwork } from "../../../lib/networks/rate-network.ts"
import { initialRateParameters } from "../../../lib/networks/rate-start.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { rateObjective } from "../../../lib/rules/rate-objective.ts"
import type { Trials } from "../../../lib/tasks/trials.ts"
import { twoAlternativeForcedChoice } from "../../../lib/tasks/two-alternative-forced-choice.ts"

const [steps, trials] = [5, 3]
/** At 100 ms, which is tau, nothing leaks in Euler's form. */
const forms = [
  ["relu", 40],
  ["relu", 100],
  ["tanh", 40],
] as const

function problem(network: RateNetwork): { parameters: Float64Array; given: Trials } {
  const inputs = normal(key(2), steps * trials * network.inputs)
  const labels = new Int32Array(steps * trials)
  return {
    parameters: initialRateParameters(network, key(1), { recurrentGain: 1.3 }),
    given: { steps, trials, inputs, target: { kind: "labels", labels } },
  }
}

/** The gradient of one output by the exact gradient of half a squared error whose slope is 1 there and 0 elsewhere. */
async function explicitRows(network: RateNetwork, order: readonly (readonly [t: number, k: number, b: number])[]) {
  const { parameters, given } = problem(network)
  const { outputs } = await networkActivity(network, parameters, given)
  const engine = borrowEngine()
  try {
    return order.map(([t, k, b]) => {
      const row = t * trials + b
      const values = outputs.slice()
      values[row * network.outputs + k]! -= network.outputs
      const weights = new Float64Array(steps * trials)
      weights[row] = 1
      const objective = rateObjective(
        engine,
        network,
        { ...given, target: { kind: "values", values }, weights },
        { parameters, trained: ["recurrent"], precision: "f64" },
      )
      const { first, rows, columns } = network.layout.recurrent
      const gradient = objective.at(parameters.subarray(first, first + rows * columns)).gradient()
      objective.dispose()
      return Float64Array.from(gradient)
    })
  } finally {
    returnEngine(engine)
  }
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe("the tangent kernel", () => {
  for (const integration of ["euler", "expEuler"] as const)
    for (const [activation, dtMs] of forms)
      it(`in factored form is G G^T of explicit gradients, ${integration} and ${activation}, dt ${dtMs} ms`, async () => {
        const network = rateNetwork({ units: 6, inputs: 2, outputs: 2, integration, activation, dtMs })
        const { parameters, given } = problem(network)
        const order = Array.from({ length: steps }, (_, i) => steps - 1 - i).flatMap((t) =>
          [0, 1].flatMap((k) => [0, 1, 2].map((b) => [t, k, b] as const)),
        )
        const rows = await explicitRows(network, order)
        const all = await tangentKernel(network, parameters, given)
        assert.equal(all.rows, order.length)
        const largest = Math.max(...rows.map((row) => dot(row, row)))
        for (const [i, a] of rows.entries())
          for (const [j, b] of rows.entries())
            assert.ok(Math.abs(all.kernel[i * all.rows + j]! - dot(a, b)) < 1e-12 * largest, `${i} ${j}`)
        assert.ok(Math.abs(kernelAlignment(all.kernel, all.kernel) - 1) < 1e-12)
        const last = await tangentKernel(network, parameters, given, { steps: "last" })
        for (let i = 0; i < last.rows; i++)
          for (let j = 0; j < last.rows; j++)
            assert.ok(Math.abs(last.kernel[i * last.rows + j]! - all.kernel[i * all.rows + j]!) < 1e-12 * largest)
      })

  it("aligned with itself, at any scale, has KA 1; with one at right angles 0", () => {
    const kernel = [2, 1, 1, 3]
    assert.ok(
      Math.abs(
        kernelAlignment(
          kernel,
          kernel.map((value) => 7 * value),
        ) - 1,
      ) < 1e-15,
    )
    assert.equal(kernelAlignment([1, 0, 0, 0], [0, 0, 0, 1]), 0)
    assert.throws(() => kernelAlignment([1], [1, 2]), /1 and 2 entries/)
  })

  it("that is y y^T of the targets has task alignment 1, and one at right angles to them 0", () => {
    const targets = [0, 1, 1, 0]
    const centred = [0, 1].flatMap((k) => targets.map((target) => (target === k ? 0.5 : -0.5)))
    const outer = (y: readonly number[]) => Float64Array.from(y.flatMap((a) => y.map((b) => a * b)))
    const shape = { rows: 8, outputs: 2, trials: 4, steps: 1 }
    assert.ok(Math.abs(kernelTaskAlignment({ ...shape, kernel: outer(centred) }, targets) - 1) < 1e-12)
    assert.ok(Math.abs(kernelTaskAlignment({ ...shape, kernel: outer(new Array(8).fill(1)) }, targets)) < 1e-12)
    const half = kernelTaskAlignment({ ...shape, kernel: outer(centred) }, targets, [0])
    assert.ok(Math.abs(half - 0.5) < 1e-12)
  })

  it("refuses parameters of another network", async () => {
    const task = twoAlternativeForcedChoice()
    const network = rateNetwork({ units: 4, inputs: 3, outputs: 3 })
    await assert.rejects(tangentKernel(network, [1], task.sample(key(1), 2)), /expected \d+ parameters, got 1/)
  })
})
