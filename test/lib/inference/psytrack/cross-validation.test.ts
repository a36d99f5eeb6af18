import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { crossValidatePsytrack } from "../../../../lib/inference/psytrack/cross-validation.ts"
import { laplaceEvidence } from "../../../../lib/inference/weight-noise/evidence.ts"
import { createConstants, createPosterior } from "../../../../lib/inference/weight-noise/posterior.ts"
import { simulateWeightNoise } from "../../../../lib/inference/weight-noise/simulated-choices.ts"
import { walkOf } from "../../../../lib/inference/weight-noise/walk.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../../support/choice-sequences.ts"

const options = { key: key(1), dayNoise: false, log2Sigma: [-4, -5], onProgress: () => {} }

describe("the cross-validation of PsyTrack", () => {
  it("holds every trial out once, in parts of equal size, and scores it", async () => {
    const animal = randomAnimal(key(2), 203)
    const { value, table, status } = await crossValidatePsytrack(animal, { ...options, folds: 10 })
    assert.equal(status, "converged")
    const sizes = Array.from({ length: 10 }, (_, each) => value.fold.filter((fold) => fold === each).length)
    assert.deepEqual([...new Set(sizes)].sort(), [20, 21])
    assert.ok(value.probabilityRight.every((q) => q > 0 && q < 1))
    assert.equal(table.numRows(), 203)
    const nats = (table.array("logLikelihood") as number[]).reduce((sum, each) => sum + each, 0)
    assert.ok(Math.abs(nats / 203 - value.natsPerTrial) < 1e-12)
  })

  it("does not look at a choice to predict it", async () => {
    const animal = randomAnimal(key(3), 120)
    const turned = { ...animal, choice: animal.choice.map((y, t) => (t === 60 ? 1 - y : y)) }
    const [one, other] = await Promise.all([animal, turned].map((each) => crossValidatePsytrack(each, options)))
    assert.equal(one!.value.probabilityRight[60], other!.value.probabilityRight[60])
    assert.notDeepEqual(one!.value.probabilityRight, other!.value.probabilityRight)
  })

  it("scores worse than the smoother in sample, and better than chance on an animal that drifts", async () => {
    const { choices } = simulateWeightNoise({ trials: 2000, log2Sigma: [-4, -5] }, key(4))
    const { value } = await crossValidatePsytrack(choices, options)
    assert.ok(value.natsPerTrial > -Math.LN2 + 0.02, `${value.natsPerTrial}`)
    assert.equal(value.foldNatsPerTrial.length, 10)
  })

  it("adds up the variances of the steps that a gap skips: the evidence is that of a walk without the trials", () => {
    const animal = randomAnimal(key(5), 60)
    const gap = [10, 11, 12]
    const how = { regressors: ["bias", "stimulus"], rule: "none" } as const
    const constants = createConstants(2)
    constants.variance.set([4, 4, 0.1, 0.2, 0, 0])
    const masked = createPosterior(walkOf(animal, { ...how, dayNoise: false, heldOut: gap }), constants)
    // The step over the gap, of four steps' variance, has a kind of its own in the shorter walk.
    const wide = createConstants(2)
    wide.variance.set([4, 4, 0.1, 0.2, 0.4, 0.8])
    const shorter = createPosterior(walkOf(without(animal, gap), { ...how, dayNoise: true }), wide)
    assert.ok(Math.abs(laplaceEvidence(masked).value - laplaceEvidence(shorter).value) < 1e-7)
    for (let i = 0; i < 2 * 10; i++) assert.ok(Math.abs(masked.weights[i]! - shorter.weights[i]!) < 1e-7)
    for (let i = 2 * 13; i < 120; i++) assert.ok(Math.abs(masked.weights[i]! - shorter.weights[i - 6]!) < 1e-7)
  })

  it("refuses more parts than trials, unknown options, and no key", async () => {
    const animal = randomAnimal(key(6), 20)
    await assert.rejects(crossValidatePsytrack(animal, { ...options, folds: 21 }), /from 2 to 20, got 21/)
    await assert.rejects(crossValidatePsytrack(animal, { ...options, fold: 3 } as never), /has no option "fold"/)
    await assert.rejects(crossValidatePsytrack(animal, { dayNoise: false } as never), /needs a random key/)
  })
})

/** The animal without some trials; the first trial after them is marked as a session's first, and no other. */
function without(animal: ChoiceSequence, gap: readonly number[]): ChoiceSequence {
  const kept = [...animal.choice.keys()].filter((t) => !gap.includes(t))
  return {
    ...animal,
    stimulus: Float64Array.from(kept, (t) => animal.stimulus[t]!),
    choice: Uint8Array.from(kept, (t) => animal.choice[t]!),
    reward: Uint8Array.from(kept, (t) => animal.reward[t]!),
    side: Uint8Array.from(kept, (t) => animal.side[t]!),
    session: Uint16Array.from(kept, (t) => animal.session[t]!),
    sessionStart: Uint8Array.from(kept, (t) => (t === gap.at(-1)! + 1 ? 1 : 0)),
  }
}
