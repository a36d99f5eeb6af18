import assert from "node:assert/strict"
import { join } from "node:path"
import { table } from "arquero"
import { allOf, judged } from "../../../lib/studies/claims-table.ts"
import { keepTables, keptTables } from "../../../lib/studies/kept-tables.ts"
import { above, describePairs, meanOf, pairedSeeds } from "../../../lib/studies/paired-seeds.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const runs = (values: readonly (number | null)[], failed: readonly number[] = []) =>
  values.map((value, seed) => ({ seed, value, failure: failed.includes(seed) ? "it failed" : null }))

describe("conditions paired by seed", () => {
  it("differ seed by seed, without seeds of which one run failed or has no value", () => {
    const pairs = pairedSeeds(runs([3, 4, 5, 9, null]), runs([1, 3, 3, 1, 1], [3]), "value")
    assert.deepEqual([...pairs.differences], [2, 1, 2])
    assert.equal(pairs.positive, 3)
    assert.equal(pairs.lost, 2)
    assert.match(describePairs(pairs), /^1\.7 \[0\.23, 3\.1\], positive in 3 of 3 seeds, 2 lost to failed runs$/)
  })

  it("have a verdict that minds the interval, and none from one pair", () => {
    const verdict = (values: readonly number[]) => above(pairedSeeds(runs(values), runs(values.map(() => 0)), "value"))
    assert.equal(verdict([1, 1.1, 0.9]), "holds")
    assert.equal(verdict([1, -0.8, 0.9]), "undecided")
    assert.equal(verdict([-1, -0.8, 0.9]), "does not hold")
    assert.equal(verdict([1]), "not tested here")
  })

  it("have means without failed runs", () => {
    assert.equal(meanOf(runs([1, 3, 100], [2]), "value"), 2)
    assert.ok(Number.isNaN(meanOf([], "value")))
  })

  it("make verdicts that are as good as the worst", () => {
    assert.equal(allOf(["holds", "undecided"]), "undecided")
    assert.equal(allOf(["holds", "undecided", "does not hold"]), "does not hold")
    assert.equal(allOf(["holds", "not tested here"]), "holds")
    assert.equal(allOf([judged(null)]), "not tested here")
  })
})

describe("tables that are kept", () => {
  it("come back with their names, numbers to six digits, texts and gaps", async () => {
    const one = table({ name: ['a, "b"', "<c>"], value: [1 / 3, null], seed: [0, 1], big: [1.5e20, 123456789] })
    const back = await withScratchFolder(async (folder) => {
      keepTables({ one }, join(folder, "new"))
      return keptTables(["one"], join(folder, "new")).one
    })
    assert.deepEqual(back.objects(), [
      { name: 'a, "b"', value: 0.333333, seed: 0, big: 1.5e20 },
      { name: "<c>", value: null, seed: 1, big: 123456789 },
    ])
  })

  it("come back as numbers in a column that is empty for its first thousands of rows", async () => {
    const value = Array.from({ length: 3000 }, (_, row) => (row < 2500 ? null : row / 4))
    await withScratchFolder(async (folder) => {
      keepTables({ one: table({ row: value.map((_, row) => row), value }) }, folder)
      assert.deepEqual([...keptTables(["one"], folder).one.array("value")], value)
    })
  })

  it("are missed where they are not there", async () => {
    await withScratchFolder(async (folder) => assert.throws(() => keptTables(["two"], folder), /two\.csv/))
  })
})
