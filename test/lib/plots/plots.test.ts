import assert from "node:assert/strict"
import { table } from "arquero"
import { psychometricCurves } from "../../../lib/analysis/behaviour/psychometric-curves.ts"
import { sessionSummary } from "../../../lib/analysis/behaviour/session-summary.ts"
import type { Figure } from "../../../lib/plots/figure.ts"
import { plots } from "../../../lib/plots/plots.ts"
import { at, drawnFigures, listAt, numberAt, simulated } from "../../support/drawn-figures.ts"

const titleOf = ({ layout }: Figure) => String(at(layout, "title", "text"))

/** Every property called `title`, wherever it is: plotly.js 3 dropped titles that are plain strings. */
function titles(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => (name === "title" ? [part, ...titles(part)] : titles(part)))
}

describe("figures", () => {
  let ofSimulated: Record<string, Figure>
  let ofRecorded: Record<string, Figure>
  before(async () => {
    ;[ofSimulated, ofRecorded] = await drawnFigures()
  })

  const ofRuns = ["seedsByCondition", "seedScatter", "curvesBySeed"]
  for (const name of Object.keys(plots).filter((each) => !ofRuns.includes(each))) {
    describe(`plots.${name}`, () => {
      it("says synthetic where the trials were, and only there", () => {
        assert.match(titleOf(ofSimulated[name]!), /M1.*synthetic/)
        assert.doesNotMatch(titleOf(ofRecorded[name]!), /synthetic/)
      })

      it("lets no markup through from a name", () => {
        assert.match(titleOf(ofRecorded[name]!), /&lt;b&gt;M2&lt;\/b&gt;/)
      })

      it("shows itself as Plotly's MIME type with a line of text, as plain JSON under 100 kB", () => {
        const figure = ofSimulated[name]! as unknown as Record<symbol, () => Record<string, unknown>>
        const bundle = figure[Symbol.for("Jupyter.display")]!()
        assert.deepEqual(Object.keys(bundle), ["application/vnd.plotly.v1+json", "text/plain"])
        const plotly = bundle["application/vnd.plotly.v1+json"]
        const text = JSON.stringify(plotly)
        assert.ok(text.length < 100_000)
        assert.deepEqual(JSON.parse(text), plotly)
        assert.match(String(bundle["text/plain"]), /synthetic/)
      })

      it("has titles that are objects, a title for every x axis, and no colour of its own behind the data", () => {
        const { data, layout } = ofSimulated[name]!
        for (const title of titles({ data, layout })) assert.equal(typeof title, "object")
        assert.ok(String(at(layout, "xaxis", "title", "text")).length > 0)
        assert.equal(layout.paper_bgcolor, "rgba(0, 0, 0, 0)")
      })

      it("carries its table", () => {
        assert.ok(ofSimulated[name]!.table.numRows() > 0)
      })
    })
  }

  it("draw the session summary's numbers, with bars that end at its intervals", () => {
    const summary = sessionSummary(simulated)
    const { data } = ofSimulated.accuracyBySession!
    const rows = summary.objects() as Record<string, number>[]
    rows.forEach((row, i) => {
      const value = numberAt(data, 0, "y", i)
      assert.ok(Math.abs(value - row.accuracy!) < 1e-5)
      assert.ok(Math.abs(value + numberAt(data, 0, "error_y", "array", i) - row.accuracyHigh!) < 3e-5)
      assert.ok(Math.abs(value - numberAt(data, 0, "error_y", "arrayminus", i) - row.accuracyLow!) < 3e-5)
    })
  })

  it("mark controls apart from models of learning, best on top, the reference as a line", () => {
    const { data, layout } = ofSimulated.modelComparison!
    assert.deepEqual(
      data.map((trace) => [trace.name, at(trace, "marker", "symbol"), listAt(trace, "y").length]),
      [
        ["models of learning", "circle", 2],
        ["controls", "diamond-open", 1],
      ],
    )
    assert.equal(at(layout, "yaxis", "autorange"), "reversed")
    const still = listAt(data, 0, "y").indexOf("Static GLM")
    assert.ok(Math.abs(numberAt(layout, "shapes", 0, "x0") - numberAt(data, 0, "x", still)) < 1e-5)
    assert.equal(at(data, 0, "error_x", "array", still), 0)
  })

  it("draw rules on one scale that is symmetric about 0, extrapolated cells covered", () => {
    const { data, layout, table: cells } = ofSimulated.ruleHeatmap!
    const widest = numberAt(layout, "coloraxis", "cmax")
    assert.ok(widest > 0)
    assert.equal(at(layout, "coloraxis", "cmin"), -widest)
    assert.equal(data.length, 4)
    assert.equal(cells.numRows(), 2 * 25 * 10)
    const matrix = (trace: number) => (at(data, trace, "z") as (number | null)[][]).flat()
    const rows = cells.objects({ limit: Infinity }) as Record<string, unknown>[]
    const covered = [...matrix(1), ...matrix(3)].filter((z) => z === 1)
    assert.equal(covered.length, rows.filter(({ extrapolated }) => extrapolated).length)
    assert.ok(
      matrix(2).every((z) => z === 0),
      "an error changes nothing",
    )
    assert.ok(
      matrix(0).every((z) => z! > 0),
      "a correct choice raises w_stim",
    )
  })

  it("cover cells of a mean rule in light grey where its fits differ in sign", () => {
    const rule = ofSimulated.ruleHeatmap!.table
    const columns = rule.columnNames().map((name) => [name, [...rule.array(name)]] as const)
    const torn = { ...Object.fromEntries(columns), fits: columns[0]![1].map(() => 2) }
    const { data, layout } = plots.ruleHeatmap(
      table({
        ...torn,
        extrapolated: torn.fits.map(() => false),
        changeStimulusAgrees: torn.fits.map((_, i) => i > 0),
      }),
    )
    const covers = [1, 3].flatMap((trace) => (at(data, trace, "z") as (number | null)[][]).flat())
    assert.deepEqual(
      covers.filter((z) => z !== null),
      [0],
    )
    assert.match(String(at(layout, "title", "subtitle", "text")), /light: signs differ/)
  })

  it("draw a line at the start of every session but the first", () => {
    const { layout } = ofSimulated.weightTrajectories!
    assert.deepEqual(
      listAt(layout, "shapes").map((shape) => at(shape, "x0")),
      Array.from({ length: 11 }, (_, i) => 100 * (i + 1) + 1),
    )
  })

  it("draw a curve only where a fit converged", () => {
    const curves = psychometricCurves(simulated)
    const columns = curves.fits.columnNames().map((name) => [name, [...curves.fits.array(name)]])
    const fits = table({
      ...Object.fromEntries(columns),
      status: ["failed", "converged", "failed"],
    })
    const { data } = plots.psychometricCurves({ table: curves.table, fits })
    assert.deepEqual(
      data.map(({ mode }) => mode),
      ["markers", "markers", "lines", "markers"],
    )
  })

  it("refuse what they cannot draw, saying whose table they want", () => {
    assert.throws(() => plots.accuracyBySession(table({ session: [1] })), /sessionSummary; this one lacks animal/)
    assert.throws(() => plots.modelComparison(Promise.resolve() as never), /compare.*await/)
    assert.throws(() => plots.modelComparison(ofSimulated.modelComparison!.table.slice(0, 0).reify()), /has no rows/)
    const rule = ofSimulated.ruleHeatmap!.table
    assert.throws(() => plots.ruleHeatmap(rule, { bias: 3 }), /bias is 3; the table has 0/)
    assert.throws(() => plots.ruleHeatmap(rule, { weight: "stim" as never }), /"stimulus" or "bias", got "stim"/)
  })
})
