import assert from "node:assert/strict"
import { type Engine, returnEngine } from "../../../lib/engine/engine.ts"
import { engineFor } from "../../../lib/engine/engine-for.ts"
import { createRatePass, forward } from "../../../lib/networks/rate-forward.ts"
import { type RateNetwork, rateNetwork } from "../../../lib/networks/rate-network.ts"
import { initialRateParameters } from "../../../lib/networks/rate-start.ts"
import { exp, log } from "../../../lib/numerics/elementary.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { type GradientControl, gradientControls } from "../../../lib/rules/gradient-controls.ts"
import { optimizers } from "../../../lib/rules/optimizers.ts"
import { createRateGradient } from "../../../lib/rules/recurrent-rule.ts"
import { recurrentRules } from "../../../lib/rules/recurrent-rules.ts"
import { readoutGradient } from "../../../lib/rules/weight-gradients.ts"
import { patternGeneration } from "../../../lib/tasks/pattern-generation.ts"

async function withEngine<Result>(use: (engine: Engine) => Result): Promise<Result> {
  const engine = await engineFor("exact")
  const mark = engine.arena.mark()
  try {
    return use(engine)
  } finally {
    engine.arena.reset(mark)
    returnEngine(engine)
  }
}

const network = rateNetwork({ units: 16, inputs: 10, outputs: 1, selfConnections: false })
const recurrentAndInput = network.layout.readout.first

/** The exact gradient and what controls make of it, in one iteration each. */
async function controlled(controls: readonly (readonly [GradientControl, iteration: number])[], of: RateNetwork) {
  return withEngine((engine) => {
    const pass = createRatePass(engine, of, patternGeneration({ key: key(3) }).sample(key(4), 8), "f64")
    pass.parameters.values.set(initialRateParameters(of, key(5)))
    const gradient = createRateGradient(pass)
    const apply = recurrentRules.bptt().bind(pass, gradient)
    forward(pass)
    apply()
    readoutGradient(pass, gradient)
    const exact = Float64Array.from(gradient.vector.values)
    const changed = controls.map(([control, iteration]) => {
      gradient.vector.values.set(exact)
      control.bind(pass, gradient, key(6))(iteration)
      return Float64Array.from(gradient.vector.values)
    })
    return { exact, changed }
  })
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe("controls of a rule's step", () => {
  it("shorten the gradient of W and U, and leave the readout's", async () => {
    const { exact, changed } = await controlled([[gradientControls.scaled({ share: 0.6 }), 0]], network)
    for (const [i, value] of changed[0]!.entries())
      assert.ok(Math.abs(value - (i < recurrentAndInput ? 0.6 : 1) * exact[i]!) < 1e-15)
  })

  it("add noise across the gradient of the asked angle, none along it, and none on the diagonal", async () => {
    const control = gradientControls.noisy({ tangent: 1.2, share: 0.6 })
    const { exact, changed } = await controlled([[control, 0]], network)
    const [g, noisy] = [exact, changed[0]!].map((vector) => vector.subarray(0, recurrentAndInput)) as [
      Float64Array,
      Float64Array,
    ]
    const error = noisy.map((value, i) => value - 0.6 * g[i]!)
    assert.ok(Math.abs(dot(error, g)) < 1e-12 * dot(g, g))
    assert.ok(Math.abs(Math.sqrt(dot(error, error) / dot(g, g)) - 0.6 * 1.2) < 1e-12)
    for (let i = 0; i < network.units; i++) assert.equal(noisy[i * (network.units + 1)], 0)
    assert.deepEqual(changed[0]!.subarray(recurrentAndInput), exact.subarray(recurrentAndInput))
  })

  it("draw fresh noise in every iteration, the same for the same key", async () => {
    const control = gradientControls.noisy({ tangent: 1 })
    const { changed } = await controlled(
      [0, 1, 0].map((iteration) => [control, iteration] as const),
      network,
    )
    assert.notDeepEqual(changed[0], changed[1])
    assert.deepEqual(changed[0], changed[2])
  })

  it("refuse unknown options and impossible ones", () => {
    assert.throws(() => gradientControls.scaled({ share: -1 }), /share/)
    assert.throws(() => gradientControls.noisy({ tangent: Number.NaN }), /tangent/)
    assert.throws(() => gradientControls.scaled({ share: 1, angle: 2 } as never), /angle/)
  })
})

describe("descent with a falling rate", () => {
  it("keeps the high rate for half the steps and ends at the low one", async () => {
    await withEngine((engine) => {
      const [parameters, gradient] = [engine.arena.matrix(1, 1, "f64"), engine.arena.matrix(1, 1, "f64")]
      gradient.values[0] = 1
      const step = optimizers.decayingSgd({ high: 0.2, low: 0.04, iterations: 8 }).bind(engine, parameters, gradient)
      const rates = Array.from({ length: 8 }, () => {
        parameters.values[0] = 0
        step()
        return -parameters.values[0]!
      })
      for (let i = 0; i < 8; i++) {
        const expected = i < 4 ? 0.2 : 0.2 * exp(((i - 3) / 4) * log(0.2))
        assert.ok(Math.abs(rates[i]! - expected) < 1e-15)
      }
      assert.ok(Math.abs(rates[7]! - 0.04) < 1e-15)
    })
  })
})
