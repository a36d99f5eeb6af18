import assert from "node:assert/strict"
import { type ColumnTable, from } from "arquero"
import { key } from "../../../../lib/numerics/random-key.ts"
import { hyperbola } from "../../../../lib/studies/curvature/hyperbola.ts"
import type { CurvatureResults } from "../../../../lib/studies/curvature/results.ts"
import { studies } from "../../../../lib/studies/studies.ts"

const { curvature } = studies
const seeds = [0, 1, 2, 3, 4]
const wobble = (seed: number, arm: string) => 1 + 0.02 * Math.cos(5 * seed + arm.length)

/** Gap, lambda_1 and rho of each arm where the paper is right. */
const arms: readonly (readonly [arm: string, gap: number, eigenvalue: number, rho: number])[] = [
  ["BPTT", 1, 2, 1],
  ["MDGL", 1.2, 2.5, 0.8],
  ["ModProp", 1.3, 2.7, 0.75],
  ["three-factor", 1.5, 3.3, 0.6],
  ["BPTT × 0.6", 1.4, 3.3, 0.6],
  ["BPTT × 0.6 + noise", 1.4, 3.3, 0.6],
  ["BPTT + noise", 1, 2, 1],
  ["three-factor, rate 0.2 to 0.04", 1.6, 3.5, 0.6],
  ["three-factor, rate 0.04", 2.5, 5, 0.6],
]

/** Results in which the paper is right, or in which what sets a rule apart from BPTT points the other way. */
function results(agree: boolean, setting = "pattern generation"): CurvatureResults {
  const values = setting === "pattern generation"
  const turned = (value: number, of: number) => (agree ? value : of ** 2 / value)
  const rows = arms.flatMap(([arm, gap, eigenvalue, rho]) =>
    seeds.map((seed) => ({
      ...{ setting, arm, rule: arm, seed, rate: 0.2, iterations: 100, units: 8, rho, cosine: rho },
      trainLoss: 0.1,
      testLoss: 0.2,
      trainAccuracy: values ? null : arm === "BPTT" ? 1 : 0.9,
      cleanAccuracy: null,
      noisyAccuracy: null,
      gap: turned(gap, 1) * wobble(seed, arm),
      eigenvalue: turned(eigenvalue, 2) * wobble(seed, arm),
      failure: null,
    })),
  )
  const checkpoints = rows.flatMap((row) =>
    [0, 50, 100].map((iteration) => ({
      ...{ ...row, iteration, gap: 1, eigenvalue: 2 * wobble(row.seed, "") },
      trainAccuracy: values ? null : iteration / 100 - 0.15 * (row.arm === "BPTT" ? 1 : 0) * (iteration / 100),
    })),
  )
  return { isComplete: true, runs: from(rows), checkpoints: from(checkpoints), hyperbola: hyperbola() }
}

const verdicts = (claims: ColumnTable) =>
  Object.fromEntries(
    (claims.objects() as { claim: string; verdict: string }[]).map(({ claim, verdict }) => [claim, verdict]),
  )

describe("the claims of the curvature study", () => {
  it("hold of results that agree with the paper", () => {
    const found = verdicts(curvature.claims(results(true)))
    assert.deepEqual(
      Object.entries(found).filter(([, verdict]) => verdict !== "holds"),
      [],
    )
    assert.deepEqual(
      Object.keys(found).map((claim) => claim.slice(0, 2)),
      ["C1", "C2", "C3", "C4", "C5", "C6", "C7"],
    )
  })

  it("do not hold of results that point the other way", () => {
    const found = verdicts(curvature.claims(results(false)))
    for (const claim of ["C1", "C2", "C4", "C6", "C7"])
      assert.equal(found[`${claim}, pattern generation`], "does not hold", claim)
  })

  it("compare classifiers with BPTT stopped at the same training accuracy as well", () => {
    const found = verdicts(curvature.claims(results(true, "row glyphs")))
    assert.equal(found["C4 at matched accuracy, row glyphs"], "holds")
    assert.equal(found["C6, row glyphs"], "holds")
    assert.equal(found["C6, pattern generation"], undefined)
  })

  it("refuse figures of a setting that is not there, with those that are", () => {
    const { figures } = curvature
    for (const draw of [figures.gaps, figures.trajectories, figures.gapByCurvature, figures.atMatchedAccuracy])
      assert.throws(
        () => draw(results(true, "row glyphs"), "row MNIST"),
        /setting must be .*row glyphs.*, got "row MNIST"/,
      )
  })

  it("come with a figure of each kind", () => {
    const made = results(true)
    for (const [name, draw] of Object.entries(curvature.figures))
      if (name !== "atMatchedAccuracy") assert.ok(draw(made, "pattern generation").data.length > 0, name)
    const matched = curvature.figures.atMatchedAccuracy(results(true, "row glyphs"), "row glyphs")
    const shown = matched.data.flatMap(({ x }) => [...(x as string[])])
    assert.deepEqual([...new Set(shown)], ["stopped BPTT", "three-factor"])
    const accuracies = matched.table.objects() as {
      measure: string
      condition: string
      seed: number | null
      value: number
    }[]
    const [stopped, local] = accuracies.filter(({ measure, seed }) => measure === "trainAccuracy" && seed === null)
    assert.deepEqual([stopped!.value, local!.value], [0.85, 0.9])
  })
})

describe("the published results of the curvature study", () => {
  const full = curvature.published()

  it("are of the full preset: every planned run, each named by what made it", () => {
    const planned = curvature.plan(curvature.presets.full, key(1)).runs
    const rows = full.runs.objects() as { id: string; code: string; setting: string; iterations: number }[]
    assert.equal(new Set(rows.map(({ id }) => id)).size, planned.length)
    assert.ok(rows.every(({ code }) => code.length > 0))
    assert.ok(rows.some(({ setting, iterations }) => setting === "row MNIST" && iterations === 16_000))
  })

  it("have all that claims ask for", () => {
    const claims = curvature.claims(full).objects() as { claim: string; measured: string; remark: string }[]
    assert.ok(claims.length > 15)
    for (const { claim, measured, remark } of claims) assert.doesNotMatch(`${measured} ${remark}`, /NaN|no pair/, claim)
  })
})
