import assert from "node:assert/strict"
import type { FittedLearner, TrialState } from "../../../../lib/inference/learner.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import { historyCurves } from "../../../../lib/inference/reading/history-curves.ts"
import { initialParameters, recurrentUpdateNetwork } from "../../../../lib/inference/rnn-glm/network.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { asFitted, updateOf } from "../../../support/fitted-rule.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 600, key: key(1) })
const options = { key: key(2), onProgress: () => {} }
const units = 5
const network = recurrentUpdateNetwork(units)

function recurrent(parameters: Float64Array): FittedLearner {
  const rule = learners.rnnGlm({ hiddenUnits: units }).thaw!(parameters)
  return asFitted(animal, { ...rule, update: rule.update! })
}

/** A rule by hand that carries the mean reward of the past: h <- h + (r - h) / 2, and learns (1 + h) times as much. */
const halving = asFitted(animal, {
  update: (state) => {
    const [stimulus, bias] = updateOf(reinforce({ rate: 0.1 }))(state)
    const more = 1 + (state.hidden?.[0] ?? 0)
    return [more * stimulus, more * bias]
  },
  nextHidden: ({ hidden, reward }) => {
    const before = hidden?.[0] ?? 0
    return Float64Array.of(before + (reward - before) / 2)
  },
})

type Row = Record<string, number | string | boolean>

describe("history curves", () => {
  it("are means over all 256 pasts of four trials at held weights, as sequences run one by one have them", async () => {
    const fitted = recurrent(initialParameters(network, key(3), 0.5))
    const { table } = await historyCurves(fitted, animal, { ...options, weights: [0.7], biases: [-0.5] })
    const rows = table.objects({ limit: Infinity }) as Row[]
    const row = rows.find(
      (each) => each.past === "rewarded" && each.windowTrials === 2 && each.outcome === "error" && each.contrast === 25,
    )!
    assert.equal(row.sequences, 256 / 4)
    const held = { weightStimulus: 0.7, weightBias: -0.5 }
    let sum = 0
    for (let code = 0; code < 256; code += 1) {
      const past = [0, 1, 2, 3].map((i) => (code >> (2 * i)) & 3)
      const trials = past.map((bits) => {
        const [stimulus, choice] = [bits & 1 ? 1 : -1, (bits >> 1) as 0 | 1]
        return { stimulus, choice, reward: (choice === 1) === stimulus > 0 ? 1 : 0 } as const
      })
      if (trials.slice(-2).some(({ reward }) => reward === 0)) continue
      let hidden: Float64Array | undefined
      for (const trial of trials) hidden = fitted.nextHidden!({ ...held, ...trial, ...(hidden && { hidden }) })
      const probe: TrialState = { ...held, stimulus: Number(row.stimulus), choice: 0, reward: 0, hidden: hidden! }
      sum += fitted.update!(probe)[0]
    }
    assert.ok(Math.abs(Number(row.changeStimulus) - sum / 64) < 1e-15)
  })

  it("coincide to 1e-12 for a recurrent network whose gate is shut and whose recurrent weights are 0", async () => {
    const parameters = initialParameters(network, key(4), 0.5)
    const { recurrentWeights, inputBiases } = network.gru
    parameters.fill(0, recurrentWeights, recurrentWeights + 3 * units * units)
    parameters.fill(-1e4, inputBiases + units, inputBiases + 2 * units)
    const { table, value } = await historyCurves(recurrent(parameters), animal, options)
    const rows = table.objects({ limit: Infinity }) as Row[]
    for (const row of rows) {
      const any = rows.find(
        (each) => each.past === "any" && each.outcome === row.outcome && each.contrast === row.contrast,
      )!
      assert.ok(Math.abs(Number(row.changeStimulus) - Number(any.changeStimulus)) < 1e-12)
      assert.ok(Math.abs(Number(row.changeBias) - Number(any.changeBias)) < 1e-12)
    }
    assert.ok(value.gaps.every(({ gap }) => Math.abs(gap) < 1e-12))
  })

  it("know no gap of a rule without memory", async () => {
    const plain = asFitted(animal, { update: updateOf(reinforce({ rate: 0.1 })) })
    const { value } = await historyCurves(plain, animal, { ...options, fillers: [0, 3], draws: 5 })
    assert.deepEqual(
      value.gaps.map(({ windowTrials, fillers }) => [windowTrials, fillers]),
      [
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
        [4, 3],
      ],
    )
    assert.ok(value.gaps.every(({ gap }) => Math.abs(gap) < 1e-15))
  })

  it("find the gap of a rule that carries its mean reward, growing with the window and halved by every trial in between", async () => {
    const { value } = await historyCurves(halving, animal, { ...options, fillers: [0, 1, 2, 5], draws: 3 })
    const gaps = value.gaps.map(({ gap }) => gap)
    // After a window of S trials h differs by 1 - 2^-S; each trial in between halves that.
    const shares = [1, 2, 3, 4].map((trials) => 1 - 2 ** -trials)
    const full = gaps[3]! / shares[3]!
    shares.forEach((share, i) => {
      assert.ok(Math.abs(gaps[i]! - full * share) < 1e-12)
    })
    ;[1, 2, 5].forEach((fillers, i) => {
      assert.ok(Math.abs(gaps[4 + i]! - gaps[3]! * 2 ** -fillers) < 1e-12)
    })
    assert.ok(full > 0)
  })

  it("say which trials ago a window lies: 7 to 10 with six trials in between", async () => {
    const { table } = await historyCurves(halving, animal, { ...options, fillers: [6], draws: 4 })
    const rows = table.objects({ limit: Infinity }) as Row[]
    assert.deepEqual([rows[0]!.nearestTrialsAgo, rows[0]!.farthestTrialsAgo, rows[0]!.sequences], [7, 10, 64])
    assert.deepEqual([...new Set(rows.map(({ past }) => past))], ["rewarded", "unrewarded"])
  })

  it("of several fits have bands, and gaps an interval", async () => {
    const strong = { ...halving, update: (state: TrialState) => halving.update(state).map((x) => 2 * x) as never }
    const { value, table } = await historyCurves([halving, strong], animal, options)
    assert.ok(value.gaps[0]!.interval![0] < value.gaps[0]!.gap)
    assert.equal(value.gaps[0]!.agrees, true)
    const rows = table.objects({ limit: Infinity }) as Row[]
    assert.ok(Number(rows[0]!.changeStimulusLow) < Number(rows[0]!.changeStimulusHigh))
  })

  it("can be stopped", async () => {
    await withStopCounter(async (stop) => {
      const running = historyCurves(halving, animal, { key: key(2), fillers: [20], draws: 100_000 })
      setTimeout(stop, 30)
      assert.equal((await running).status, "stopped")
    })
  })

  it("are refused without a key, and for impossible options", async () => {
    await assert.rejects(historyCurves(halving, animal, {} as never), /needs a random key/)
    await assert.rejects(historyCurves(halving, animal, { ...options, pastTrials: 9 }), /from 1 to 6, got 9/)
    await assert.rejects(historyCurves(halving, animal, { ...options, fillers: [-1] }), /fillers must be an integer/)
    await assert.rejects(historyCurves(halving, animal, { ...options, past: 1 } as never), /no option "past"/)
  })
})
