import assert from "node:assert/strict"
import type { ChoiceSequence } from "../../../../lib/data/choices.ts"
import { learners } from "../../../../lib/inference/learners.ts"
import type { WalkInfo } from "../../../../lib/inference/weight-noise/fit.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { goldenNumbers } from "../../../support/golden-animals.ts"

const regressors = ["bias", "s1", "s2"]
const kept = [0, 39, 40, 120, 199]

/** Printed by test/golden/psytrack.py: weights and standard errors of each regressor at the kept trials. */
const rows: readonly {
  readonly log2SigmaDay?: readonly number[]
  readonly evidence: number
  readonly logLikelihood: number
  readonly weights: readonly (readonly number[])[]
  readonly standardErrors: readonly (readonly number[])[]
}[] = [
  {
    evidence: -140.7041611391512,
    logLikelihood: -122.61594697776258,
    weights: [
      [0.055945487, -0.079221657, -0.075000001, 0.090919077, 0.20934737],
      [1.057474749, 1.032228642, 1.031604484, 1.136122086, 1.349718243],
      [-0.561057427, -0.473416052, -0.467093432, -0.525820173, -0.978885928],
    ],
    standardErrors: [
      [0.360516008, 0.269640164, 0.269071215, 0.260707536, 0.371021187],
      [0.359645902, 0.317866519, 0.317111862, 0.308431402, 0.371710357],
      [0.708001028, 0.502312194, 0.499730084, 0.509447543, 0.710260497],
    ],
  },
  {
    log2SigmaDay: [-1, -2, 0],
    evidence: -142.3682502146512,
    logLikelihood: -121.04396885434758,
    weights: [
      [-0.001481993, -0.171351545, -0.047906173, 0.102724672, 0.239071415],
      [1.014984749, 0.988316163, 0.936786529, 1.26215817, 1.570703858],
      [-0.640165877, -0.598498754, -0.413058644, -0.673864278, -0.966289837],
    ],
    standardErrors: [
      [0.378204649, 0.334203532, 0.326959643, 0.332458127, 0.397009676],
      [0.408295484, 0.376734416, 0.343284487, 0.356330453, 0.436948626],
      [0.74598767, 0.650189573, 0.587098774, 0.656353443, 0.754089703],
    ],
  },
]

function goldenAnimal(): ChoiceSequence {
  const trials = 200
  const [s1, s2, noise] = [1, 2, 3].map((seed) => goldenNumbers(seed, trials))
  return {
    animal: "golden",
    synthetic: true,
    stimulus: s1!,
    choice: Uint8Array.from(s1!, (s, t) => ((s * t) / trials + noise![t]! > 0 ? 1 : 0)),
    reward: new Uint8Array(trials),
    side: Uint8Array.from(s1!, (s) => (s > 0 ? 1 : 0)),
    sessionStart: Uint8Array.from({ length: trials }, (_, t) => (t % 40 === 0 ? 1 : 0)),
    session: Uint16Array.from({ length: trials }, (_, t) => Math.floor(t / 40)),
    inputs: { s1: s1!, s2: s2! },
  }
}

describe("PsyTrack beside the public package, at equal deviations", () => {
  for (const { log2SigmaDay, evidence, logLikelihood, weights, standardErrors } of rows) {
    it(`has its evidence, weights and standard errors ${log2SigmaDay ? "with" : "without"} day noise`, async () => {
      const given = { log2Sigma: [-4, -5, -3], ...(log2SigmaDay && { log2SigmaDay }) }
      const learner = learners.psytrack({ regressors, dayNoise: log2SigmaDay !== undefined, ...given })
      const { value, info } = await learner.fit([goldenAnimal()], { key: key(1), onProgress: () => {} })
      // The package ends its own search at a slope of 1e-9.
      assert.ok(Math.abs((info as WalkInfo).evidence - evidence) < 1e-6, `${info.evidence}`)
      assert.ok(Math.abs((info as WalkInfo).logLikelihood - logLikelihood) < 1e-6, `${info.logLikelihood}`)
      const { weights: found, standardErrors: errors } = value.trajectories[0]!
      for (const [k, name] of regressors.entries())
        for (const [i, t] of kept.entries()) {
          assert.ok(Math.abs(found![name]![t]! - weights[k]![i]!) < 1e-6, `${name} at ${t}`)
          assert.ok(Math.abs(errors![name]![t]! - standardErrors[k]![i]!) < 1e-6, `error of ${name} at ${t}`)
        }
    })
  }
})
