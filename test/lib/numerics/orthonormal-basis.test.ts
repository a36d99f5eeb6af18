import assert from "node:assert/strict"
import { normal } from "../../../lib/numerics/distributions.ts"
import { norm, normalised, orthonormalBasis } from "../../../lib/numerics/orthonormal-basis.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { dot } from "../../support/symmetric-matrices.ts"

const size = 50

function randomBasis(count: number) {
  const basis = orthonormalBasis(size)
  for (let i = 0; i < count; i++) {
    const vector = normal(foldIn(key(1), i), size)
    basis.orthogonalise(vector)
    basis.add(normalised(vector))
  }
  return basis
}

describe("an orthonormal basis", () => {
  it("takes out of a vector its parts along the basis, which add up to what was taken", () => {
    const basis = randomBasis(20)
    const vector = normal(key(2), size)
    const rest = vector.slice()
    const parts = basis.orthogonalise(rest)
    for (const [i, along] of basis.vectors.entries()) {
      assert.ok(Math.abs(dot(along, rest)) < 1e-14)
      assert.ok(Math.abs(parts[i]! - dot(along, vector)) < 1e-13)
    }
    const taken = basis.combine(parts)
    for (const [i, value] of vector.entries()) assert.ok(Math.abs(value - rest[i]! - taken[i]!) < 1e-13)
  })

  it("leaves what is orthogonal to working precision of a vector that all but lies in its span", () => {
    const basis = randomBasis(20)
    const inside = basis.combine(normal(key(3), 20))
    const vector = inside.map((value, i) => value + 1e-10 * normal(key(4), size)[i]!)
    basis.orthogonalise(vector)
    assert.ok(norm(vector) < 1e-8)
    for (const along of basis.vectors) assert.ok(Math.abs(dot(along, vector)) < 1e-14 * norm(vector))
  })
})
