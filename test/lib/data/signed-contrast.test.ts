import assert from "node:assert/strict"
import {
  signedContrastPercent,
  standardContrastsPercent,
  stimulusOfPercent,
} from "../../../lib/data/signed-contrast.ts"
import { choiceSequence, choiceSequences } from "../../../lib/data/subjects.ts"
import { sequence } from "../../support/simulated-learner.ts"

const animalWith = (stimulus: Float64Array) =>
  sequence("a", stimulus, new Uint8Array(stimulus.length), new Uint8Array(stimulus.length))

describe("signed contrast", () => {
  it("comes back from the stimulus that models see", () => {
    const percents = [0, ...standardContrastsPercent, 4, -8]
    const animal = animalWith(Float64Array.from(percents, stimulusOfPercent))
    assert.deepEqual(
      [...signedContrastPercent(animal)].map((c) => c + 0),
      percents,
    )
  })

  it("is taken as recorded where the sequence has it", () => {
    const animal = { ...animalWith(Float64Array.of(0.5)), contrast: Float64Array.of(0.0625) }
    assert.deepEqual([...signedContrastPercent(animal)], [6.25])
  })

  it("is refused for stimuli that are no contrasts", () => {
    assert.throws(() => signedContrastPercent(animalWith(Float64Array.of(0, 2))), /is 2 on trial 1/)
  })
})

describe("subjects", () => {
  it("are one animal's choices or several's, and nothing else", () => {
    const animal = animalWith(Float64Array.of(0.5, -0.5))
    assert.deepEqual(choiceSequences("fit", animal), [animal])
    assert.deepEqual(choiceSequences("fit", [animal, animal]), [animal, animal])
    assert.throws(() => choiceSequence("fit", "KS014" as never), /animals\.load.*got KS014/)
    assert.throws(() => choiceSequence("fit", Promise.resolve(animal) as never), /animals\.load/)
    assert.throws(() => choiceSequence("fit", null as never), /got null/)
  })
})
