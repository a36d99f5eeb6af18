import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { trialsAsText } from "../../../lib/data/synthetic-animals.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { closedLoop } from "../../../lib/tasks/closed-loop.ts"
import { drawTruth } from "../../../lib/tasks/synthetic-mouse.ts"
import { trainingChoiceWorld } from "../../../lib/tasks/training-choice-world.ts"
import { deltaw } from "../../support/deltaw.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const plan = { sessions: 2, trialsPerSession: [90, 90] } as const
const alf = trialsAsText(closedLoop(drawTruth(key(1)), trainingChoiceWorld(), plan, key(2)), "mouse")

/** The same trials as another laboratory may write them. */
function foreign(): string {
  const [header, ...lines] = alf.trim().split("\n")
  const names = header!.split(",")
  const at = (fields: readonly string[], name: string) => fields[names.indexOf(name)]!
  const rows = lines.map((line, index) => {
    const fields = line.split(",")
    const contrast = (Number(at(fields, "contrastRight")) || 0) - (Number(at(fields, "contrastLeft")) || 0)
    const response = index % 20 === 7 ? "NaN" : { "1": "L", "-1": "R", "0": "" }[at(fields, "choice")]
    const correct = response === "NaN" ? "" : at(fields, "feedbackType") === "1" ? 1 : 0
    return [at(fields, "session"), 100 * contrast, response, correct].join(",")
  })
  return `${["day", "stim", "resp", "correct"].join(",")}\n${rows.join("\n")}\n`
}

const columns = "choice=resp,signedContrast=stim,reward=correct,session=day"
const values = "choice.right=R,choice.left=L,reward.rewarded=1,reward.unrewarded=0,contrast=percent"

describe("deltaw fit", function () {
  this.timeout(120_000)

  it("writes one page for a file of trials", () =>
    withScratchFolder(async (folder) => {
      const [file, report] = [join(folder, "trials.csv"), join(folder, "out.html")]
      writeFileSync(file, alf)
      const { code, stdout, stderr } = await deltaw({ folder }, "fit", file, "--report", report, "--workers", "1")
      assert.equal(code, 0, stderr)
      assert.match(stdout, /The report has 7 chapters on 1 animal/)
      assert.match(stderr, /Mind: Only 1\d\d trials/)
      assert.match(readFileSync(report, "utf8"), /<h1>How mouse learned<\/h1>/)
    }))

  it("names the likeliest columns of a file that names them otherwise, and then reads it as it is told", () =>
    withScratchFolder(async (folder) => {
      const [file, report] = [join(folder, "ours.csv"), join(folder, "out.html")]
      writeFileSync(file, foreign())
      const refused = await deltaw({ folder }, "fit", file, "--report", report)
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, /lacks the columns .*For choice the likeliest is "resp"/)
      assert.ok(!existsSync(report))
      const told = await deltaw(
        { folder },
        "fit",
        file,
        "--report",
        report,
        "--columns",
        columns,
        "--values",
        values,
        "--workers",
        "1",
      )
      assert.equal(told.code, 0, told.stderr)
      assert.match(readFileSync(report, "utf8"), /9 without a response/)
    }))

  it("refuses what it cannot use in a sentence, and writes nothing", () =>
    withScratchFolder(async (folder) => {
      const [file, report] = [join(folder, "few.csv"), join(folder, "out.html")]
      writeFileSync(file, `${alf.split("\n").slice(0, 21).join("\n")}\n`)
      for (const [args, said] of [
        [["fit"], /whose trials to fit/],
        [["fit", file], /where to put its report/],
        [["fit", file, "--report", report], /has \d+ trials with a response; a report needs at least 30/],
        [["fit", join(folder, "none.csv"), "--report", report], /There is no file or folder/],
        [["fit", file, "--report", report, "--preset", "huge"], /no preset "huge"/],
        [["fit", file, "--report", report, "--columns", "choice"], /--columns has "choice"/],
        [["fit", "nobody", "--report", report], /There is no data set "nobody"/],
      ] as const) {
        const { code, stderr } = await deltaw({ folder }, ...args)
        assert.equal(code, 1, args.join(" "))
        assert.match(stderr, said)
      }
      assert.ok(!existsSync(report))
    }))
})
