import assert from "node:assert/strict"
import { mkdir, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { table } from "arquero"
import { parquetMetadata, parquetReadObjects } from "hyparquet"
import { readTrialTable } from "../../../lib/data/trial-table.ts"
import { writeTable } from "../../../lib/data/written-table.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

describe("a written table", () => {
  it("in CSV puts texts in quotes where they must be, and leaves what is missing empty", async () => {
    await withScratchFolder(async (folder) => {
      const path = join(folder, "table.csv")
      await writeTable(
        table({ text: ['a "b"', "c,d", "e"], number: [1.5, Number.NaN, Infinity], truth: [true, null, false] }),
        path,
      )
      assert.equal(await readFile(path, "utf8"), 'text,number,truth\n"a ""b""",1.5,true\n"c,d",,\ne,,false\n')
    })
  })

  it("of trials is read back as it was by the library's own reader", async () => {
    const text =
      "contrastLeft,contrastRight,choice,feedbackType,session\nnan,0.5,-1,1,0\n1,nan,1,1,0\n0.25,nan,-1,-1,1\n"
    const { table: trials } = readTrialTable(text, { file: "trials" })
    await withScratchFolder(async (folder) => {
      const path = join(folder, "trials.csv")
      await writeTable(trials, path)
      const again = readTrialTable(await readFile(path, "utf8"), { file: "again" }).table
      assert.deepEqual(again.objects(), trials.objects())
    })
  })

  it("in Parquet keeps the types of its columns and the facts, in JSON the facts beside the rows", async () => {
    const mixed = table({ text: ["a", null], number: [1, 0.5], truth: [true, false], nothing: [null, null] })
    await withScratchFolder(async (folder) => {
      const facts = { origin: "here", numbers: Float64Array.of(1, 2) }
      await writeTable(mixed, join(folder, "t.parquet"), facts)
      await writeTable(mixed, join(folder, "t.JSON"), facts)
      const json = JSON.parse(await readFile(join(folder, "t.JSON"), "utf8"))
      assert.deepEqual(json, { origin: "here", numbers: [1, 2], rows: mixed.objects() })
      const bytes = await readFile(join(folder, "t.parquet"))
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
      assert.deepEqual(await parquetReadObjects({ file }), mixed.objects())
      const { key_value_metadata, schema } = parquetMetadata(file)
      assert.deepEqual(key_value_metadata, [
        { key: "deltaw.origin", value: "here" },
        { key: "deltaw.numbers", value: "[1,2]" },
      ])
      assert.deepEqual(
        schema.slice(1).map(({ type }) => type),
        ["BYTE_ARRAY", "DOUBLE", "BOOLEAN", "DOUBLE"],
      )
    })
  })

  it("is refused for other endings, and leaves nothing behind where it cannot be written", async () => {
    const one = table({ a: [1] })
    await assert.rejects(
      writeTable(one, "a.txt"),
      /path is "a.txt"; accepted is a path that ends in .csv, .json, .parquet/,
    )
    await withScratchFolder(async (folder) => {
      await mkdir(join(folder, "taken.csv"))
      await assert.rejects(writeTable(one, join(folder, "taken.csv")), /taken.csv cannot be written/)
      assert.deepEqual(await readdir(folder), ["taken.csv"])
    })
  })
})
