import assert from "node:assert/strict"
import { createSlopes, fillSlopes, laplaceEvidence } from "../../../../lib/inference/weight-noise/evidence.ts"
import { smoothed } from "../../../../lib/inference/weight-noise/fit.ts"
import { observeNormal } from "../../../../lib/inference/weight-noise/observations.ts"
import {
  createConstants,
  createPosterior,
  evaluateLogPosterior,
  fillGains,
  type Posterior,
} from "../../../../lib/inference/weight-noise/posterior.ts"
import { type WalkRule, walkOf } from "../../../../lib/inference/weight-noise/walk.ts"
import { normal } from "../../../../lib/numerics/distributions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"
import { smoothByKalman } from "../../../support/kalman-smoother.ts"

const rules = ["none", "reinforce", "predictMax", "rewardMax"] as const
const regressors = ["bias", "stimulus", "previousChoice"]

function posteriorOf(rule: WalkRule, trials: number): Posterior {
  const walk = walkOf(randomAnimal(key(3), trials), { regressors, dayNoise: true, rule })
  const constants = createConstants(3)
  constants.variance.set([4, 4, 4, 0.02, 0.01, 0.015, 0.3, 0.2, 0.1])
  constants.rate.set([0.05, 0.1, 0.03])
  if (rule === "reinforce") constants.adder.set([-0.1, 0.05, 0.02])
  return createPosterior(walk, constants)
}

describe("the evidence of a walk", () => {
  it("is exact, with a Kalman smoother's means and variances, where observations are normal (T11)", () => {
    const { walk, constants } = posteriorOf("none", 130)
    const values = normal(key(5), 130)
    const posterior = createPosterior({ ...walk, observation: observeNormal(values, 1 / 0.7) }, constants)
    const { value } = laplaceEvidence(posterior)
    const kalman = smoothByKalman(walk, constants.variance, values, 0.7)
    // The observations' own factor, sqrt(2 pi variance) a trial, is left out of the evidence.
    const expected = kalman.logEvidence + (130 / 2) * Math.log(2 * Math.PI * 0.7)
    assert.ok(Math.abs(value - expected) < 1e-8, `${value} ${expected}`)
    const { standardErrors } = smoothed(posterior)
    for (let t = 0; t < 130; t++)
      for (const [k, name] of regressors.entries()) {
        assert.ok(Math.abs(posterior.weights[t * 3 + k]! - kalman.mean[t * 3 + k]!) < 1e-9)
        assert.ok(Math.abs(standardErrors![name]![t]! - Math.sqrt(kalman.variance[t * 3 + k]!)) < 1e-9)
      }
  })

  for (const rule of rules) {
    it(`has the slopes of its central differences, in variances and constants of the rule (${rule})`, () => {
      const posterior = posteriorOf(rule, 120)
      const { constants } = posterior
      laplaceEvidence(posterior)
      const work = createSlopes(posterior)
      fillSlopes(work)
      const at = (vector: Float64Array, i: number, value: number) => {
        const held = vector[i]!
        vector[i] = value
        const evidence = laplaceEvidence(posterior).value
        vector[i] = held
        return evidence
      }
      for (const i of constants.variance.keys()) {
        const [v, h] = [constants.variance[i]!, 1e-4]
        const difference = at(constants.variance, i, v * (1 + h)) - at(constants.variance, i, v * (1 - h))
        const slope = work.slopes.variance[i]!
        // Newton's last step leaves 1e-8 nats at most, over 2 h.
        assert.ok(Math.abs(difference / (2 * h) - slope) < 1e-4 * (1 + Math.abs(slope)), `variance ${i}`)
      }
      if (rule === "none") return
      for (const part of ["rate", "adder"] as const)
        for (const i of constants.rate.keys()) {
          const [a, h] = [constants[part][i]!, 1e-5]
          const difference = at(constants[part], i, a + h) - at(constants[part], i, a - h)
          const slope = work.slopes[part][i]!
          assert.ok(Math.abs(difference / (2 * h) - slope) < 1e-3 * (1 + Math.abs(slope)), `${part} ${i}`)
        }
    })

    it(`needs no factor for the change from weights to noise: its log determinant is 0 (T13, ${rule})`, () => {
      const posterior = posteriorOf(rule, 5)
      fillGains(posterior)
      const size = 15
      const weights = normal(key(9), size)
      const h = 1e-6
      const jacobian = new Float64Array(size * size)
      for (let j = 0; j < size; j++) {
        evaluateLogPosterior(posterior, weights.with(j, weights[j]! + h))
        const above = posterior.noise.slice()
        evaluateLogPosterior(posterior, weights.with(j, weights[j]! - h))
        for (let i = 0; i < size; i++) jacobian[i * size + j] = (above[i]! - posterior.noise[i]!) / (2 * h)
      }
      assert.ok(Math.abs(Math.log(determinant(jacobian, size))) < 1e-7)
    })
  }
})

/** By elimination with row exchanges. */
function determinant(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => [...matrix.subarray(i * size, (i + 1) * size)])
  let product = 1
  for (let k = 0; k < size; k++) {
    const pivot = rows.findIndex(
      (row, i) => i >= k && Math.abs(row[k]!) === Math.max(...rows.slice(k).map((other) => Math.abs(other[k]!))),
    )
    if (pivot !== k) {
      ;[rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!]
      product = -product
    }
    product *= rows[k]![k]!
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i]![k]! / rows[k]![k]!
      for (let j = k; j < size; j++) rows[i]![j]! -= factor * rows[k]![j]!
    }
  }
  return product
}
