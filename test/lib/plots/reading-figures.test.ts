import assert from "node:assert/strict"
import { sessionSummary } from "../../../lib/analysis/behaviour/session-summary.ts"
import type { Figure } from "../../../lib/plots/figure.ts"
import { plots } from "../../../lib/plots/plots.ts"
import { at, drawnFigures, listAt, numberAt, recorded } from "../../support/drawn-figures.ts"

describe("figures of readings", () => {
  let ofSimulated: Record<string, Figure>
  let ofRecorded: Record<string, Figure>
  before(async () => {
    ;[ofSimulated, ofRecorded] = await drawnFigures()
  })

  it("draw slices with a gap at zero contrast, dashed after errors, open where extrapolated, a panel for each bias", () => {
    const { data, layout } = ofSimulated.ruleSlices!
    assert.equal(data.length, 3 * 2 * 2)
    assert.deepEqual(new Set(data.map((trace) => trace.xaxis)), new Set(["x", "x2", "x3"]))
    assert.deepEqual(new Set(data.map((trace) => at(trace, "line", "dash"))), new Set(["solid", "dash"]))
    for (const trace of data) {
      assert.equal(at(trace, "y", 5), null)
      assert.equal(at(trace, "x", 5), 0)
    }
    const [correct] = data
    const rows = ofSimulated.ruleSlices!.table.objects({ limit: Infinity }) as Record<string, unknown>[]
    assert.ok(Math.abs(numberAt(correct, "y", 0) - Number(rows[0]!.changeStimulus)) < 1e-5)
    assert.equal(at(correct, "marker", "symbol", 0), rows[0]!.extrapolated ? "circle-open" : "circle")
    assert.equal(numberAt(layout, "yaxis", "range", 0), -numberAt(layout, "yaxis", "range", 1))
    assert.match(String(at(layout, "title", "subtitle", "text")), /one standard deviation over 2 fits/)
    const fixed = plots.ruleSlices(ofSimulated.ruleSlices!.table, { limit: 0.05, weight: "bias" })
    assert.deepEqual(at(fixed.layout, "yaxis", "range"), [-0.05, 0.05])
  })

  it("draw what a rule makes of its past: grey for any past, dotted where unrewarded", () => {
    const { data } = ofSimulated.historyCurves!
    const left = data.filter((trace) => trace.xaxis === "x")
    assert.deepEqual(
      left.map((trace) => [trace.name, at(trace, "line", "dash"), at(trace, "line", "color")]),
      [
        ["any past", "solid", "#808080"],
        ["last trial rewarded", "solid", "#0072B2"],
        ["last trial unrewarded", "dot", "#0072B2"],
        ["last 2 trials rewarded", "solid", "#D55E00"],
        ["last 2 trials unrewarded", "dot", "#D55E00"],
      ],
    )
    assert.throws(
      () => plots.historyCurves(ofSimulated.historyCurves!.table, { at: { weightStimulus: 9, weightBias: 0 } }),
      /no rows at \{"weightStimulus":9/,
    )
  })

  it("draw phases by side and outcome: a correct choice moves to its side, an error moves REINFORCE nowhere", () => {
    const { data } = ofSimulated.phasePortrait!
    const changes = (name: string) =>
      listAt(
        data.find((trace) => trace.name === name),
        "y",
      ) as number[]
    assert.ok(changes("answer right, correct").every((change) => change >= 0))
    assert.ok(changes("answer left, correct").every((change) => change <= 0))
    assert.ok(changes("answer left, error").every((change) => change === 0))
  })

  it("draw an animal over the band of its twins in six panels, and say that these are synthetic", () => {
    const { data, layout } = ofRecorded.twinCheck!
    assert.deepEqual(new Set(data.map((trace) => trace.xaxis)), new Set(["x", "x2", "x3", "x4", "x5", "x6"]))
    assert.match(String(at(layout, "title", "subtitle", "text")), /4 copies of .*\(synthetic\).*80 % on easy: animal /)
    const accuracy = data.find((trace) => trace.xaxis === "x" && trace.name === "animal")
    const summary = sessionSummary(recorded).objects() as Record<string, number>[]
    summary.forEach((row, i) => {
      assert.ok(Math.abs(numberAt(accuracy, "y", i) - row.accuracy!) < 1e-5)
    })
    assert.deepEqual(
      listAt(
        data.find((trace) => trace.xaxis === "x3"),
        "x",
      ),
      ["after correct", "after error", "right shown"],
    )
  })

  it("draw calibration with its intervals, larger where there are more trials", () => {
    const { data } = ofRecorded.calibration!
    assert.deepEqual(
      data.map((trace) => [trace.name, listAt(trace, "x"), at(trace, "marker", "size")]),
      [
        ["&lt;i&gt;A&lt;/i&gt;", [0.25, 0.75], [8, 12]],
        ["B", [0.5], [6]],
      ],
    )
    assert.deepEqual(at(data, 0, "error_y", "array"), [0.05, 0.1])
  })

  it("draw weights with a band of 1.96 standard errors where there are any, and none elsewhere", () => {
    const { data } = ofSimulated.learningCurves!
    const [low, high, line, bias] = data
    assert.equal(data.length, 4)
    assert.equal(at(high, "fill"), "tonexty")
    assert.ok(Math.abs(numberAt(line, "y", 3) - numberAt(low, "y", 3) - 0.98) < 1e-3)
    assert.deepEqual([at(line, "yaxis"), at(bias, "yaxis")], ["y", "y2"])
  })

  it("draw response times in seconds on a logarithmic axis", () => {
    const { data, layout } = ofSimulated.responseTimes!
    assert.equal(at(layout, "yaxis", "type"), "log")
    assert.equal(data.length, 3)
    assert.ok((listAt(data, 0, "y") as number[]).every((seconds) => seconds > 0.2 && seconds < 5))
  })
})
