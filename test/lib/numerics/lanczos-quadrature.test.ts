import assert from "node:assert/strict"
import fc from "fast-check"
import { normal } from "../../../lib/numerics/distributions.ts"
import { lanczosQuadrature, type SpectralQuadrature } from "../../../lib/numerics/lanczos-quadrature.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { symmetricEigen } from "../../../lib/numerics/symmetric-eigen.ts"
import { dot, symmetricMatrix, times } from "../../support/symmetric-matrices.ts"

function quadrature(matrix: Float64Array, start: Float64Array, steps: number): SpectralQuadrature {
  const iteration = lanczosQuadrature(start, steps)
  let asked = iteration.next()
  while (!asked.done) asked = iteration.next(times(matrix, asked.value))
  return asked.value
}

const apply = ({ nodes, weights }: SpectralQuadrature, f: (node: number) => number) => dot(weights, nodes.map(f))

describe("Lanczos quadrature", () => {
  it("has the moments of the matrix up to degree 2 steps - 1, and no more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 5 }), (seed, steps) => {
        const eigenvalues = [...normal(foldIn(key(1), seed), 12)]
        const matrix = symmetricMatrix(foldIn(key(2), seed), eigenvalues)
        const start = normal(foldIn(key(3), seed), 12)
        const found = quadrature(matrix, start, steps)
        assert.ok(found.weights.every((weight) => weight >= 0))
        assert.equal(found.nodes.length, steps)
        let power = start
        for (let degree = 0; degree <= 2 * steps; degree++) {
          const moment = dot(start, power) / dot(start, start)
          const error = Math.abs(apply(found, (node) => node ** degree) - moment)
          assert.ok(degree === 2 * steps ? error > 1e-9 : error < 1e-12 * 4 ** degree, `${degree}: ${error}`)
          power = times(matrix, power)
        }
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it("after as many steps as the matrix is wide has its eigenvalues, weighed by the squares of the direction's parts", () => {
    const matrix = symmetricMatrix(key(4), [-3, -1, 0.5, 2, 2.5, 9])
    const start = normal(key(5), 6)
    const { values, vectors } = symmetricEigen(matrix)
    const { nodes, weights, end, asymmetry } = quadrature(matrix, start, 6)
    assert.equal(end, "complete")
    assert.ok(asymmetry < 1e-13)
    for (const [i, value] of values.entries()) {
      assert.ok(Math.abs(nodes[i]! - value) < 1e-12)
      const part = dot(vectors.subarray(i * 6, (i + 1) * 6), start) ** 2 / dot(start, start)
      assert.ok(Math.abs(weights[i]! - part) < 1e-12)
    }
  })

  it("ends early where the direction sees no more, exact by then", () => {
    const matrix = symmetricMatrix(key(6), [1, 1, 1, 1, 4, 4])
    const { nodes, weights, end } = quadrature(matrix, normal(key(7), 6), 6)
    assert.deepEqual([nodes.length, end], [2, "complete"])
    assert.ok(Math.abs(nodes[0]! - 1) < 1e-12 && Math.abs(nodes[1]! - 4) < 1e-12)
    assert.ok(Math.abs(weights[0]! + weights[1]! - 1) < 1e-14)
  })

  it("hands back what it has where it is stopped or a product is not finite, and refuses products of the wrong length", () => {
    const start = Float64Array.of(1, 2, 3)
    const stopped = lanczosQuadrature(start, 3)
    stopped.next()
    stopped.next([2, 1, 0])
    const { value, done } = stopped.next(null)
    assert.ok(done === true && value.end === "stopped" && value.nodes.length === 1)
    const broken = lanczosQuadrature(start, 3)
    broken.next()
    const last = broken.next([1, Number.NaN, 2])
    assert.ok(last.done === true && last.value.end === "not finite" && last.value.nodes.length === 0)
    const wrong = lanczosQuadrature(start, 3)
    wrong.next()
    assert.throws(() => wrong.next([1, 2]), /a product of 3 numbers, got 2/)
  })
})
