import assert from "node:assert/strict"
import { table } from "arquero"
import { meanInterval } from "../../../lib/numerics/mean-interval.ts"
import type { Figure } from "../../../lib/plots/figure.ts"
import { plots } from "../../../lib/plots/plots.ts"
import { at, listAt } from "../../support/drawn-figures.ts"

/** Three seeds of two groups at two ranks; one measure is missing once. */
const runs = table({
  rank: [1, 1, 1, 10, 10, 10, 1, 1, 1, 10, 10, 10],
  task: [..."aaaaaabbbbbb"].map((name) => (name === "a" ? "<b>A</b>" : "B")),
  seed: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2],
  alignment: [0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.2, 0.2, 0.2, 0.4, Number.NaN, 0.5],
  untrained: [0.4, 0.4, 0.4, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.8, 0.8, 0.8],
  change: [3, 2, 1, 1, 1, 1, 3, 3, 3, -1, 0, 2],
})

const byCondition = plots.seedsByCondition(runs, {
  title: "KA by rank",
  condition: "rank",
  conditionTitle: "rank",
  group: "task",
  measures: [
    { column: "alignment", title: "KA", baseline: "untrained" },
    { column: "change", title: "change", log: true },
  ],
  baselineName: "strangers",
})
const scatter = plots.seedScatter(runs, {
  title: "KA against change",
  x: { column: "change", title: "change", log: true },
  y: { column: "alignment", title: "KA" },
  group: "task",
  identity: true,
})
const curves = plots.curvesBySeed(runs, {
  title: "KA over rank",
  x: { column: "rank", title: "rank" },
  measures: [{ column: "alignment", title: "KA" }],
  group: "task",
})

describe("figures of runs", () => {
  for (const [name, figure] of Object.entries({ byCondition, scatter, curves }))
    it(`${name} has axis titles that are objects, no background of its own, escaped names and a table`, () => {
      assert.equal(typeof at(figure.layout, "xaxis", "title", "text"), "string")
      assert.equal(typeof at(figure.layout, "yaxis", "title", "text"), "string")
      assert.equal(figure.layout.paper_bgcolor, "rgba(0, 0, 0, 0)")
      const names = figure.data.map((trace) => String(trace.name))
      assert.ok(names.includes("&lt;b&gt;A&lt;/b&gt;") && !names.some((each) => each.includes("<b>")))
      assert.ok(figure.table.numRows() > 0)
    })

  it("seedsByCondition shows every seed, and means with Student's interval over those that have the measure", () => {
    type Mark = { measure: string; group: string; condition: number; seed: number | null; value: number; low: number }
    const marks = byCondition.table.objects() as Mark[]
    const own = marks.filter((mark) => mark.measure === "alignment" && mark.group === "B" && mark.condition === 10)
    assert.deepEqual(
      own.map(({ seed, value }) => [seed, value]),
      [
        [0, 0.4],
        [2, 0.5],
        [null, 0.45],
      ],
    )
    assert.equal(own[2]!.low, meanInterval([0.4, 0.5]).low)
  })

  it("seedsByCondition shows geometric means on a logarithmic axis, whose interval stays above 0, of the values that have a place there", () => {
    type Mark = { measure: string; group: string; condition: number; seed: number | null; value: number; low: number }
    const marks = byCondition.table.objects() as Mark[]
    const changes = marks.filter(({ measure }) => measure === "change")
    const [mean] = changes.filter(({ group, condition, seed }) => group !== "B" && condition === 1 && seed === null)
    assert.ok(Math.abs(mean!.value - 6 ** (1 / 3)) < 1e-12)
    assert.ok(Math.abs(Math.log(mean!.low) - meanInterval([3, 2, 1].map(Math.log)).low) < 1e-12)
    const ofB = changes.filter(({ group, condition }) => group === "B" && condition === 10)
    assert.deepEqual(
      ofB.map(({ value }) => value),
      [2, 2],
    )
  })

  it("seedsByCondition leaves dots out where seeds are hidden, not out of its table, and refuses other words", () => {
    const options = {
      title: "KA",
      condition: "rank",
      conditionTitle: "rank",
      measures: [{ column: "alignment", title: "KA" }],
    }
    const [shown, hidden] = (["dots", "hidden"] as const).map((seeds) =>
      plots.seedsByCondition(runs, { ...options, seeds }),
    )
    assert.deepEqual([shown!.data.length, hidden!.data.length], [2, 1])
    assert.deepEqual(hidden!.table.objects(), shown!.table.objects())
    assert.throws(
      () => plots.seedsByCondition(runs, { ...options, seeds: "none" as never }),
      /must be "dots" or "hidden", got "none"/,
    )
  })

  it("seedsByCondition draws what it is compared with as a dotted line, named once", () => {
    const dotted = traces(byCondition).filter((trace) => (trace.line as { dash?: string } | undefined)?.dash === "dot")
    assert.equal(dotted.length, 2)
    assert.deepEqual(
      dotted.map(({ name, showlegend }) => [name, showlegend]),
      [
        ["strangers", true],
        ["strangers", false],
      ],
    )
    assert.deepEqual(listAt(dotted[0], "y"), [0.4, 0.8])
  })

  it("seedsByCondition names dashes at names in the legend, though the first panel has none", () => {
    const { data } = plots.seedsByCondition(runs, {
      title: "KA by task",
      condition: "task",
      conditionTitle: "",
      measures: [
        { column: "change", title: "change" },
        { column: "alignment", title: "KA", baseline: "untrained" },
      ],
      baselineName: "strangers",
    })
    const listed = data.filter(({ showlegend }) => showlegend === true).map(({ name }) => name)
    assert.deepEqual(listed, ["mean over seeds", "strangers"])
  })

  it("seedScatter leaves out what has no place on a logarithmic axis, and says how many", () => {
    assert.match(String(at(scatter.layout, "title", "subtitle", "text")), /2 of 12 runs have no place here/)
    const dots = traces(scatter).filter(({ mode }) => mode === "markers")
    assert.equal(
      dots.reduce((sum, dot) => sum + listAt(dot, "x").length, 0),
      10,
    )
  })

  it("curvesBySeed draws a line for each seed, so that none is averaged away", () => {
    const lines = traces(curves)
    assert.equal(lines.length, 6)
    assert.equal(lines.filter(({ showlegend }) => showlegend === true).length, 2)
  })

  it("refuse tables without the columns that they draw", () => {
    assert.throws(
      () =>
        plots.curvesBySeed(table({ rank: [1], seed: [0] }), {
          title: "",
          x: { column: "rank", title: "" },
          measures: [],
          group: "task",
        }),
      /lacks task/,
    )
  })
})

function traces({ data }: Figure): readonly Readonly<Record<string, unknown>>[] {
  return data
}

describe("the mean of independent values", () => {
  it("has Student's interval and p, and none of one value", () => {
    const { mean, low, high, standardDeviation, p } = meanInterval([1, 2, 3, 4])
    assert.equal(mean, 2.5)
    assert.ok(Math.abs(standardDeviation - 1.2909944487358056) < 1e-14)
    assert.ok(Math.abs(low - 0.4457397432391206) < 1e-9 && Math.abs(high - 4.55426025676088) < 1e-9)
    assert.ok(Math.abs(p - 0.0304664) < 1e-5, `${p}`)
    assert.ok(Number.isNaN(meanInterval([1]).low) && Number.isNaN(meanInterval([]).mean))
  })
})
