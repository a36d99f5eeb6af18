import assert from "node:assert/strict"
import { choiceSequences } from "../../../lib/data/subjects.ts"
import { trueModel } from "../../../lib/inference/recovery/true-model.ts"
import { designMatrix } from "../../../lib/inference/regressors.ts"
import { choiceLogLikelihood, probabilityRight } from "../../../lib/networks/glm-policy.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { eligibility } from "../../../lib/rules/eligibility.ts"
import { maximumLikelihood } from "../../../lib/rules/maximum-likelihood.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedStimuli, simulateLearners } from "../../../lib/rules/simulated-learners.ts"

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} to ${tolerance}`)

describe("simulated learners", () => {
  const animals = simulateLearners({ rule: reinforce({ rate: 0.1 }), animals: 40, trials: 200, key: key(1) })

  it("are choices as models read them, with the weights known before the first trial", () => {
    assert.equal(choiceSequences("test", animals).length, 40)
    for (const { initialWeights, synthetic, stimulus, side, choice, reward } of animals) {
      assert.ok(synthetic && initialWeights[0] === -2 && [-1, 0, 1].includes(initialWeights[1]))
      stimulus.forEach((s, t) => {
        assert.ok(simulatedStimuli.includes(s))
        assert.equal(side[t], s > 0 ? 1 : 0)
        assert.equal(reward[t], choice[t] === side[t] ? 1 : 0)
      })
    }
    assert.deepEqual(new Set(animals.map(({ initialWeights }) => initialWeights[1])), new Set([-1, 0, 1]))
  })

  it("predict, choose, then learn: each weight is the one before and the rule's change", () => {
    const rule = reinforce({ rate: 0.1 })
    for (const { truth, stimulus, choice, reward, side, initialWeights } of animals) {
      let weight = initialWeights[0]
      choice.forEach((y, t) => {
        const bias = initialWeights[1]
        assert.equal(truth.weightStimulus[t], weight)
        assert.equal(truth.weightBias[t], bias)
        near(truth.probabilityRight[t]!, probabilityRight(weight * stimulus[t]! + bias), 1e-14)
        const trial = { stimulus: stimulus[t]!, choice: y, reward: reward[t]!, side: side[t]! }
        near(truth.changeStimulus[t]!, rule([weight, bias], trial)[0], 1e-14)
        assert.equal(truth.changeBias[t], 0)
        weight += truth.changeStimulus[t]!
      })
    }
  })

  it("are the same whatever the number of animals, and others under another key", () => {
    const few = simulateLearners({ rule: reinforce({ rate: 0.1 }), animals: 2, trials: 200, key: key(1) })
    assert.deepEqual(few, animals.slice(0, 2))
    const other = simulateLearners({ rule: reinforce({ rate: 0.1 }), animals: 1, trials: 200, key: key(2) })
    assert.notDeepEqual(other[0]!.stimulus, few[0]!.stimulus)
  })

  // Means over the published number of animals of w_stim at t = 0, 100 … 500; the tolerance is three standard errors of 600 animals.
  const courses = [
    { name: "REINFORCE", rule: reinforce({ rate: 0.1 }), start: -2, course: [-2, -0.72, 1.23, 2.25, 2.82, 3.23] },
    {
      name: "maximum likelihood",
      rule: maximumLikelihood(0.05),
      start: -2,
      course: [-2, 0.99, 1.87, 2.37, 2.72, 3.01],
    },
    { name: "eligibility", rule: eligibility({ rate: 0.05 }), start: 0, course: [0, 1.25, 1.93, 2.27, null, 2.86] },
  ]
  for (const { name, rule, start, course } of courses)
    it(`by ${name} have stimulus weights that go the known way`, () => {
      const cohort = simulateLearners({ rule, animals: 600, initialWeights: [start, [-1, 0, 1]], key: key(3) })
      const { meanWeightStimulus } = trueModel(cohort)
      course.forEach((expected, i) => {
        if (expected !== null) near(meanWeightStimulus[100 * i]!, expected, 0.12)
      })
    }).timeout(20_000)

  it("by eligibility hardly learn from the wrong side", () => {
    const cohort = simulateLearners({ rule: eligibility({ rate: 0.05 }), animals: 200, key: key(4) })
    near(trueModel(cohort).meanWeightStimulus[500]!, -1.2, 0.15)
    near(mean(cohort.flatMap(({ reward }) => mean(reward.subarray(0, 100)))), 0.16, 0.03)
  })

  it("with noise have weights that the rule's change and the noise explain, of the deviation asked for", () => {
    const noise = 0.05
    const cohort = simulateLearners({ rule: reinforce({ rate: 0.1 }), noise, animals: 20, key: key(6) })
    for (const { truth } of cohort)
      for (let t = 1; t < 500; t++) {
        const before = truth.weightStimulus[t - 1]! + (truth.changeStimulus[t - 1]! + truth.noiseStimulus[t - 1]!)
        assert.equal(truth.weightStimulus[t], before)
        assert.equal(truth.weightBias[t], truth.weightBias[0])
      }
    const squares = cohort.flatMap(({ truth }) => mean(truth.noiseStimulus.map((x) => x * x)))
    near(Math.sqrt(mean(squares)), noise, 0.002)
  })

  it("of a mixed population take its rules in turn", () => {
    const rule = [reinforce({ rate: 0.1 }), reinforce({ rate: 0.025 })]
    const mixed = simulateLearners({ rule, animals: 4, trials: 50, key: key(7) })
    assert.deepEqual(
      mixed.map(({ truth }) => truth.ruleIndex),
      [0, 1, 0, 1],
    )
    for (const index of [0, 1]) {
      const alone = simulateLearners({ rule: rule[index]!, animals: 4, trials: 50, key: key(7) })
      assert.deepEqual(mixed[index]!.truth.changeStimulus, alone[index]!.truth.changeStimulus)
    }
  })

  it("with distractors learn a weight for each of them from 0, and are scored by all", () => {
    const [animal] = simulateLearners({ rule: reinforce({ rate: 0.1 }), distractors: 3, animals: 1, key: key(8) })
    const { truth, stimulus, choice, reward } = animal!
    const names = ["stimulus", "bias", "distractor1", "distractor2", "distractor3"]
    const x = designMatrix(animal!, names)
    assert.equal(truth.weights!.distractor2![0], 0)
    for (let t = 0; t < 500; t++) {
      const logit = names.reduce((sum, name, k) => sum + truth.weights![name]![t]! * x[5 * t + k]!, 0)
      near(truth.probabilityRight[t]!, probabilityRight(logit), 1e-12)
      const surprise = 0.1 * reward[t]! * (choice[t]! - truth.probabilityRight[t]!)
      near(truth.changes!.distractor2![t]!, surprise * x[5 * t + 3]!, 1e-12)
      near(truth.changeStimulus[t]!, surprise * stimulus[t]!, 1e-12)
    }
  })

  it("that multiply look at one of two stimuli, as the cue says", () => {
    const rule = reinforce({ rate: 0.1 })
    const [animal] = simulateLearners({ rule, decision: "multiplicative", animals: 1, key: key(9) })
    const { inputs, truth, stimulus, side } = animal!
    const { leftStimulus, rightStimulus, cue, attendedLeft, attendedRight } = inputs!
    for (let t = 0; t < 500; t++) {
      const asked = cue![t] === 1 ? leftStimulus![t]! : rightStimulus![t]!
      assert.equal(stimulus[t], asked)
      assert.equal(side[t], asked > 0 ? 1 : 0)
      assert.equal(Math.abs(attendedLeft![t]! * attendedRight![t]!), 0)
      const weight = truth.weights![cue![t] === 1 ? "attendedLeft" : "attendedRight"]![t]!
      near(truth.probabilityRight[t]!, probabilityRight(weight * asked + truth.weightBias[t]!), 1e-12)
    }
    near(mean(cue!), 0.5, 0.1)
  })

  it("tell of one shared weight by Fisher's information: minus the curvature of the likelihood is sum q (1 - q) s^2", () => {
    const [animal] = animals
    const { stimulus, choice } = animal!
    const likelihood = (w: number) => choice.reduce((sum, y, t) => sum + choiceLogLikelihood(w * stimulus[t]!, y), 0)
    const h = 1e-3
    for (const w of [-2, 0, 1.5]) {
      const curvature = (likelihood(w + h) - 2 * likelihood(w) + likelihood(w - h)) / (h * h)
      const information = stimulus.reduce((sum, s) => {
        const q = probabilityRight(w * s)
        return sum + q * (1 - q) * s * s
      }, 0)
      near(-curvature, information, 1e-4 * information)
    }
  })

  it("are refused with what would be accepted", () => {
    const rule = reinforce({ rate: 0.1 })
    const all = (options: object) => () => simulateLearners({ rule, key: key(1), ...options } as never)
    assert.throws(all({ seeds: 3 }), /no option "seeds"; its options are key, rule, animals, trials/)
    assert.throws(all({ animals: 0 }), /animals must be an integer from 1 to 100000, got 0/)
    assert.throws(all({ noise: -1 }), /noise must be a standard deviation from 0, got -1/)
    assert.throws(all({ stimuli: [] }), /stimuli must be finite numbers, got \[\]/)
    assert.throws(all({ initialWeights: [0] }), /initialWeights must be \[stimulus, bias or biases\]/)
    assert.throws(all({ learned: "bias" }), /learned must be "stimulus" or "both", got "bias"/)
    assert.throws(all({ decision: "divisive" }), /decision must be "additive" or "multiplicative"/)
    assert.throws(all({ rule: "reinforce" }), /rule must be a rule such as reinforce/)
    assert.throws(all({ rule: eligibility({ rate: 0.1 }), distractors: 1 }), /rule with memory .* distractor1/)
  })
})
