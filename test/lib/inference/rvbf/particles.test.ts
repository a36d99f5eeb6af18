import assert from "node:assert/strict"
import fc from "fast-check"
import { borrowEngine, returnEngine } from "../../../../lib/engine/engine.ts"
import { createParticles, effectiveCount, resample, weightedMean } from "../../../../lib/inference/rvbf/particles.ts"

const shares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 })

describe("a cloud of particles", () => {
  it("is resampled so that each is copied as often as its share says, up to one, and shares are equal afterwards", () => {
    fc.assert(
      fc.property(shares, fc.double({ min: 0, max: 0.999, noNaN: true }), (drawn, u) => {
        const engine = borrowEngine("exact")
        const count = drawn.length
        const total = drawn.reduce((sum, each) => sum + each, 0)
        const cloud = createParticles(engine.arena, engine.primitives("f64"), count, 1)
        for (let i = 0; i < count; i += 1) {
          cloud.weights.values[i] = i
          cloud.share[i] = drawn[i]! / total
        }
        resample(cloud, u, [])
        const copies = new Array<number>(count).fill(0)
        for (const from of cloud.weights.values) copies[from]! += 1
        for (const [i, each] of drawn.entries())
          assert.ok(Math.abs(copies[i]! - (count * each) / total) < 1 + 1e-9, `particle ${i}: ${copies[i]} copies`)
        assert.ok(cloud.share.every((share) => share === 1 / count))
        assert.ok(Math.abs(effectiveCount(cloud) - count) < 1e-9 * count)
        returnEngine(engine)
      }),
    )
  })

  it("keeps the mean of its scores where the copies are even, drawn towards it by a twentieth", () => {
    const engine = borrowEngine("exact")
    const cloud = createParticles(engine.arena, engine.primitives("f64"), 4, 1)
    cloud.scores.set([1, 2, 3, 6], 0)
    cloud.scores.set([1, 2, 3, 6], 4)
    resample(cloud, 0.5, [1])
    assert.deepEqual([...cloud.scores.slice(0, 4)], [1, 2, 3, 6], "a row that is not in use is left alone")
    assert.ok(Math.abs(weightedMean(cloud, cloud.scores, 4) - 3) < 1e-12)
    assert.ok(Math.abs(cloud.scores[4]! - (3 - 0.95 * 2)) < 1e-12)
    returnEngine(engine)
  })
})
