import assert from "node:assert/strict"
import { type ColumnTable, from } from "arquero"
import { key } from "../../../../lib/numerics/random-key.ts"
import { alignedTheory, rankTheory } from "../../../../lib/studies/rich-lazy/linear.ts"
import type { RichLazyResults } from "../../../../lib/studies/rich-lazy/results.ts"
import { studies } from "../../../../lib/studies/studies.ts"

const { richLazy } = studies
const sizes = { linear: { inputs: 10, units: 20, tasks: 30 } }
const seeds = [0, 1, 2, 3]
const wobble = (seed: number) => 0.01 * Math.cos(5 * seed)

interface Condition {
  readonly figure: string
  readonly start: string
  readonly rank: number | null
  readonly gain?: number
  readonly kernel: number
  readonly effectiveRank?: number
  readonly failure?: string
}

/** Runs of one condition, a seed each. */
function runsOf({ figure, start, rank, gain = 1.25, kernel, effectiveRank = 0.5, failure }: Condition) {
  return seeds.map((seed) => ({
    ...{ figure, task: "2AF", start, rank, units: 48, gain, iterations: 800, seed },
    kernelAlignment: kernel + wobble(seed + kernel),
    untrainedKernelAlignment: 0.8,
    representationAlignment: 0.9,
    untrainedRepresentationAlignment: 0.95,
    centredAlignment: 0.5,
    untrainedCentredAlignment: 0.6,
    weightChange: 1,
    kernelTaskAlignment: 0.02 + 0.1 * kernel + wobble(seed) / 10,
    effectiveRank,
    ...{ accuracy: 0.86, failure: failure ?? null },
  }))
}

/** Results in which the paper is right, or in which every difference points the other way. */
function results(agree: boolean): RichLazyResults {
  const [low, high] = agree ? [0.2, 0.6] : [0.6, 0.2]
  const rows = [
    { figure: "F1", start: "rank 1", rank: 1, kernel: low },
    { figure: "F1", start: "rank 48", rank: 48, kernel: high },
    { figure: "F2", start: "gaussian", rank: null, kernel: high, effectiveRank: 0.64 },
    { figure: "F2", start: "erdosRenyi", rank: null, kernel: high, effectiveRank: 0.6 },
    { figure: "F2", start: "chainMotif", rank: null, kernel: low, effectiveRank: 0.3 },
    { figure: "F2", start: "daleBalanced", rank: null, kernel: low, effectiveRank: 0.3 },
    { figure: "F2", start: "emProxy", rank: null, kernel: low, effectiveRank: 0.4 },
    { figure: "F2", start: "daleUnbalanced", rank: null, kernel: Number.NaN, failure: "the loss rose to 1e9" },
    { figure: "F4", start: "aligned rank 10", rank: 10, kernel: high },
    { figure: "F4", start: "random rank 10", rank: 10, kernel: low },
    { figure: "F5", start: "rank 1", rank: 1, kernel: 0.5, gain: 0.5 },
    { figure: "F5", start: "rank 48", rank: 48, kernel: 0.55, gain: 0.5 },
  ].flatMap(runsOf)
  return {
    isComplete: true,
    runs: from(rows),
    curves: from([{ task: "2AF", rank: 1, seed: 0, iteration: 100, loss: 1, accuracy: 0.5 }]),
    rankTheory: rankTheory(sizes, key(1)),
    alignedTheory: alignedTheory(sizes, key(1)),
    spectra: from([{ start: "gaussian", seed: 0, eigenvalue: 1, relativeMagnitude: 1 }]),
  }
}

const verdicts = (claims: ColumnTable) =>
  Object.fromEntries(
    (claims.objects() as { claim: string; verdict: string }[]).map(({ claim, verdict }) => [claim, verdict]),
  )

describe("the claims of the rank study", () => {
  it("hold of results that agree with the paper", () => {
    assert.deepEqual(verdicts(richLazy.claims(results(true))), {
      "P1, 2AF": "holds",
      "P2, chainMotif": "holds",
      "P2, daleBalanced": "holds",
      "P2, emProxy": "holds",
      P3: "holds",
      P4: "holds",
      "P5, 2AF": "holds",
      "P4, recurrent": "holds",
      "P6, 2AF": "holds",
      P7: "not tested here",
    })
  })

  it("do not hold of results that point the other way, but for the theory, which is computed", () => {
    const found = verdicts(richLazy.claims(results(false)))
    for (const claim of ["P1, 2AF", "P2, chainMotif", "P2, daleBalanced", "P2, emProxy", "P5, 2AF", "P4, recurrent"])
      assert.equal(found[claim], "does not hold", claim)
    assert.deepEqual([found.P3, found.P4], ["holds", "holds"])
  })

  it("say what strangers have in common beside P1", () => {
    const [first] = richLazy.claims(results(true)).objects() as { remark: string }[]
    assert.match(first!.remark, /untrained networks of the same rank have KA 0\.80 to 0\.80.*below that of strangers/)
  })

  it("list failed runs with why, and draw every figure of the others", () => {
    const made = results(true)
    assert.deepEqual(
      (richLazy.failures(made).objects() as { start: string; failure: string }[]).map((row) => [
        row.start,
        row.failure,
      ]),
      seeds.map(() => ["daleUnbalanced", "the loss rose to 1e9"]),
    )
    for (const [name, draw] of Object.entries(richLazy.figures)) {
      const figure = draw(made, "2AF")
      assert.ok(figure.table.numRows() > 0, name)
      assert.doesNotMatch(JSON.stringify(figure.data), /daleUnbalanced/)
    }
    assert.throws(() => richLazy.figures.training(made, "DMS"), /task must be .*2AF.*, got "DMS"/)
  })
})

describe("the published results of the rank study", () => {
  const full = richLazy.published()

  it("are of the full preset: every planned run, each named by what made it", () => {
    const planned = richLazy.plan(richLazy.presets.full, key(1)).runs
    const rows = full.runs.objects() as { id: string; code: string; units: number; iterations: number }[]
    assert.equal(new Set(rows.map(({ id }) => id)).size, planned.length)
    assert.ok(rows.every(({ code, units, iterations }) => code.length > 0 && units === 300 && iterations === 10_000))
  })

  it("have all that claims and figures ask for", () => {
    assert.ok(richLazy.claims(full).numRows() > 10)
    for (const draw of Object.values(richLazy.figures)) assert.ok(draw(full, "DMS").data.length > 0)
  })
})
