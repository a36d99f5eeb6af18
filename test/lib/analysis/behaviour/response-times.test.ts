import assert from "node:assert/strict"
import { responseTimes } from "../../../../lib/analysis/behaviour/response-times.ts"
import { animal } from "../../../../lib/data/animal.ts"
import { readTrialTable } from "../../../../lib/data/trial-table.ts"

const head = "contrastLeft,contrastRight,choice,feedbackType,session,stimOn_times,response_times"
function timed(lines: readonly string[], header = head) {
  const { table } = readTrialTable(`${[header, ...lines].join("\n")}\n`, { file: "times" })
  return animal({ name: "T", source: "recorded", dataset: null, table, licence: "", citation: "", notes: [] })
}
const line = (session: number, seconds: number | string, choice = -1) =>
  `nan,0.5,${choice},${choice === -1 ? 1 : -1},${session},10,${seconds}`

describe("response times", () => {
  it("are medians from stimulus to response by stage and contrast, without missed ones", () => {
    const lines = [1, 2, 3, 4, 100].map((seconds) => line(0, 10 + seconds))
    const mouse = timed([...lines, line(0, "nan"), line(0, 70, 0), line(1, 12), line(1, 13)])
    const rows = responseTimes(mouse, { stages: 2 }).objects() as Record<string, unknown>[]
    assert.deepEqual(
      rows.map(({ stage, contrast, trials, median, medianLow }) => [stage, contrast, trials, median, medianLow]),
      [
        ["session 1", 50, 5, 3, null],
        ["session 2", 50, 2, 2.5, null],
      ],
    )
  })

  it("have an interval by order statistics: of 100 medians, the 40th and 61st of sorted times", () => {
    const mouse = timed(Array.from({ length: 100 }, (_, i) => line(0, 11 + i)))
    const [row] = responseTimes(mouse).objects() as Record<string, number>[]
    // 100 / 2 - 9.8 = 40.2.
    assert.deepEqual([row!.median, row!.medianLow, row!.medianHigh], [50.5, 41, 60])
  })

  it("are refused for choices alone, and where there are no times", () => {
    assert.throws(() => responseTimes({} as never), /needs an animal with its table/)
    const short = "contrastLeft,contrastRight,choice,feedbackType,session"
    assert.throws(
      () => responseTimes(timed(["nan,0.5,-1,1,0"], short)),
      /T lacks stimOn_times .* its columns are contrastLeft/,
    )
    assert.throws(() => responseTimes(timed([line(0, "nan")])), /no trial with both times/)
  })
})
