import assert from "node:assert/strict"
import { table } from "arquero"
import { hyperbola } from "../../../../lib/studies/curvature/hyperbola.ts"
import { matchedAccuracy } from "../../../../lib/studies/curvature/matched.ts"
import {
  type CurvatureRun,
  curvatureCheckpoints,
  curvatureTable,
} from "../../../../lib/studies/curvature/result-table.ts"
import { within } from "../../../support/bands.ts"
import { madeUpRun } from "../../../support/made-up-curvature.ts"

type Row = Readonly<Record<string, unknown>>
const rowsOf = (runs: readonly CurvatureRun[]) => curvatureTable(runs).objects() as Row[]

describe("the tables of the study of curvature", () => {
  const iterations = Float64Array.of(0, 50, 100, 150, 200, 250, 300)
  const eigenvalue = Float64Array.of(1000, 500, 1, 2, 3, 4, 10)

  it("have a row a run, with the mean of the last five measurements where classes are asked for, else the last one", () => {
    const runs = (["row glyphs", "pattern generation"] as const).map((setting) =>
      madeUpRun(setting, { iterations, eigenvalue }),
    )
    const rows = rowsOf(runs)
    assert.deepEqual(
      rows.map((row) => [row.setting, row.arm, row.seed, row.eigenvalue, row.failure]),
      [
        ["row glyphs", "BPTT", 0, 4, null],
        ["pattern generation", "BPTT", 0, 10, null],
      ],
    )
    const short = madeUpRun("row glyphs", { iterations: iterations.slice(0, 2), eigenvalue: eigenvalue.slice(0, 2) })
    assert.equal(rowsOf([short])[0]!.eigenvalue, 750)
  })

  it("hold null for what is not a number", () => {
    const none = new Float64Array(7).fill(Number.NaN)
    const made = madeUpRun("pattern generation", { iterations, trainAccuracy: none, rho: Number.NaN })
    const [row] = rowsOf([made])
    assert.deepEqual([row!.trainAccuracy, row!.rho, row!.cosine], [null, null, 1])
    const checkpoints = curvatureCheckpoints([made]).objects() as Row[]
    assert.ok(checkpoints.every(({ trainAccuracy, gap }) => trainAccuracy === null && gap === 1))
  })

  it("have a row a measurement of each run", () => {
    const few = madeUpRun("delayed match", { iterations: Float64Array.of(0, 50), gap: Float64Array.of(0.25, 0.5) })
    const rows = curvatureCheckpoints([few, madeUpRun("row glyphs", { iterations, eigenvalue })]).objects() as Row[]
    assert.equal(rows.length, 9)
    assert.deepEqual(
      rows.slice(0, 3).map((row) => [row.setting, row.iteration, row.gap, row.eigenvalue]),
      [
        ["delayed match", 0, 0.25, 1],
        ["delayed match", 50, 0.5, 1],
        ["row glyphs", 0, 1, 1000],
      ],
    )
    for (const name of ["trainLoss", "testLoss", "trainAccuracy", "cleanAccuracy", "noisyAccuracy"])
      assert.ok(rows.every((row) => row[name] === 1))
  })

  it("say which run is not finite, and where: one that failed, and one whose measures are not", () => {
    const failed = madeUpRun("row glyphs", { iterations, failure: "not finite after 301 of 100 iterations" })
    const late = madeUpRun("row glyphs", { iterations, eigenvalue: eigenvalue.with(3, Number.POSITIVE_INFINITY) })
    const loss = madeUpRun("row glyphs", { iterations, trainLoss: eigenvalue.with(6, Number.NaN) })
    assert.deepEqual(
      rowsOf([failed, late, loss]).map(({ failure }) => failure),
      [
        "not finite after 301 of 100 iterations",
        "not finite as measured after 150 of 100 iterations",
        "not finite as measured after 300 of 100 iterations",
      ],
    )
    assert.deepEqual(rowsOf([]), [])
  })
})

