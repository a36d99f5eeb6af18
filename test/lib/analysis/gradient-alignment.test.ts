import assert from "node:assert/strict"
import fc from "fast-check"
import { errorShareAlong, gradientAlignment } from "../../../lib/analysis/gradient-alignment.ts"
import { normal } from "../../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"

const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected}`)

const draw = (i: number, size: number) => normal(foldIn(key(17), i), size)

describe("the alignment of gradients", () => {
  it("is the relative step and the angle of known vectors", () => {
    const { rho, cosine, thetaDegrees } = gradientAlignment([1, 0], [1, 1])
    assert.equal(rho, 1)
    near(cosine, Math.SQRT1_2, 1e-15)
    near(thetaDegrees, 45, 1e-13)
    assert.deepEqual(gradientAlignment([3, 4], [3, 4]), { rho: 1, cosine: 1, thetaDegrees: 0 })
    assert.deepEqual(gradientAlignment([3, 4], [-3, -4]), { rho: -1, cosine: -1, thetaDegrees: 180 })
    const across = gradientAlignment([0, 2], [5, 0])
    assert.equal(across.rho, 0)
    near(across.thetaDegrees, 90, 1e-13)
  })

  it("finds the step and the angle again that a gradient was given with noise at right angles", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 2, max: 40 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.double({ min: 1e-9, max: 89.9, noNaN: true }),
        (seed, size, scale, degrees) => {
          const [g, noise] = [draw(2 * seed, size), draw(2 * seed + 1, size)]
          const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
          const part = dot(g, noise) / dot(g, g)
          const across = noise.map((x, i) => x - part * g[i]!)
          const factor =
            (scale * Math.tan((degrees * Math.PI) / 180) * Math.sqrt(dot(g, g))) / Math.sqrt(dot(across, across))
          const alignment = gradientAlignment(
            g,
            g.map((x, i) => scale * x + factor * across[i]!),
          )
          // The noise has a part of some 1e-16 of its size along g, which a large angle magnifies.
          const tolerance = 1e-12 * (1 + Math.tan((degrees * Math.PI) / 180))
          near(alignment.rho / scale, 1, tolerance)
          near(alignment.thetaDegrees, degrees, tolerance)
          near(alignment.cosine, Math.cos((degrees * Math.PI) / 180), tolerance)
        },
      ),
      { numRuns: 200, seed: 3 },
    )
  })

  it("keeps its angle where vectors are scaled, and its step in proportion", () => {
    const [g, h] = [draw(1, 9), draw(2, 9)]
    const plain = gradientAlignment(g, h)
    const scaled = gradientAlignment(
      g.map((x) => 8 * x),
      h.map((x) => 0.5 * x),
    )
    near(scaled.thetaDegrees, plain.thetaDegrees, 1e-12)
    near(scaled.rho, plain.rho / 16, 1e-15)
  })

  it("has no angle where a vector is zero, and no step where the exact one is", () => {
    assert.deepEqual(gradientAlignment([1, 2], [0, 0]), { rho: 0, cosine: Number.NaN, thetaDegrees: Number.NaN })
    assert.ok(Object.values(gradientAlignment([0, 0], [1, 2])).every(Number.isNaN))
  })

  it("refuses vectors that do not fit or are not finite, quoting them", () => {
    assert.throws(() => gradientAlignment([1, 2], [1]), /two gradients of one length, got 2 and 1 numbers/)
    assert.throws(() => gradientAlignment([], []), /got 0 and 0/)
    assert.throws(
      () => gradientAlignment([1, 2], [1, Number.NaN]),
      /the approximate gradient must be finite numbers, got NaN at 1/,
    )
    assert.throws(() => gradientAlignment([1, Number.POSITIVE_INFINITY], [1, 2]), /exact gradient .* got Infinity at 1/)
  })
})

describe("the share of an error along a direction", () => {
  it("is 1 along the error itself, 0 across it, and 0 along the gradient", () => {
    const [g, h] = [
      [1, 0, 0],
      [0.5, 3, 4],
    ]
    near(errorShareAlong(g!, h!, [0, -3, -4]), 1, 1e-15)
    near(errorShareAlong(g!, h!, [0, 4, -3]), 0, 1e-15)
    assert.equal(errorShareAlong(g!, h!, [7, 0, 0]), 0)
    near(errorShareAlong(g!, h!, [0, 2, 0]), 0.6, 1e-15)
  })

  it("takes a short direction as 0 further on, and is 0 where there is no error", () => {
    near(errorShareAlong([1, 0, 0], [0.5, 3, 4], [0, 1]), 0.6, 1e-15)
    assert.equal(errorShareAlong([1, 2], [1, 2], [1, 1]), 0)
  })

  it("refuses directions that are zero or too long", () => {
    assert.throws(() => errorShareAlong([1, 0], [1, 1], [0, 0]), /the direction must not be zero/)
    assert.throws(() => errorShareAlong([1, 0], [1, 1], [1, 2, 3]), /at most as many numbers as the gradient, 2, got 3/)
  })
})
