import assert from "node:assert/strict"
import * as twin from "../../../lib/engine/reference/optimizers.ts"
import { describeInBoth } from "../../support/primitives-in-both.ts"

describeInBoth("gradient descent", (test) => {
  const { round, smallest, draw, put, same, forShapes } = test

  it("has the bits of its twin at odd sizes, NaN and infinity included", () => {
    forShapes((m, k, seed, special) => {
      const n = m * k
      const [p, g] = [draw(seed, n, special), draw(seed + 1, n, special)]
      const [P, G] = [put(p, 1, n), put(g, 1, n)]
      const [rate, decay] = [round(0.03), round(0.1)]
      test.call.sgd(P.pointer, G.pointer, n, rate, decay)
      same(P, twin.sgd(round, p, g, rate, decay))
    })
  })

  it("with momentum has the bits of its twin over three steps", () => {
    forShapes((m, k, seed, special) => {
      const n = m * k
      const constants = { rate: round(0.03), mu: round(0.9), decay: round(0.1), smallest }
      let expected = { parameters: draw(seed, n, special), moments: draw(seed + 1, n) }
      const [P, M] = [put(expected.parameters, 1, n), put(expected.moments, 1, n)]
      for (let step = 2; step < 5; step++) {
        const g = draw(seed + step, n)
        const { rate, mu, decay } = constants
        test.call.momentum(P.pointer, put(g, 1, n).pointer, M.pointer, n, rate, mu, decay)
        expected = twin.momentum(round, expected.parameters, g, expected.moments, constants)
      }
      same(P, expected.parameters)
      same(M, expected.moments)
    })
  })

  it("flushes moments that decay below the smallest normal number", () => {
    const n = 7
    const zeros = new Float64Array(n)
    const [P, G, M] = [put(zeros, 1, n), put(zeros, 1, n), put(new Float64Array(n).fill(1.5 * smallest), 1, n)]
    test.call.momentum(P.pointer, G.pointer, M.pointer, n, 1, 0.5, 0)
    same(M, zeros)
    assert.equal(test.call.maxAbs(P.pointer, n), 0)
  })
})
