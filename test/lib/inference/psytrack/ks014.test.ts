import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import type { PsytrackOptions } from "../../../../lib/inference/psytrack/learner.ts"
import type { WalkInfo } from "../../../../lib/inference/weight-noise/fit.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { loadKs014 } from "../../../support/ks014.ts"

const kept = [0, 1000, 2500, 5000, 7500, 10_309]

/** Anchors of mouse KS014 at fixed hyper-parameters, on which two other implementations agree to 1e-6. */
const anchors: readonly {
  readonly options: PsytrackOptions
  readonly evidence: number
  readonly natsPerTrial: number
  readonly bias: readonly number[]
  readonly stimulus: readonly number[]
}[] = [
  {
    options: { dayNoise: false, log2Sigma: [-4, -5] },
    evidence: -4973.1445,
    natsPerTrial: -0.454906,
    bias: [0.4988, -0.7392, -1.77, -1.0664, 0.5137, -0.3139],
    stimulus: [-0.149, -0.2551, -0.0054, 1.0181, 1.7948, 1.9783],
  },
  {
    options: { dayNoise: true, log2Sigma: [-4, -5], log2SigmaDay: [-1, -1] },
    evidence: -4950.1578,
    natsPerTrial: -0.451739,
    bias: [0.4988, -0.7367, -1.7659, -1.0686, 0.5427, -0.3141],
    stimulus: [-0.1489, -0.2554, -0.0113, 1.0213, 1.6272, 1.9808],
  },
  {
    options: { dayNoise: false, log2Sigma: [-3.35, -5.2] },
    evidence: -4964.5339,
    natsPerTrial: -0.446782,
    bias: [0.544, -0.6983, -1.9292, -1.0911, 0.7355, -0.4649],
    stimulus: [-0.1644, -0.2308, 0.0315, 1.0362, 1.8074, 2.101],
  },
  {
    options: { dayNoise: true, log2Sigma: [-3.75, -5.375], log2SigmaDay: [0.835, -2.135] },
    evidence: -4928.883,
    natsPerTrial: -0.448766,
    bias: [0.516, -0.7271, -1.8271, -1.0869, 0.7316, -0.3704],
    stimulus: [-0.1804, -0.2156, 0.0163, 1.0489, 1.7218, 2.1335],
  },
]

/** Half a unit of the last printed digit, and what rounding of a double may add. */
const printed = 5.01e-5

describe("PsyTrack on mouse KS014", () => {
  let mouse: ChoiceSequence | null
  before(async () => {
    mouse = await loadKs014()
  })
  const fitMouse = async (options: PsytrackOptions) => {
    const { value, info, status, message } = await learners.psytrack(options).fit([mouse!], { key: key(1) })
    assert.equal(status, "converged", message)
    return { value, info: info as WalkInfo }
  }

  for (const { options, evidence, natsPerTrial, bias, stimulus } of anchors) {
    it(`has evidence ${evidence} and the printed weights at ${JSON.stringify(options)}`, async function () {
      if (mouse === null) return this.skip()
      const { value, info } = await fitMouse(options)
      assert.ok(Math.abs(info.evidence - evidence) < 1e-3, `${info.evidence}`)
      assert.ok(Math.abs(value.natsPerTrial - natsPerTrial) < 1e-6, `${value.natsPerTrial}`)
      const { weightBias, weightStimulus } = value.trajectories[0]!
      for (const [i, t] of kept.entries()) {
        assert.ok(Math.abs(weightBias[t]! - bias[i]!) < printed, `bias at ${t}: ${weightBias[t]}`)
        assert.ok(Math.abs(weightStimulus[t]! - stimulus[i]!) < printed, `stimulus at ${t}: ${weightStimulus[t]}`)
      }
    })
  }

  it("has the printed standard errors", async function () {
    if (mouse === null) return this.skip()
    const { value } = await fitMouse({ dayNoise: false, log2Sigma: [-4, -5] })
    const { standardErrors } = value.trajectories[0]!
    const found = [5000, 10_309].flatMap((t) => [standardErrors!.bias![t]!, standardErrors!.stimulus![t]!])
    for (const [i, expected] of [0.2839, 0.2096, 0.3862, 0.3645].entries())
      assert.ok(Math.abs(found[i]! - expected) < printed, `${found[i]}`)
  })

  it("finds the highest evidence there is without day noise, -4964.53", async function () {
    if (mouse === null) return this.skip()
    const { value, info } = await fitMouse({ dayNoise: false })
    assert.ok(Math.abs(info.evidence + 4964.53) < 0.1, `${info.evidence}`)
    assert.ok(info.evidence >= -4964.534)
    assert.ok(Math.abs(value.natsPerTrial + 0.44682) < 1e-4)
    assert.ok(Math.abs(value.parameters[0]!.value + 3.352) < 0.01)
    assert.ok(Math.abs(value.parameters[1]!.value + 5.202) < 0.01)
  })

  it("finds the highest evidence there is with day noise, -4928.88", async function () {
    if (mouse === null) return this.skip()
    const { value, info } = await fitMouse({})
    assert.ok(Math.abs(info.evidence + 4928.88) < 0.1, `${info.evidence}`)
    assert.ok(info.evidence >= -4928.8831)
    for (const [i, expected] of [-3.748, -5.375, 0.836, -2.135].entries())
      assert.ok(Math.abs(value.parameters[i]!.value - expected) < 0.01, JSON.stringify(value.parameters[i]))
  })
})
