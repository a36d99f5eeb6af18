import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { borrowEngine, returnEngine } from "../../../../lib/engine/engine.ts"
import { logLikelihood } from "../../../../lib/inference/likelihood.ts"
import { designMatrix } from "../../../../lib/inference/regressors.ts"
import { reinforceForm } from "../../../../lib/inference/reinforce-forms.ts"
import { reinforceModel } from "../../../../lib/inference/reinforce-rollout.ts"
import { type FilterTask, filterNow } from "../../../../lib/inference/rvbf/filter.ts"
import { type RvbfOptions, rvbfSettings } from "../../../../lib/inference/rvbf/options.ts"
import type { RvbfConstants } from "../../../../lib/inference/rvbf/parameters.ts"
import { foldIn, key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { loadKs014 } from "../../../support/ks014.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"
import { driftingGridLogLikelihood, type GridRule, gridLogLikelihood } from "../../../support/weight-grid.ts"

const animal = simulatedLearner(reinforce({ rate: [0.05, 0] }), { trials: 200, key: key(3) })
const rule: GridRule = { rate: 0.08, baseline: -0.5, forgetting: 0.01, noise: 0.1, dayNoise: 0.4, initialDeviation: 1 }

function constants(of: Partial<Record<keyof RvbfConstants, readonly number[]>>, size: number): RvbfConstants {
  const names = ["rate", "baseline", "forgetting", "noise", "dayNoise", "drift"] as const
  const entries = names.map((name) => [name, Float64Array.from(of[name] ?? new Array<number>(size).fill(0))])
  return Object.fromEntries(entries) as unknown as RvbfConstants
}

function filtered(of: ChoiceSequence, options: RvbfOptions, at: RvbfConstants, more: Partial<FilterTask> = {}) {
  const settings = rvbfSettings({ regressors: ["stimulus"], ...options })
  const design = designMatrix(of, settings.regressors)
  const engine = borrowEngine("exact")
  try {
    return filterNow(engine, { animal: of, design, settings, constants: at, particles: 300, key: key(1), ...more })
  } finally {
    returnEngine(engine)
  }
}

const { initialDeviation: _, ...shared } = rule
const atRule = constants(Object.fromEntries(Object.entries(shared).map(([name, value]) => [name, [value]])), 1)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe("the filter of noisy REINFORCE", () => {
  it("estimates the likelihood that brute force on a grid of weights gives", () => {
    const exact = gridLogLikelihood(rule, animal)
    const runs = [0, 1, 2, 3].map((i) => filtered(animal, {}, atRule, { particles: 2000, key: foldIn(key(5), i) }).nats)
    // A run scatters by 0.05 nats: six deviations of the mean of four.
    assert.ok(Math.abs(mean(runs) - exact) < 0.15, `${runs.join(", ")}; exact ${exact}`)
  })

  it("estimates the score that differences of the grid's likelihood give, in log constants and beta", () => {
    const h = 1e-3
    const names = ["rate", "baseline", "forgetting", "noise", "dayNoise"] as const
    const runs = Array.from({ length: 8 }, (_, i) => {
      const more = { particles: 1000, key: foldIn(key(6), i), scored: true }
      return filtered(animal, {}, atRule, more).score
    })
    for (const [k, name] of names.entries()) {
      const moved = (by: number) => ({
        ...rule,
        [name]: name === "baseline" ? rule[name] + by : rule[name] * Math.exp(by),
      })
      const exact = (gridLogLikelihood(moved(h), animal) - gridLogLikelihood(moved(-h), animal)) / (2 * h)
      const scores = runs.map((score) => score[k]!)
      const scatter = Math.sqrt(mean(scores.map((each) => (each - mean(scores)) ** 2)) / 7)
      // Besides scatter, scores that are drawn to their mean forget the far past: a tenth of them is allowed for that.
      const error = Math.abs(mean(scores) - exact)
      assert.ok(error < 4 * scatter + 0.1 * Math.abs(exact), `${name}: ${mean(scores)} ± ${scatter}, exact ${exact}`)
    }
  })

  it("without noise is the deterministic rule", () => {
    const at = constants(
      { rate: [0.1, 0.2], baseline: [-0.3, 0.4], noise: [1e-12, 1e-12], dayNoise: [1e-12, 1e-12] },
      2,
    )
    const known = { ...animal, initialWeights: [0.4, -0.1] as const }
    const options = { regressors: ["stimulus", "bias"], initialDeviation: 0 }
    const { nats, weights } = filtered(known, options, at, { traced: true })
    const form = reinforceForm("perWeight", "signed")
    const exact = logLikelihood(reinforceModel, form, known, Float64Array.of(0.1, 0.2, -0.03, 0.08)).value
    assert.ok(Math.abs(nats - exact) < 1e-6, `${nats} and ${exact}`)
    assert.deepEqual(
      [...weights.slice(0, 2)].map((w) => Math.round(w * 1e9) / 1e9),
      [0.4, -0.1],
    )
  })

  it("does not look ahead: choice and reward of trial k leave the predictions up to k as they were", () => {
    const before = filtered(animal, {}, atRule).probabilityRight
    for (const k of [3, 50, 120, 180]) {
      const choice = animal.choice.with(k, 1 - animal.choice[k]!)
      const after = filtered({ ...animal, choice }, {}, atRule).probabilityRight
      assert.deepEqual(after.slice(0, k + 1), before.slice(0, k + 1))
      assert.notEqual(after[k + 1], before[k + 1])
    }
  })

  it("does not see what is held out, but scores it", () => {
    const all = filtered(animal, {}, atRule, { heldOut: new Uint8Array(200).fill(1) })
    assert.equal(all.nats, 0)
    const direct = animal.choice.reduce((sum, y, t) => {
      const q = all.probabilityRight[t]!
      return sum + Math.log(y === 1 ? q : 1 - q)
    }, 0)
    assert.ok(Math.abs(all.heldOutNats - direct) < 1e-9)
    const some = Uint8Array.from({ length: 200 }, (_, t) => (t % 10 === 3 ? 1 : 0))
    const { nats, heldOutNats } = filtered(animal, {}, atRule, { heldOut: some })
    assert.ok(nats < 0 && heldOutNats < 0 && nats + heldOutNats < -100)
  })

  for (const drifting of ["rate", "baseline"] as const)
    it(`with a ${drifting} that hardly drifts is the filter of one that does not, and spreads where it does`, () => {
      const still = filtered(animal, {}, atRule, { traced: true })
      const slow = filtered(animal, { drifting }, { ...atRule, drift: Float64Array.of(1e-12) }, { traced: true })
      assert.ok(Math.abs(slow.nats - still.nats) < 1e-6, `${slow.nats} and ${still.nats}`)
      const free = filtered(animal, { drifting }, { ...atRule, drift: Float64Array.of(0.3) }, { traced: true })
      assert.ok(free.deviations.at(-1)! > still.deviations.at(-1)!)
    })

  for (const drifting of ["rate", "baseline"] as const)
    it(`with a ${drifting} that drifts has likelihood and score of drift that a grid of weight and drift gives`, () => {
      const short = simulatedLearner(reinforce({ rate: [0.1, 0] }), { trials: 50, key: key(9) })
      const drifted = { ...rule, rate: 0.25, drift: 0.15 }
      const exact = driftingGridLogLikelihood(drifted, drifting, short)
      const more = driftingGridLogLikelihood({ ...drifted, drift: drifted.drift * 1.1 }, drifting, short)
      const slope = (more - exact) / Math.log(1.1)
      const at = { ...atRule, rate: Float64Array.of(0.25), drift: Float64Array.of(drifted.drift) }
      const runs = Array.from({ length: 6 }, (_, i) =>
        filtered(short, { drifting }, at, { particles: 2000, key: foldIn(key(6), i), scored: true }),
      )
      const nats = runs.map((run) => run.nats)
      assert.ok(Math.abs(mean(nats) - exact) < 0.05, `${mean(nats)}, exact ${exact}`)
      const scores = runs.map((run) => run.score[5]!)
      const scatter = Math.sqrt(mean(scores.map((each) => (each - mean(scores)) ** 2)) / 5)
      const error = Math.abs(mean(scores) - slope)
      assert.ok(error < 4 * scatter + 0.1 * Math.abs(slope), `${mean(scores)} ± ${scatter}, exact ${slope}`)
    })

  for (const [dayNoise, laplace] of [
    [[2 ** -4, 2 ** -5], -4973.1445],
    [[0.5, 0.5], -4950.1578],
  ] as const)
    it(`@long of a mouse that learns nothing but walks at random comes up to the smoother's evidence of ${laplace} nats`, async function () {
      const mouse = await loadKs014()
      if (mouse === null) return this.skip()
      const options = { regressors: ["bias", "stimulus"], initialDeviation: 16 }
      const at = constants({ noise: [2 ** -4, 2 ** -5], dayNoise }, 2)
      const runs = [1, 2, 3].map((i) => filtered(mouse, options, at, { particles: 3000, key: key(i) }).nats)
      // A run scatters by 3 nats over 10,310 trials, and its logarithm lies low by half the variance.
      const largest = Math.max(...runs)
      const pooled = largest + Math.log(mean(runs.map((nats) => Math.exp(nats - largest))))
      assert.ok(Math.abs(pooled - laplace) < 6, `${runs.join(", ")}; by Laplace's method ${laplace}`)
    }).timeout(300_000)

  it("gives the same bits for the same key, in whatever arena", () => {
    const [one, other] = [
      filtered(animal, {}, atRule, { scored: true }),
      filtered(animal, {}, atRule, { scored: true }),
    ]
    assert.deepEqual(one, other)
  })
})