describe("rules beside BPTT at the same accuracy in training", () => {
  type Cells = readonly (string | number | null)[]
  const tableOf = (names: readonly string[], rows: readonly Cells[]) =>
    table(Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i]!)])))
  const measured = ["setting", "arm", "seed", "trainAccuracy", "gap", "eigenvalue"] as const
  const runs = (rows: readonly Cells[]) => tableOf([...measured, "failure"], rows)
  const checkpoints = (rows: readonly Cells[]) => tableOf([...measured, "iteration"], rows)
  const exact = checkpoints([
    ["glyphs", "BPTT", 0, 0.1, 0, 1, 0],
    ["glyphs", "BPTT", 0, 0.6, 0.05, 20, 50],
    ["glyphs", "BPTT", 0, 0.9, 0.1, 10, 100],
    ["glyphs", "BPTT", 1, 0.71, 0.3, 30, 50],
    ["glyphs", "BPTT", 2, 0, 0, null, 50],
    ["digits", "BPTT", 0, 0.7, 0.9, 90, 50],
    ["glyphs", "three-factor", 0, 0.7, 0.2, 200, 100],
    ["pattern", "BPTT", 0, null, 1, 1, 50],
  ])
  const matchedTo = (...rows: readonly Cells[]) =>
    matchedAccuracy({ runs: runs(rows), checkpoints: exact }).objects() as Row[]

  it("are compared with its measurement that is nearest, of the same setting and seed", () => {
    const [row, ...others] = matchedTo(["glyphs", "three-factor", 0, 0.7, 0.2, 200, null])
    assert.deepEqual(others, [])
    assert.deepEqual(row, {
      ...{ setting: "glyphs", arm: "three-factor", seed: 0, trainAccuracy: 0.7, exactTrainAccuracy: 0.6 },
      ...{ exactIteration: 50, gap: 0.2, exactGap: 0.05, gapDifference: 0.2 - 0.05 },
      ...{ eigenvalue: 200, exactEigenvalue: 20, eigenvalueRatio: 10, failure: null },
    })
    assert.equal(matchedTo(["glyphs", "MDGL", 0, 0.8, 0.2, 200, null])[0]!.exactIteration, 100)
    assert.equal(matchedTo(["glyphs", "MDGL", 1, 0.2, 0.2, 200, null])[0]!.exactTrainAccuracy, 0.71)
  })

  it("are left out where they failed, ask for values, or have no BPTT beside them that was finite", () => {
    const rows = matchedTo(
      ["glyphs", "BPTT", 0, 1, 0.1, 5, null],
      ["glyphs", "three-factor", 0, 0.7, 0.2, 200, "not finite after 7 of 100 iterations"],
      ["pattern", "three-factor", 0, null, 0.2, 200, null],
      ["glyphs", "three-factor", 2, 0.1, 0.2, 200, null],
      ["glyphs", "three-factor", 3, 0.7, 0.2, 200, null],
    )
    assert.deepEqual(rows, [])
  })
})

describe("gradient descent on a hyperbola, as the study shows it", () => {
  it("ends at the published curvatures, to two digits, and is null where it diverges", () => {
    const rows = hyperbola().objects() as Record<"step" | "seed" | "bound" | "startCurvature", number>[]
    const ends = Array.from(hyperbola().array("endCurvature") as ArrayLike<number | null>)
    assert.deepEqual(
      ends.map((end) => end?.toFixed(2) ?? null),
      [
        ...["9.10", "12.83", "12.40", null, null],
        ...["9.10", "25.04", "36.02", "27.53", "2.52"],
        ...["9.10", "25.04", "36.02", "49.02", "64.01"],
      ],
    )
    assert.deepEqual(
      rows.map(({ bound }) => bound),
      [20, 40, 80].flatMap((bound) => new Array(5).fill(bound)),
    )
    for (const [i, { bound, startCurvature }] of rows.entries()) {
      within(startCurvature / [9.1, 25, 36, 49, 64][i % 5]!, [0.998, 1.002], "curvature at the start")
      if (startCurvature < bound) within(ends[i]! / startCurvature, [0.999, 1.001], "curvature at the end")
      else assert.ok(ends[i] === null || ends[i]! < bound)
    }
  })
})
