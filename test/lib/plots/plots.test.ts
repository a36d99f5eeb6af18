import assert from "node:assert/strict"
import { table } from "arquero"
import { psychometricCurves } from "../../../lib/analysis/psychometric-curves.ts"
import { responseTimes } from "../../../lib/analysis/response-times.ts"
import { sessionSummary } from "../../../lib/analysis/session-summary.ts"
import { animal as animalOf } from "../../../lib/data/animal.ts"
import type { ChoiceSequence } from "../../../lib/data/choices.ts"
import { syntheticCohort } from "../../../lib/data/synthetic-animals.ts"
import { compare } from "../../../lib/inference/compare.ts"
import { inferredRule } from "../../../lib/inference/inferred-rule.ts"
import type { FittedLearner } from "../../../lib/inference/learner.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { historyCurves } from "../../../lib/inference/reading/history-curves.ts"
import { learningCurves } from "../../../lib/inference/reading/learning-curves.ts"
import { phasePortrait } from "../../../lib/inference/reading/phase-portrait.ts"
import { ruleSlices } from "../../../lib/inference/reading/rule-slices.ts"
import { twinCheck } from "../../../lib/inference/twins/twin-check.ts"
import { weightTrajectories } from "../../../lib/inference/weight-trajectories.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import type { Figure } from "../../../lib/plots/figure.ts"
import { plots } from "../../../lib/plots/plots.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const simulated = simulatedLearner(reinforce({ rate: 0.08 }), { trials: 1200, key: key(6), name: "M1" })
const recorded = { ...simulated, synthetic: false, animal: "<b>M2</b>" }

const timed = syntheticCohort({ key: key(8), mice: 1, sessions: 4 })[0]!.animal
/** Bins of predicted probability, as an evaluation has them. */
const bins = ({ animal, synthetic }: ChoiceSequence) =>
  table({
    learner: ["<i>A</i>", "<i>A</i>", "B"],
    animals: [animal, animal, animal],
    synthetic: [synthetic, synthetic, synthetic],
    predicted: [0.25, 0.75, 0.5],
    observed: [0.2, 0.8, 0.5],
    observedLow: [0.15, 0.7, 0.4],
    observedHigh: [0.25, 0.9, 0.6],
    trials: [100, 400, 25],
  })

async function draw(animal: ChoiceSequence): Promise<Record<string, Figure>> {
  const list = [learners.staticGlm(), learners.reinforce({ rate: "shared" }), learners.rewardFree()]
  const ladder = await compare(animal, list, { key: key(7), resamples: 100 })
  const learned = ladder.value.rows.find(({ label }) => label === "REINFORCE, one rate")!.solution
  return {
    accuracyBySession: plots.accuracyBySession(sessionSummary(animal)),
    psychometricCurves: plots.psychometricCurves(psychometricCurves(animal)),
    modelComparison: plots.modelComparison(ladder),
    weightTrajectories: plots.weightTrajectories(weightTrajectories(animal, [learned], { points: 20 })),
    ruleHeatmap: plots.ruleHeatmap(inferredRule(learned, animal)),
    ruleSlices: plots.ruleSlices(ruleSlices([learned, learned], animal, { weights: [0, 1] })),
    historyCurves: plots.historyCurves(await historyCurves(learned, animal, { key: key(9), pastTrials: 2 })),
    phasePortrait: plots.phasePortrait(phasePortrait(learned, animal, { points: 200 })),
    twinCheck: plots.twinCheck(await twinCheck(animal, learned, { key: key(10), copies: 4, workers: 1 })),
    calibration: plots.calibration(bins(animal)),
    learningCurves: plots.learningCurves(learningCurves(animal, [banded(learned.value)], { points: 20 })),
    responseTimes: plots.responseTimes(responseTimes(animalOf({ ...timed, ...sourceOf(animal) }))),
  }
}

/** A fit with a standard error of 0.5 on w_stim, as a smoother has one. */
function banded(fitted: FittedLearner): FittedLearner {
  const trajectories = fitted.trajectories.map((trajectory) => ({
    ...trajectory,
    standardErrors: { stimulus: trajectory.weightStimulus.map(() => 0.5) },
  }))
  return { ...fitted, trajectories }
}

function sourceOf({ animal, synthetic }: ChoiceSequence) {
  return { name: animal, source: synthetic ? ("synthetic" as const) : ("recorded" as const) }
}

/** The part of a figure at a path. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((part, name) => (part as Record<string | number, unknown>)[name], value)
}
const numberAt = (value: unknown, ...path: readonly (string | number)[]) => at(value, ...path) as number
const listAt = (value: unknown, ...path: readonly (string | number)[]) => at(value, ...path) as readonly unknown[]
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
    ofSimulated = await draw(simulated)
    ofRecorded = await draw(recorded)
  })

  for (const name of Object.keys(plots)) {
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

  it("refuse what they cannot draw, saying whose table they want", () => {
    assert.throws(() => plots.accuracyBySession(table({ session: [1] })), /sessionSummary; this one lacks animal/)
    assert.throws(() => plots.modelComparison(Promise.resolve() as never), /compare.*await/)
    assert.throws(() => plots.modelComparison(ofSimulated.modelComparison!.table.slice(0, 0).reify()), /has no rows/)
    const rule = ofSimulated.ruleHeatmap!.table
    assert.throws(() => plots.ruleHeatmap(rule, { bias: 3 }), /bias is 3; the table has 0/)
    assert.throws(() => plots.ruleHeatmap(rule, { weight: "stim" as never }), /"stimulus" or "bias", got "stim"/)
  })
})
