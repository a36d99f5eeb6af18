import assert from "node:assert/strict"
import { type Key, key } from "../../../../lib/numerics/random-key.ts"
import { executePlan } from "../../../../lib/runs/sweep.ts"
import { curvaturePlan, type PlannedRun } from "../../../../lib/studies/curvature/plan.ts"
import { curvaturePresets } from "../../../../lib/studies/curvature/presets.ts"
import { curvatureTable } from "../../../../lib/studies/curvature/result-table.ts"
import { type CurvatureResult, runCurvature } from "../../../../lib/studies/curvature/run.ts"
import type { CurvatureSpec } from "../../../../lib/studies/curvature/spec.ts"
import { madeUpRun, tinySpec } from "../../../support/made-up-curvature.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { withStopCounter } from "../../../support/stop-counter.ts"

const quiet = { onProgress: () => {} }
const run = (more: Partial<CurvatureSpec> = {}, by: Key = key(3), context = quiet) =>
  runCurvature({ ...tinySpec, ...more }, by, context)
const rowsOf = (runs: Parameters<typeof curvatureTable>[0]) =>
  curvatureTable(runs).objects() as Record<string, unknown>[]

/** All that is measured on the way, in the order of the table. */
const columns = [
  "trainLoss",
  "testLoss",
  "trainAccuracy",
  "cleanAccuracy",
  "noisyAccuracy",
  "gap",
  "eigenvalue",
] as const

/** Stops at the so-manieth turn of the event loop from now. */
function stopAtTurn(turn: number, stop: () => void): void {
  setImmediate(() => (turn === 1 ? stop() : stopAtTurn(turn - 1, stop)))
}

function near(value: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(value - expected) <= tolerance * Math.abs(expected), `${what}: ${value} is not ${expected}`)
}

describe("the plan of the study of curvature", () => {
  for (const [name, preset] of Object.entries(curvaturePresets))
    it(`gives all arms of a seed the same key, other seeds others, and every run a spec of its own: ${name}`, () => {
      const { runs } = curvaturePlan(preset, key(1))
      assert.equal(
        runs.length,
        preset.settings.reduce((sum, { arms, seeds }) => sum + arms.length * seeds, 0),
      )
      const words = new Map(runs.map(({ spec, key: own }) => [spec.seed, `${own.words}`]))
      for (const { spec, key: own } of runs) assert.equal(`${own.words}`, words.get(spec.seed))
      assert.equal(new Set(words.values()).size, words.size)
      assert.equal(new Set(runs.map(({ spec, key: own }) => JSON.stringify([spec, own.words]))).size, runs.length)
      const names = runs.map(({ spec: { setting, arm, seed } }) => `${setting} ${arm} ${seed}`)
      assert.equal(new Set(names).size, runs.length)
    })

  it("refuses numbers of seeds that there are not", () => {
    const [setting] = curvaturePresets.quick.settings
    for (const seeds of [0, 2.5])
      assert.throws(
        () => curvaturePlan({ settings: [{ ...setting!, seeds }] }, key(1)),
        new RegExp(`seeds .* ${seeds}`),
      )
  })
})

describe("a tiny plan of the study of curvature", function () {
  this.timeout(60_000)
  const { arms, sizes } = curvaturePresets.quick.settings[0]!
  const { arm: _, rule: __, ...small } = tinySpec
  const plan = curvaturePlan({ settings: [{ sizes: { ...sizes, ...small }, arms, seeds: 2 }] }, key(5), "tiny")

  it("is computed once, and every arm of a seed starts at the same network on the same task", () =>
    withScratchFolder(async (store) => {
      const options = { store, workers: 2, onProgress: () => {} }
      const first = await executePlan<PlannedRun, CurvatureResult>(plan, options)
      assert.match(first.message, /^18 of 18 runs of tiny are there \(18 computed now\)/)
      const second = await executePlan<PlannedRun, CurvatureResult>(plan, options)
      assert.match(second.message, /^18 of 18 runs of tiny are there \(0 computed now\)/)
      assert.deepEqual(second.value, first.value)
      assert.equal(new Set(first.value.map(({ id }) => id)).size, 18)
      for (const seed of [0, 1]) {
        const results = first.value.filter(({ spec }) => spec.seed === seed).map(({ result }) => result)
        const begins = results.map(({ trainLoss, testLoss, eigenvalue }) => [trainLoss[0], testLoss[0], eigenvalue[0]])
        for (const begin of begins) assert.deepEqual(begin, begins[0])
        const ends = results.map(({ trainLoss }) => trainLoss.at(-1))
        assert.equal(new Set(ends).size, 9)
      }
      const rows = curvatureTable(second.value).objects() as Record<string, unknown>[]
      assert.equal(rows.length, 18)
      assert.ok(rows.every(({ failure, gap, eigenvalue }) => failure === null && gap !== null && eigenvalue !== null))
    }))
})

