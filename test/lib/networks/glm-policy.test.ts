import assert from "node:assert/strict"
import fc from "fast-check"
import { choiceLogLikelihood, probabilityRight } from "../../../lib/networks/glm-policy.ts"

describe("the policy", () => {
  it("gives both choices probabilities that sum to one", () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (a) => {
        assert.ok(Math.abs(probabilityRight(a) + probabilityRight(-a) - 1) < 1e-15)
        assert.ok(Math.abs(Math.exp(choiceLogLikelihood(a, 1)) - probabilityRight(a)) < 1e-14)
        assert.ok(Math.abs(Math.exp(choiceLogLikelihood(a, 0)) - probabilityRight(-a)) < 1e-14)
      }),
    )
  })

  it("has a finite log likelihood for choices it thinks impossible", () => {
    assert.equal(choiceLogLikelihood(1000, 0), -1000)
    assert.equal(choiceLogLikelihood(-1000, 1), -1000)
    assert.ok(Object.is(Math.abs(choiceLogLikelihood(1000, 1)), 0))
    assert.equal(choiceLogLikelihood(0, 1), -Math.LN2)
  })
})
