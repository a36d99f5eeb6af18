import assert from "node:assert/strict"
import { scalingReport } from "./workers-beside-processes.ts"

const times = (workers: readonly number[]) => ({ one: [20, 18, 22], processes: [10, 11, 12], workers })

describe("the report of workers beside processes", () => {
  it("has the median of the rounds' shares and each arm's scaling", () => {
    const page = scalingReport(2, times([10, 10, 20]))
    assert.match(page, /^\| 2 trainings \| median \| spread \| scaling \|\n/)
    assert.match(page, /\n\| processes \| 11 s \| 10 to 12 \| 1\.82 x \|\n\| workers \| 10 s \| 10 to 20 \| 2 x \|\n/)
    assert.match(
      page,
      /Two workers reach 1 of the scaling of two processes \(median of 3 rounds, 0\.6 to 1\.1; asked: 0\.93\): met\.$/,
    )
  })

  it("says where workers fall behind", () => {
    assert.match(scalingReport(2, times([11, 12, 13])), /Two workers reach 0\.917 .*: NOT met\.$/)
  })

  it("knows nothing where two processes did not have two cores", () => {
    const page = scalingReport(2, { one: [20], processes: [19], workers: [19] })
    assert.match(page, /: not known, as others had the second core: two processes come to 1\.05 x\.$/)
  })
})
