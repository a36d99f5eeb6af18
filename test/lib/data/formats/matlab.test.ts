import assert from "node:assert/strict"
import * as fc from "fast-check"
import { findTable, readColumns } from "../../../../lib/data/formats/array-group.ts"
import { type MatlabValue, readMatlab } from "../../../../lib/data/formats/matlab.ts"
import { matlabGroup } from "../../../../lib/data/formats/matlab-table.ts"
import { damaged, filedTrials, refused, refusesOrReads, trialFile } from "../../../support/trial-files.ts"

const columnsOf = (name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...readColumns(findTable(matlabGroup(readMatlab(trialFile(name), name)), name))].map(([field, values]) => [
      field,
      Array.from(values as ArrayLike<unknown>),
    ]),
  )

describe("a MATLAB file of version 5", () => {
  for (const name of ["struct.mat", "struct-packed.mat", "struct-array.mat", "vectors.mat"]) {
    it(`(${name}) gives its trials as columns`, () => {
      const columns = columnsOf(name)
      for (const [field, values] of Object.entries(filedTrials)) assert.deepEqual(columns[field], values)
    })
  }

  it("gives a cell array of texts as a column, logicals as 0 and 1, and small integers", () => {
    assert.deepEqual((columnsOf("struct.mat").words as unknown[]).slice(5, 9), ["left", "left", "", "right"])
    assert.deepEqual(columnsOf("vectors.mat").flag, filedTrials.reward)
    assert.deepEqual(columnsOf("vectors.mat").i8, filedTrials.choice)
  })

  it("gives texts that stand beside the struct", () => {
    const rig = readMatlab(trialFile("struct.mat"), "x").get("rig") as MatlabValue & { kind: "text" }
    assert.equal(rig.text, "made up")
  })

  it("that stops within a variable is refused", () =>
    refused(() => readMatlab(trialFile("struct.mat").subarray(0, 400), "x.mat"), "truncated", /^x\.mat stops within/))

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    for (const name of ["struct.mat", "struct-packed.mat", "struct-array.mat"]) {
      const property = fc.asyncProperty(damaged(trialFile(name)), (bytes) =>
        refusesOrReads(() => readColumns(findTable(matlabGroup(readMatlab(bytes, name)), name))),
      )
      await fc.assert(property, { numRuns: 300 })
    }
  })
})
