import assert from "node:assert/strict"
import type { Primitives } from "../../../lib/engine/primitives.ts"
import { relu } from "../../../lib/engine/reference/basic.ts"
import * as twin from "../../../lib/engine/reference/leaky.ts"
import { describeInBoth, type PrimitiveTest } from "../../support/primitives-in-both.ts"

/** The primitives of an activation. */
function primitivesOf(call: Primitives, activation: twin.UnitActivation) {
  return activation === "tanh"
    ? {
        step: call.leakyTanh,
        back: call.leakyTanhBackward,
        plainBack: call.tanhBackward,
        tangent: call.leakyTanhTangent,
        tangentBack: call.leakyTanhTangentBackward,
      }
    : {
        step: call.leakyRelu,
        back: call.leakyReluBackward,
        plainBack: call.reluBackward,
        tangent: call.leakyReluTangent,
        tangentBack: call.leakyReluTangentBackward,
      }
}

/** Rates as a network has them: within [-1, 1] for tanh, with zeros among them for ReLU. */
function drawRates(
  { draw, round }: PrimitiveTest,
  activation: twin.UnitActivation,
  seed: number,
  n: number,
  special: boolean,
) {
  return draw(seed, n, special).map((value) => (activation === "tanh" ? round(value / 3) : Math.max(value, 0)))
}

for (const activation of ["tanh", "relu"] as const)
  describeInBoth(`leaky ${activation} units`, (test) => {
    const { round, draw, put, same, forShapes } = test
    const leak = round(0.3)
    const calls = () => primitivesOf(test.call, activation)

    it("step as their twin at odd sizes, NaN and infinity included, apart from and in the place of the state before", () => {
      forShapes((m, k, seed, special) => {
        const n = m * k
        const [before, drive] = [draw(seed, n, special), draw(seed + 1, n, special)]
        const [S, R, B, D] = [put(drive, 1, n), put(drive, 1, n), put(before, 1, n), put(drive, 1, n)]
        const state = twin.leakyState(test, before, drive, leak)
        for (const [out, from] of [
          [S, B],
          [B, B],
        ] as const) {
          calls().step(out.pointer, R.pointer, from.pointer, D.pointer, leak, n)
          same(out, state)
          if (activation === "relu") same(R, relu(state))
          else closeTanh(R.read(), state, test)
          assert.ok(R.frameIsIntact())
        }
        same(D, drive)
      })
    })

    it("send signals back as their twin, whether the leak bypasses f or not", () => {
      forShapes((m, k, seed, special) => {
        const n = m * k
        const [signal, next] = [draw(seed, n, special), draw(seed + 1, n, special)]
        const rate = drawRates(test, activation, seed + 2, n, special)
        const [G, Q, N, R] = [put(next, 1, n), put(signal, 1, n), put(next, 1, n), put(rate, 1, n)]
        calls().back(G.pointer, Q.pointer, N.pointer, R.pointer, leak, n)
        same(G, twin.leakyBackward(activation, test, signal, next, rate, leak))
        calls().plainBack(G.pointer, Q.pointer, R.pointer, n)
        same(G, twin.unitsBackward(activation, test, signal, rate))
        calls().plainBack(Q.pointer, Q.pointer, R.pointer, n)
        same(Q, twin.unitsBackward(activation, test, signal, rate))
      })
    })

    it("step along a direction as their twin, apart from and in the place of the tangent before", () => {
      forShapes((m, k, seed, special) => {
        const n = m * k
        const [before, drive] = [draw(seed, n, special), draw(seed + 1, n, special)]
        const rate = drawRates(test, activation, seed + 2, n, special)
        const [S, Z, B, D, R] = [
          put(drive, 1, n),
          put(drive, 1, n),
          put(before, 1, n),
          put(drive, 1, n),
          put(rate, 1, n),
        ]
        const state = twin.leakyState(test, before, drive, leak)
        for (const [out, from] of [
          [S, B],
          [B, B],
        ] as const) {
          calls().tangent(out.pointer, Z.pointer, from.pointer, D.pointer, R.pointer, leak, n)
          same(out, state)
          same(Z, twin.throughDerivative(activation, test, rate, state))
        }
      })
    })

    it("send signals back along a direction as their twin", () => {
      forShapes((m, k, seed, special) => {
        const n = m * k
        const [tangentSignal, next, tangentRate, signal] = [0, 1, 2, 3].map((i) => draw(seed + i, n, special))
        const rate = drawRates(test, activation, seed + 4, n, special)
        const [out, Q, N, R, Z, P] = [next, tangentSignal, next, rate, tangentRate, signal].map((x) => put(x!, 1, n))
        calls().tangentBack(out!.pointer, Q!.pointer, N!.pointer, R!.pointer, Z!.pointer, P!.pointer, leak, n)
        const tangents = { signal: tangentSignal!, rate: tangentRate! }
        same(out!, twin.leakyTangentBackward(activation, test, tangents, next!, rate, signal!, leak))
      })
    })

    it("let what decays end in 0 and not in subnormal numbers", () => {
      for (const n of [1, 3, 4, 9]) {
        const [tiny, ones] = [new Float64Array(n).fill(1.5 * test.smallest), new Float64Array(n).fill(0.5)]
        const zeros = new Float64Array(n)
        const [T, O, Z, out, other] = [tiny, ones, zeros, ones, ones].map((x) => put(x, 1, n))
        const { step, back, plainBack, tangent, tangentBack } = calls()
        step(out!.pointer, other!.pointer, T!.pointer, Z!.pointer, leak, n)
        same(out!, zeros)
        same(other!, zeros)
        tangent(out!.pointer, other!.pointer, T!.pointer, Z!.pointer, O!.pointer, leak, n)
        same(out!, zeros)
        same(other!, zeros)
        back(out!.pointer, Z!.pointer, T!.pointer, O!.pointer, leak, n)
        same(out!, zeros)
        tangentBack(out!.pointer, Z!.pointer, T!.pointer, O!.pointer, Z!.pointer, Z!.pointer, leak, n)
        same(out!, zeros)
        const T2 = put(new Float64Array(n).fill(test.smallest / 2), 1, n)
        plainBack(out!.pointer, T2.pointer, O!.pointer, n)
        same(out!, zeros)
      }
    })
  })