describe("a training of the study of curvature", () => {
  it("is measured at the start, early, every so often and at the end", async () => {
    const { iterations, status, failure } = await run({ iterations: 375, measureEvery: 250 })
    assert.deepEqual([...iterations], [0, 50, 100, 150, 200, 250, 300, 375])
    assert.deepEqual([status, failure], ["converged", null])
  })

  it("has losses without accuracies where values are asked for, and both where classes are", async () => {
    const pattern = await run()
    assert.ok(pattern.gap.every((gap, i) => gap === pattern.testLoss[i]! - pattern.trainLoss[i]!))
    for (const name of ["trainAccuracy", "cleanAccuracy", "noisyAccuracy"] as const)
      assert.ok(pattern[name].every(Number.isNaN))
    const glyphs = await run({ setting: "row glyphs", rate: 0.05, iterations: 50 })
    assert.ok(glyphs.gap.every((gap, i) => gap === glyphs.trainAccuracy[i]! - glyphs.noisyAccuracy[i]!))
    assert.ok(glyphs.cleanAccuracy.every((share) => share >= 0 && share <= 1))
    assert.ok((await run({ setting: "delayed match", iterations: 1 })).cleanAccuracy.every(Number.isNaN))
  })

  it("by a control reports the step and the angle that the control makes", async () => {
    const { rho, cosine } = await run({ control: { name: "scaled", share: 0.6 } })
    assert.deepEqual([rho, cosine], [0.6, 1])
    for (const [share, tangent] of [
      [0.6, 1.2],
      [undefined, 3],
    ] as const) {
      const noisy = await run({ control: { name: "noisy", tangent, ...(share === undefined ? {} : { share }) } })
      assert.equal(noisy.rho, share ?? 1)
      near(noisy.cosine, 1 / Math.sqrt(1 + tangent ** 2), 1e-15, "cosine")
    }
  })

  it("by BPTT with the whole of its step is that by BPTT, and with a part of it another one", async () => {
    const plain = await run()
    const [whole, part] = [
      await run({ control: { name: "scaled", share: 1 } }),
      await run({ control: { name: "scaled", share: 0.6 } }),
    ]
    for (const name of ["trainLoss", "testLoss", "eigenvalue"] as const) {
      for (const [i, value] of whole[name].entries()) near(value, plain[name][i]!, 1e-6, name)
      assert.ok(Math.abs(part[name].at(-1)! / plain[name].at(-1)! - 1) > 1e-3)
    }
  })

  it("that blows up is listed, however late, and does not throw", async () => {
    const exploding = { clipNorm: null, iterations: 1 } as const
    for (const [rate, more] of [
      [1e6, exploding],
      [1e10, exploding],
      [1e6, { ...exploding, rule: "threeFactor" }],
      [1e6, { ...exploding, setting: "row glyphs" }],
      [1e6, { ...exploding, iterations: 50 }],
    ] as const) {
      const result = await run({ rate, ...more })
      const [row] = rowsOf([{ ...madeUpRun("pattern generation", result), result }])
      assert.match(String(row!.failure), /^not finite (as measured )?after \d+ of \d+ iterations$/, `rate ${rate}`)
    }
  })

  // A turn of the event loop is had every 25 ms, in the products of a measurement as well, which take most of the time here.
  it("that is stopped, wherever it is, ends as stopped and without failure, with the measurements of one that is not", async () => {
    const wide = { units: 24, steps: 30, hessianTrials: 4096 } as const
    const whole = await run({ ...wide, iterations: 100 })
    for (let turn = 1; turn <= 6; turn++)
      await withStopCounter(async (stop) => {
        stopAtTurn(turn, stop)
        const result = await run({ ...wide, iterations: 1_000_000 })
        assert.deepEqual([result.status, result.failure], ["stopped", null])
        const { length } = result.iterations
        for (const name of ["iterations", ...columns] as const) assert.equal(result[name].length, length)
        for (const name of ["iterations", "trainLoss", "testLoss", "eigenvalue"] as const)
          for (let i = 0; i < Math.min(length, whole.iterations.length); i++)
            near(result[name][i]!, whole[name][i]!, 1e-6, `${name} ${i}, stopped at turn ${turn}`)
      })
  })

  it("that is stopped before a measurement leaves it out, the last one too", async () => {
    await withStopCounter(async (stop) => {
      const stopAtOnce = { onProgress: stop }
      const { status, failure, iterations } = await run({ iterations: 1 }, key(3), stopAtOnce)
      assert.deepEqual([status, failure, [...iterations]], ["stopped", null, [0]])
      const none = await run({}, key(3))
      assert.deepEqual([none.status, none.failure, [...none.iterations]], ["stopped", null, []])
    }, true)
  })
})
