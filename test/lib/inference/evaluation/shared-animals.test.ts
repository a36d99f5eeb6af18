import assert from "node:assert/strict"
import { firstTrials, sharedAnimals } from "../../../../lib/inference/evaluation/shared-animals.ts"
import { smallCohort } from "../../../support/small-cohort.ts"

describe("animals on shared memory", () => {
  const animal = {
    ...smallCohort(1, 30)[0]!,
    inputs: { tone: Float64Array.from({ length: 30 }, (_, t) => t / 30) },
    initialWeights: [-2, 1] as const,
  }

  it("are as they were, without what models do not read, and are not copied with a message", () => {
    const [shared] = sharedAnimals([{ ...animal, contrast: new Float64Array(30) } as typeof animal])
    assert.deepEqual({ ...shared }, animal)
    assert.ok(!("contrast" in shared!))
    const received = structuredClone(shared!)
    received.choice[3] = 7
    assert.equal(shared!.choice[3], 7)
    assert.notEqual(animal.choice[3], 7)
  })

  it("are cut to their first trials as views, all of their columns", () => {
    const [shared] = sharedAnimals([animal])
    const cut = firstTrials(shared!, 12)
    for (const column of ["stimulus", "choice", "reward", "side", "sessionStart", "session"] as const) {
      assert.equal(cut[column].length, 12)
      assert.equal(cut[column].buffer, shared![column].buffer)
    }
    assert.deepEqual(cut.inputs!.tone, animal.inputs.tone.subarray(0, 12))
    assert.deepEqual(cut.initialWeights, [-2, 1])
    assert.equal(firstTrials(shared!, 30), shared)
  })
})
