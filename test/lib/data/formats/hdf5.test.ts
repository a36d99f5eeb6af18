import assert from "node:assert/strict"
import { readHdf5 } from "../../../../lib/data/formats/hdf5.ts"
import { filedTrials, refused, trialFile } from "../../../support/trial-files.ts"

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
    const { columns } = await readHdf5(trialFile("plain.h5"), "x.h5", { table: "behaviour" })
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
      () => readHdf5(trialFile("plain.h5"), "x.h5", { table: "nose" }),
      "missing-columns",
      /no table "nose"; found were behaviour/,
    ))

  it("that is cut off or is none is refused", async () => {
    const bytes = trialFile("trials.nwb")
    await refused(() => readHdf5(bytes.slice(0, 4_000), "x.nwb"), "malformed", /^x\.nwb cannot be read as an HDF5 file/)
    await refused(() => readHdf5(new Uint8Array(9), "x.nwb"), "malformed", /cannot be read as an HDF5 file/)
  })

  it("that would keep the library busy for ever is given up", () => {
    // Seven bytes put into the heap of texts send the library round in circles.
    const bytes = trialFile("plain.h5")
    const stuck = Uint8Array.from([...bytes.slice(0, 6_820), 38, 181, 174, 130, 120, 193, 169, ...bytes.slice(6_820)])
    return refused(() => readHdf5(stuck, "x.h5", { patienceMs: 1_500 }), "malformed", /busy for 1\.5 s/)
  })
})
