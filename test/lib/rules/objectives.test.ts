import assert from "node:assert/strict"
import { leadingEigenvalues } from "../../../lib/analysis/leading-eigenvalues.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { objectives } from "../../../lib/rules/objectives.ts"
import { rateProblem } from "../../support/rate-problems.ts"

describe("objectives.rate", () => {
  const { network, trials, parameters } = rateProblem(key(5), { target: "labels" })

  it("is what analyses take, in both modes, until it is disposed of", async () => {
    const found = []
    for (const mode of ["fast", "exact"] as const) {
      const objective = await objectives.rate(network, trials, { parameters, precision: "f64", mode })
      const { value, status } = await leadingEigenvalues(objective, parameters, { key: key(1), onProgress: () => {} })
      assert.equal(status, "converged")
      assert.equal(objective.mode, mode)
      found.push(value.largest[0]!.eigenvalue)
      objective.dispose()
      assert.throws(() => objective.dispose(), /returned before|not a mark/)
    }
    assert.ok(Math.abs(found[0]! / found[1]! - 1) < 1e-8, found.join(" and "))
  })

  it("refuses unknown options and modes, and gives its engine back", async () => {
    await assert.rejects(objectives.rate(network, trials, { parameters, speed: 1 } as never), /no option "speed"/)
    await assert.rejects(
      objectives.rate(network, trials, { parameters, mode: "quick" as "fast" }),
      /mode must be "fast" or "exact", got "quick"/,
    )
  })
})
