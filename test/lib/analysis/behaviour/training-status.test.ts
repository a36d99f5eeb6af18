import assert from "node:assert/strict"
import { psychometricCurve } from "../../../../lib/analysis/behaviour/psychometric-fit.ts"
import { trainingStatus } from "../../../../lib/analysis/behaviour/training-status.ts"
import { animals } from "../../../../lib/data/animals.ts"
import type { MadeUpColumns } from "../../../support/alf-folder.ts"
import { loadKs014 } from "../../../support/ks014.ts"
import { type MadeUpDay, madeUpAnimal } from "../../../support/made-up-animal.ts"

interface Skill {
  readonly bias?: number
  readonly threshold?: number
  readonly lapse?: number
  readonly perContrast?: number
  readonly seconds?: number
  readonly zero?: boolean
  readonly taskProtocol?: string
  /** P(right) added in trials of biased blocks. */
  readonly blockShift?: number
}

const contrasts = [-100, -50, -25, -12.5, -6.25, 0, 6.25, 12.5, 25, 50, 100]

/** A session whose choices follow a psychometric curve as closely as whole trials can. */
function day(index: number, skill: Skill): MadeUpDay {
  const { bias = 0, threshold = 15, lapse = 0.05, perContrast = 60, seconds = 0.8, zero = true, blockShift = 0 } = skill
  const rows = contrasts
    .filter((contrast) => zero || contrast !== 0)
    .flatMap((contrast) => {
      const p = psychometricCurve({ bias, threshold, lapseLeft: lapse, lapseRight: lapse }, contrast)
      return Array.from({ length: perContrast }, (_, i) => {
        const block = blockShift > 0 && i % 2 === 1
        const right = (i + 0.5) / perContrast < (block ? Math.min(1, p + blockShift) : p)
        const side = contrast === 0 ? (i % 2 === 0 ? -1 : 1) : Math.sign(contrast)
        return { side, fraction: Math.abs(contrast) / 100, right, prior: block ? 0.2 : 0.5 }
      })
    })
  const columns: MadeUpColumns = {
    contrastLeft: rows.map(({ side, fraction }) => (side < 0 ? fraction : Number.NaN)),
    contrastRight: rows.map(({ side, fraction }) => (side > 0 ? fraction : Number.NaN)),
    choice: rows.map(({ right }) => (right ? -1 : 1)),
    feedbackType: rows.map(({ right, side }) => (right === side > 0 ? 1 : -1)),
    probabilityLeft: rows.map(({ prior }) => prior),
    stimOn_times: rows.map((_, i) => 5 * i),
    response_times: rows.map((_, i) => 5 * i + seconds),
  }
  const { taskProtocol = "_iblrig_tasks_trainingChoiceWorld" } = skill
  return { date: `2001-01-${String(index + 1).padStart(2, "0")}`, taskProtocol, columns }
}

const status = async (...skills: readonly Skill[]) =>
  trainingStatus(madeUpAnimal(skills.map((skill, i) => day(i, skill))))

describe("the status of training", () => {
  it("is 1a, then 1b, once three sessions in a row meet all criteria, the curve being that of all three", async () => {
    const poor = { threshold: 60, lapse: 0.3 }
    const good = { perContrast: 30 }
    const better = { perContrast: 60, lapse: 0.03 }
    const { value, table, status: end, message } = await status(poor, good, good, good, better, better, better)
    assert.deepEqual(value, { stage: "trained 1b", firstTrained1a: 4, firstTrained1b: 7 })
    assert.equal(end, "converged")
    assert.equal(message, "made-up meets the criteria of training 1a with session 4, of 1b with session 7.")
    const rows = table.objects() as Record<string, number | string | null>[]
    assert.deepEqual(
      rows.map(({ stage }) => stage),
      [...["in training", "in training", "in training", "trained 1a", "trained 1a", "trained 1a"], "trained 1b"],
    )
    assert.deepEqual([rows[1]!.bias, rows[1]!.threshold], [null, null])
    assert.ok(Math.abs((rows[6]!.threshold as number) - 15) < 1.5, String(rows[6]!.threshold))
    assert.ok(Math.abs(rows[6]!.bias as number) < 1 && Math.abs((rows[6]!.lapseLeft as number) - 0.03) < 0.01)
    assert.deepEqual([rows[6]!.trials, rows[6]!.synthetic, rows[6]!.date], [660, true, "2001-01-07"])
  })

  const enough: Skill = { perContrast: 40, lapse: 0.03 }
  const failing: readonly [string, Skill][] = [
    ["200 trials", { perContrast: 18 }],
    ["80 % on easy contrasts", { lapse: 0.25 }],
    ["a bias below 16 %", { bias: 18 }],
    ["a threshold below 19 %", { threshold: 24 }],
    ["zero contrast", { zero: false }],
  ]
  for (const [what, skill] of failing) {
    it(`is not 1a where a session, or all, are without ${what}`, async () => {
      const bad = { ...enough, ...skill }
      const sessions = what.includes("bias") || what.includes("threshold") ? [bad, bad, bad] : [enough, bad, enough]
      assert.equal((await status(...sessions)).value.stage, "in training")
      assert.notEqual((await status(enough, enough, enough)).value.stage, "in training")
    })
  }

  it("is 1a but not 1b where responses at zero contrast take two seconds", async () => {
    const fast = await status(enough, enough, enough)
    assert.equal(fast.value.stage, "trained 1b")
    const slow = { ...enough, seconds: 2.5 }
    const { value, table } = await status(slow, slow, slow)
    assert.equal(value.stage, "trained 1a")
    assert.equal(table.get("zeroContrastSeconds", 2), 2.5)
  })

  it("takes of biased sessions the trials of the unbiased block only", async () => {
    const shifted = { ...enough, blockShift: 0.5, perContrast: 80 }
    const biased = { ...shifted, taskProtocol: "_iblrig_tasks_biasedChoiceWorld" }
    const [inBlocks, inTraining] = [await status(biased, biased, biased), await status(shifted, shifted, shifted)]
    const bias = ({ table }: typeof inBlocks) => Math.abs(table.get("bias", 2) as number)
    assert.ok(bias(inBlocks) < 1 && bias(inTraining) > 2, `${bias(inBlocks)} ${bias(inTraining)}`)
  })

  it("reports its progress session by session, and refuses what has no contrasts", async () => {
    const seen: number[] = []
    const mouse = madeUpAnimal([day(0, enough), day(1, enough)])
    await trainingStatus(mouse, { onProgress: ({ done }) => seen.push(done) })
    assert.equal(seen.at(-1), 2)
    await assert.rejects(
      trainingStatus({ ...mouse, evidence: "tones" }),
      /the stimulus of made-up is tones; its criteria are of contrasts/,
    )
    await assert.rejects(trainingStatus(mouse, { key: 1 } as object), /trainingStatus has no option "key"/)
  })

  it("of KS014 is 1a with its fifteenth session, after which its laboratory began with biased blocks", async function () {
    if ((await loadKs014()) === null) return this.skip()
    const { value } = await trainingStatus(await animals.load("KS014"))
    assert.deepEqual(value, { stage: "trained 1a", firstTrained1a: 15, firstTrained1b: null })
  })
})
