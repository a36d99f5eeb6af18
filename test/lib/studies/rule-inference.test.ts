import assert from "node:assert/strict"
import { choices } from "../../../lib/data/choices.ts"
import { syntheticCohort } from "../../../lib/data/synthetic-animals.ts"
import type { Evaluation } from "../../../lib/inference/evaluation/evaluation.ts"
import { recoveryStudy } from "../../../lib/inference/recovery/study.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { RuleInferenceResults } from "../../../lib/studies/rule-inference/claims.ts"
import type { MouseReading } from "../../../lib/studies/rule-inference/mouse.ts"
import type { RuleInferenceSpec } from "../../../lib/studies/rule-inference/spec.ts"
import { studies } from "../../../lib/studies/studies.ts"

const study = studies.ruleInference
const tiny: RuleInferenceSpec = {
  ...study.presets.quick,
  mice: 3,
  sessions: 1,
  trials: 200,
  folds: 3,
  cohortEpochs: 2,
  mouseEpochs: 3,
  mouseSeeds: 2,
  trainTrials: 150,
  testTrials: 40,
}
const quiet = { onProgress: () => {}, workers: 1 }

interface Claim {
  readonly claim: string
  readonly verdict: string
  readonly measured: string
  readonly remark: string
}
const claimsOf = (results: RuleInferenceResults) => study.claims(results).objects() as Claim[]
const verdict = (results: RuleInferenceResults, claim: string) =>
  claimsOf(results).find((row) => row.claim === claim)!.verdict

/** An evaluation with these scores of the published models, in their order. */
function scored(scores: readonly number[], synthetic = true): Evaluation {
  const rows = study.models.map(({ make }, i) => ({ label: make(1).label, natsPerTrial: scores[i]! }))
  return { rows, animals: ["a", "b"], synthetic } as unknown as Evaluation
}

