import assert from "node:assert/strict"
import { key } from "../../../../lib/numerics/random-key.ts"
import { openResultStore } from "../../../../lib/runs/result-store.ts"
import { toStoredJson } from "../../../../lib/runs/stored-json.ts"
import { type PlannedRun, richLazyPlan } from "../../../../lib/studies/rich-lazy/plan.ts"
import { type RichLazyPreset, richLazyPresets } from "../../../../lib/studies/rich-lazy/presets.ts"
import { type RichLazyRun, richLazyCurves, richLazyTable } from "../../../../lib/studies/rich-lazy/result-table.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { executeTiny, tinyPlan, tinyPreset } from "../../../support/tiny-rich-lazy.ts"

const condition = ({ figure, task, start, units, iterations, gain }: PlannedRun) =>
  [figure, task, "rank" in start ? start.rank : start.structure, units, iterations, gain].join(" ")

/** What a preset asks for, in the words of `condition`. */
function conditionsOf({ ranks, images, structure, aligned, gains }: RichLazyPreset): readonly string[] {
  const of = (...parts: readonly (string | number)[]) => parts.join(" ")
  return [
    ...[...ranks, ...images].flatMap((sweep) =>
      sweep.ranks.map((rank) => of("F1", sweep.task, rank, sweep.units, sweep.iterations, 1.25)),
    ),
    ...structure.tasks.flatMap((task) =>
      structure.kinds.map((kind) => of("F2", task, kind, structure.units, structure.iterations, 1.25)),
    ),
    ...aligned.ranks.map((rank) => of("F4", "2AF", rank, aligned.units, aligned.iterations, 1.25)),
    ...gains.tasks.flatMap((task) =>
      gains.values.flatMap((gain) =>
        [1, gains.units].map((rank) => of("F5", task, rank, gains.units, gains.iterations, gain)),
      ),
    ),
  ]
}

describe("the plan of the rank study", () => {
  for (const [name, preset] of Object.entries({ ...richLazyPresets, tiny: tinyPreset })) {
    const { runs } = richLazyPlan(preset, key(5))

    it(`of the preset ${name} has every condition, with every seed once`, () => {
      const planned = runs.map(({ spec }) => `${condition(spec)} seed ${spec.seed}`).sort()
      const asked = conditionsOf(preset).flatMap((one) =>
        Array.from({ length: preset.seeds }, (_, seed) => `${one} seed ${seed}`),
      )
      assert.deepEqual(planned, asked.sort())
    })

    it(`of the preset ${name} gives all runs of a seed one key, and no two runs the same spec and key`, () => {
      const keys = Array.from({ length: preset.seeds }, (_, seed) =>
        runs.filter(({ spec }) => spec.seed === seed).map((run) => run.key.words.join(" ")),
      )
      assert.ok(keys.every((ofSeed) => ofSeed.length > 1 && new Set(ofSeed).size === 1))
      assert.equal(new Set(keys.map(([first]) => first)).size, preset.seeds)
      const identities = runs.map((run) => toStoredJson({ export: run.export, spec: run.spec, key: run.key.words }))
      assert.equal(new Set(identities).size, runs.length)
    })
  }

  it("is another one for another key, and refuses a number of seeds that is none", () => {
    const [first, second] = [richLazyPlan(tinyPreset, key(5)), richLazyPlan(tinyPreset, key(6))]
    assert.notDeepEqual(first.runs[0]!.key, second.runs[0]!.key)
    assert.throws(() => richLazyPlan({ ...tinyPreset, seeds: 0 }, key(1)), /seeds must be .* got 0/)
  })
})