/** tanh within 6 units in the last place in f32 and 16 in f64, never beyond 1; NaN where the state is. */
function closeTanh(rates: Float64Array, states: Float64Array, { precision }: PrimitiveTest): void {
  const [units, digits] = precision === "f32" ? [6, 24] : [16, 53]
  for (const [i, v] of states.entries()) {
    const [rate, oracle] = [rates[i]!, Math.tanh(v)]
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(oracle))) + 1 - digits)
    const close = Object.is(rate, oracle) || Math.abs(rate - oracle) <= units * unit
    assert.ok(close && !(Math.abs(rate) > 1), `tanh ${v} gave ${rate}`)
  }
}

describeInBoth("tanh of leaky units", (test) => {
  it("is close at all magnitudes, odd in its bits, and 1 where it is large", () => {
    const n = 20_001
    // From 2^-60 to 2^6, and what is not finite.
    const x = Float64Array.from({ length: n }, (_, i) => test.round(2 ** (-60 + (66 * i) / (n - 1))))
    x.set([Number.NaN, Number.POSITIVE_INFINITY, 0])
    const zeros = new Float64Array(n)
    const of = (states: Float64Array) => {
      const [D, Z, S, R] = [states, zeros, zeros, zeros].map((values) => test.put(values, 1, n))
      test.call.leakyTanh(S!.pointer, R!.pointer, Z!.pointer, D!.pointer, 0, n)
      return R!.read()
    }
    const above = of(x)
    closeTanh(above, x, test)
    assert.equal(above[1], 1)
    const below = of(x.map((value) => -value))
    for (const [i, rate] of below.entries()) assert.ok(rate === -above[i]! || Number.isNaN(rate))
    assert.ok(Number.isNaN(below[0]!))
    assert.equal(above.at(-1), 1)
  })
})

describeInBoth("a trace", (test) => {
  it("is mixed as its twin at odd sizes, NaN and infinity included, also with itself", () => {
    const { round, draw, put, same, forShapes } = test
    const [alpha, beta] = [round(0.9), round(-0.4)]
    forShapes((m, k, seed, special) => {
      const n = m * k
      const [x, y] = [draw(seed, n, special), draw(seed + 1, n, special)]
      const [X, Y, out] = [put(x, 1, n), put(y, 1, n), put(x, 1, n)]
      test.call.mix(out.pointer, alpha, X.pointer, beta, Y.pointer, n)
      same(out, twin.mix(test, alpha, x, beta, y))
      test.call.mix(out.pointer, 1, X.pointer, 0, X.pointer, n)
      same(out, twin.mix(test, 1, x, 0, x))
      test.call.mix(X.pointer, alpha, X.pointer, beta, Y.pointer, n)
      same(X, twin.mix(test, alpha, x, beta, y))
    })
  })

  it("decays to 0 within the steps that lead to the smallest normal number", () => {
    const X = test.put([1, -1, 3], 1, 3)
    const steps = Math.ceil(-Math.log2(test.smallest)) + 3
    for (let t = 0; t < steps; t++) test.call.mix(X.pointer, 0.5, X.pointer, 0, X.pointer, 3)
    test.same(X, [0, 0, 0])
  })
})