describe("the study of rule inference", function () {
  this.timeout(120_000)
  const mice = study.cohort(tiny, key(1))

  it("has a cohort of as many mice and at most as many trials as its preset says, all synthetic", () => {
    assert.equal(mice.length, 3)
    assert.ok(mice.every(({ choice, synthetic }) => choice.length === 200 && synthetic))
  })

  it("scores the seven models of the paper on held-out animals and on later trials", async () => {
    const heldOut = await study.heldOutAnimals(mice, tiny, { key: key(2), ...quiet })
    const later = await study.laterTrials(mice, tiny, { key: key(2), ...quiet })
    for (const { value } of [heldOut, later]) {
      assert.equal(value.rows.length, 7)
      assert.ok(value.rows.every(({ natsPerTrial }) => natsPerTrial !== null && natsPerTrial < 0))
    }
    const rows = claimsOf({ heldOut: heldOut.value, future: later.value })
    assert.match(rows.find(({ claim }) => claim === "C4")!.remark, /3 synthetic mice/)
    assert.match(rows.find(({ claim }) => claim === "C5")!.measured, /RNNGLM -0\.\d{4}/)
  })

  it("reads one animal, and judges what it finds", async () => {
    const animal = choices(syntheticCohort({ key: key(5), mice: 1, sessions: 2 })[0]!.animal)
    const mouse = await study.readMouse(animal, tiny, { key: key(3), onProgress: () => {} })
    assert.equal(mouse.feedForward.length, 2)
    const rows = claimsOf({ mouse }).filter(({ claim }) => ["C6", "C7", "C8", "C11"].includes(claim))
    assert.equal(rows.length, 4)
    assert.ok(rows.every((row) => row.verdict !== "not tested here" && /synthetic mouse/.test(row.remark)))
  })

  it("says of what was not measured that it was not tested", () => {
    const rows = claimsOf({})
    assert.deepEqual(
      rows.map(({ claim, verdict }) => [claim, verdict]),
      ["C4", "C5", "C6", "C7", "C8", "C11"].map((claim) => [claim, "not tested here"]),
    )
  })

  it("repeats what recovery says of simulated animals", async () => {
    const { value } = await recoveryStudy("S14", { key: key(1), ...quiet })
    const row = claimsOf({ recovery: value.runs }).find(({ claim }) => claim === "C10")!
    assert.match(row.remark, /Simulated animals, figure S14/)
    const { recoveredRule, recoveryScores } = study.figures
    const { data, layout } = recoveredRule(value.curves) as unknown as {
      data: { name?: string; y: number[] }[]
      layout: { title: { text: string } }
    }
    // Two conditions, two outcomes, inferred and true each; a true rule teaches nothing after errors.
    assert.equal(data.length, 8)
    assert.ok(data.filter(({ name }) => name === "true, error").every(({ y }) => y.every((change) => change === 0)))
    assert.match(layout.title.text, /simulated animals/)
    assert.throws(() => recoveredRule(value.curves, { weightStimulus: 17 }), /no curve at w_stim 17/)
    const points = recoveryScores(value.summary, "stepError").data[0] as { x: string[]; y: number[] }
    assert.deepEqual(points.x, ["S14: changes of weights", "S14: weights themselves"])
    assert.throws(() => recoveryScores(value.summary, "luck"), /no score "luck"; accepted are natsPerTrial/)
  })

  it("holds the order of models where it is so, and denies it where one stands elsewhere", () => {
    const published = study.models.map(({ heldOut }) => heldOut)
    assert.equal(verdict({ heldOut: scored(published) }, "C4"), "holds")
    assert.equal(verdict({ future: scored(study.models.map(({ future }) => future)) }, "C5"), "holds")
    const [first, ...rest] = published
    assert.equal(verdict({ heldOut: scored([first! - 0.1, ...rest]) }, "C4"), "does not hold")
  })

  it("denies claims about one mouse where its numbers say otherwise", () => {
    const weights = Float64Array.of(0, 1, 2, 4)
    const fitted = (stimulus: Float64Array, bias: Float64Array) => ({
      value: { trajectories: [{ weightStimulus: stimulus, weightBias: bias }] },
    })
    const made = (gap: number, baseline: number, shares: readonly number[]) =>
      ({
        animal: "m",
        synthetic: false,
        smooth: fitted(weights, weights),
        signed: fitted(weights, weights),
        nonNegative: fitted(
          weights,
          weights.map((w) => -w),
        ),
        learningShares: shares,
        controls: { value: { conclusion: "", contrasts: [{ name: "gap", difference: 0.1 }] } },
        indices: {
          objects: () =>
            [0, 1, 2].map(() => ({ index: "baseline", weight: "stimulus", value: baseline, agrees: true })),
        },
        histories: {
          value: { gaps: [1, 2].map((n) => ({ windowTrials: n, fillers: 0, gap: gap * n, agrees: true })) },
        },
      }) as unknown as MouseReading
    const verdicts = (mouse: MouseReading) => ["C6", "C7", "C8", "C11"].map((claim) => verdict({ mouse }, claim))
    assert.deepEqual(verdicts(made(0.1, -0.1, [0.3, 0.92])), ["holds", "holds", "holds", "holds"])
    assert.deepEqual(verdicts(made(-0.1, 0.1, [0.3, 0.4])), [
      "does not hold",
      "does not hold",
      "holds",
      "does not hold",
    ])
  })

  it("publishes the paper's totals: nats per trial times 120,000 and 6,000 trials", () => {
    const totals = study.models.map(({ heldOut, future }) => [
      Math.round(heldOut * 120_000),
      Math.round(future * 60_000) / 10,
    ])
    assert.deepEqual(totals, [
      [-59892, -2881.2],
      [-60168, -2890.2],
      [-60360, -2905.8],
      [-60504, -2914.8],
      [-60564, -2893.8],
      [-60576, -2924.4],
      [-68532, -3272.4],
    ])
  })
})
