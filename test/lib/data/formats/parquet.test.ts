import assert from "node:assert/strict"
import * as fc from "fast-check"
import { parquetColumns, readParquet } from "../../../../lib/data/formats/parquet.ts"
import {
  damaged,
  filedTrials,
  refused,
  refusesOrReads,
  trialFile,
  trialFileNames,
} from "../../../support/trial-files.ts"

const columns = ["signed", "choice", "words", "missing", "flag", "kind", "day", "at", "void"]

describe("a Parquet file", () => {
  for (const file of trialFileNames.filter((name) => name.endsWith(".parquet"))) {
    it(`(${file}) gives numbers, texts, dates and what is missing, one entry a row`, async () => {
      const table = await readParquet(trialFile(file), { file, columns })
      const column = (name: string): unknown[] => Array.from(table.array(name) as ArrayLike<unknown>)
      assert.deepEqual(table.columnNames(), columns)
      assert.deepEqual(column("signed"), filedTrials.signed)
      assert.deepEqual(column("choice"), filedTrials.choice)
      assert.deepEqual(column("flag"), filedTrials.reward)
      assert.deepEqual(column("missing").slice(0, 2), [1, Number.NaN])
      assert.deepEqual(column("words").slice(6, 9), ["left", "", "right"])
      assert.deepEqual(column("kind").slice(0, 2), ["x", "y"])
      assert.deepEqual(column("void")[0], "")
      assert.deepEqual(column("day")[0], "2001-01-01")
      assert.deepEqual(column("at").slice(10), ["2001-01-01T12:00:00.000Z", ""])
    })
  }

  const bytes = trialFile("snappy.parquet")

  it("leaves out lists and the nameless index of pandas, and refuses integers beyond 2^53 by row", async () => {
    const names = await parquetColumns(bytes, "x")
    assert.deepEqual(names.slice(-3), ["large", "lists", "__index_level_0__"])
    await refused(() => readParquet(bytes, { file: "x" }), "impossible-value", /^x, column large, row 1: the integer/)
  })

  it("that lacks a column asked for, or holds lists there, is refused with the columns there are", async () => {
    const asked = (...names: string[]): Promise<unknown> => readParquet(bytes, { file: "x", columns: names })
    await refused(() => asked("choice", "nose"), "missing-columns", /lacks the column nose; found were signed, choice/)
    await refused(() => asked("lists"), "malformed", /column lists holds lists or records/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    const property = fc.asyncProperty(damaged(bytes), (copy) =>
      refusesOrReads(() => readParquet(copy, { file: "x", columns: ["signed", "words", "missing"] })),
    )
    await fc.assert(property, { numRuns: 150, seed: 11 })
  })
})
