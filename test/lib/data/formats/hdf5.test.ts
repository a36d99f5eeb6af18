import assert from "node:assert/strict"
import * as fc from "fast-check"
import { readHdf5 } from "../../../../lib/data/formats/hdf5.ts"
import { damaged, filedTrials, refused, refusesOrReads, trialFile } from "../../../support/trial-files.ts"

const list = (values: unknown): unknown[] => Array.from(values as ArrayLike<unknown>)

describe("an HDF5 file", () => {
  it("of MATLAB 7.3 gives the vectors of a struct, and cells of texts", async () => {
    const { columns } = await readHdf5(trialFile("struct-73.mat"), "x.mat")
    for (const [field, values] of Object.entries(filedTrials)) assert.deepEqual(list(columns.get(field)), values)
    assert.deepEqual(list(columns.get("words")).slice(5, 9), ["left", "left", "", "right"])
  })

  it("of Neurodata Without Borders gives its trials, its date and its animal", async () => {
    const { columns, date, subject } = await readHdf5(trialFile("trials.nwb"), "x.nwb")
    assert.deepEqual([date, subject], ["2001-01-01", "made-up"])
    assert.deepEqual(list(columns.get("signed")), filedTrials.signed)
    assert.deepEqual(list(columns.get("reward")), filedTrials.reward)
    assert.deepEqual(list(columns.get("choice")).slice(6, 9), ["left", "", "right"])
  })

  it("of any other maker gives numbers, texts of both kinds, booleans, and large integers as texts", async () => {
    const { columns } = await readHdf5(trialFile("plain.h5"), "x.h5", "behaviour")
    assert.deepEqual(list(columns.get("choice")), filedTrials.choice)
    assert.deepEqual(list(columns.get("words")).slice(6, 9), ["left", "", "right"])
    assert.deepEqual(list(columns.get("fixed")).slice(6, 9), ["left", "", "right"])
    assert.deepEqual(list(columns.get("flag")), filedTrials.reward)
    assert.equal(list(columns.get("whole"))[0], "1152921504606846976")
  })

  it("does not follow links to other files", async () => {
    const { columns } = await readHdf5(trialFile("linked.h5"), "x.h5")
    assert.deepEqual([...columns.keys()], ["signed"])
  })

  it("without the table asked for is refused with the tables there are", () =>
    refused(
      () => readHdf5(trialFile("plain.h5"), "x.h5", "nose"),
      "missing-columns",
      /no table "nose"; found were behaviour/,
    ))

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    const property = fc.asyncProperty(damaged(trialFile("struct-73.mat")), (bytes) =>
      refusesOrReads(() => readHdf5(bytes, "x.mat")),
    )
    await fc.assert(property, { numRuns: 100 })
  })
})