describe("a small plan of the rank study that is executed", function () {
  this.timeout(60_000)
  const seeds = 2
  let runs: readonly RichLazyRun[]

  before(() =>
    withScratchFolder(async (store) => {
      const first = await executeTiny(seeds, store)
      assert.equal(first.status, "converged", first.message)
      const again = await executeTiny(seeds, store)
      assert.deepEqual(again.value, first.value)
      assert.deepEqual([first.info.computed, again.info.computed], [first.value.length, 0])
      assert.equal(openResultStore(store).ids().length, first.value.length)
      runs = first.value
    }),
  )

  it("computes every run once, under an id of its own, and nothing in a second call", () => {
    const planned = tinyPlan(seeds).runs.map(({ spec }) => spec)
    assert.deepEqual(
      runs.map(({ spec }) => spec),
      planned,
    )
    assert.equal(new Set(runs.map(({ id }) => id)).size, planned.length)
  })

  it("has one row a training in its table, two for a start that points at the task", () => {
    const rows = richLazyTable(runs).objects() as { id: string; start: string; rank: number | null; figure: string }[]
    for (const { id, spec } of runs) {
      const own = rows.filter((row) => row.id === id)
      const starts = own.map(({ start }) => start)
      if (spec.figure === "F4") assert.deepEqual(starts, ["aligned rank 2", "random rank 2"])
      else assert.deepEqual(starts, ["rank" in spec.start ? `rank ${spec.start.rank}` : spec.start.structure])
      assert.ok(own.every(({ rank }) => rank === ("rank" in spec.start ? spec.start.rank : null)))
    }
    assert.equal(rows.length, runs.length + runs.filter(({ spec }) => spec.figure === "F4").length)
  })

  it("shows every measure of a training as it was stored", () => {
    const rows = richLazyTable(runs).objects() as Record<string, unknown>[]
    for (const { id, spec, result, code } of runs) {
      if (!("trained" in result)) continue
      const row = rows.find((one) => one.id === id)!
      assert.deepEqual(
        [row.kernelAlignment, row.representationAlignment, row.centredAlignment],
        [result.trained.kernel, result.trained.representation, result.trained.centred],
      )
      assert.deepEqual(
        [row.untrainedKernelAlignment, row.untrainedRepresentationAlignment, row.untrainedCentredAlignment],
        [result.untrained.kernel, result.untrained.representation, result.untrained.centred],
      )
      const { weightChange, relativeWeightChange, accuracy, loss, effectiveRank } = result
      assert.deepEqual(
        [row.weightChange, row.relativeWeightChange, row.accuracy, row.loss, row.effectiveRank],
        [weightChange, relativeWeightChange, accuracy, loss, effectiveRank],
      )
      assert.deepEqual([row.task, row.seed, row.gain, row.code], [spec.task, spec.seed, spec.gain, code])
    }
  })

  it("lists runs that failed, with the reason, among those that did not", () => {
    const rows = richLazyTable(runs).objects() as { failure: string | null; accuracy: number; task: string }[]
    const least = { "2AF": 0.75, DMS: 0.6, CXT: 0.55 }
    for (const { failure, accuracy, task } of rows)
      if (accuracy < least[task as keyof typeof least]) assert.match(String(failure), /%|silent|loss|ended/)
    assert.ok(
      rows.some(({ failure }) => failure !== null),
      "twenty iterations teach nothing",
    )
  })

  it("has a row a look and a row a logged loss in its curves, of F1 alone", () => {
    const rows = richLazyCurves(runs).objects() as {
      task: string
      rank: number
      seed: number
      iteration: number
      loss: number | null
      accuracy: number | null
    }[]
    const ofRanks = runs.filter(({ spec }) => spec.figure === "F1")
    for (const { spec, result } of ofRanks) {
      if (!("trained" in result) || !("rank" in spec.start)) throw new TypeError("F1 has trainings from ranks")
      const { rank } = spec.start
      const own = rows.filter((row) => row.rank === rank && row.seed === spec.seed)
      const looks = own.filter(({ accuracy }) => accuracy !== null)
      assert.deepEqual(
        looks.map(({ iteration }) => iteration),
        Array.from({ length: 21 }, (_, i) => 10 * i),
      )
      assert.deepEqual(
        looks.map(({ accuracy }) => accuracy),
        [...result.accuracies],
      )
      const logged = own.filter(({ loss }) => loss !== null)
      assert.deepEqual(
        logged.map(({ iteration }) => iteration),
        [100, 200],
      )
      assert.deepEqual(
        logged.map(({ loss }) => loss),
        [...result.losses],
      )
      assert.equal(own.length, looks.length + logged.length)
    }
    assert.equal(rows.length, ofRanks.length * 23)
  })
})
