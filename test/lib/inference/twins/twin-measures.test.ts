import assert from "node:assert/strict"
import { behaviour, type MeasureName } from "../../../../lib/inference/twins/twin-measures.ts"
import { compared } from "../../../../lib/inference/twins/twin-table.ts"
import { sequence } from "../../../support/simulated-learner.ts"

/** 300 trials, stimulus right and left in turn at full contrast; the first 150 are answered left, all others correctly. */
const animal = sequence(
  "steps",
  Float64Array.from({ length: 300 }, (_, t) => (t % 2 === 0 ? 1 : -1)),
  Uint8Array.from({ length: 300 }, (_, t) => (t < 150 ? 0 : 1 - (t % 2))),
  Uint8Array.from({ length: 300 }, (_, t) => (t < 150 ? t % 2 : 1)),
)
const measures = behaviour(
  animal,
  Float64Array.from({ length: 300 }, (_, t) => Math.floor(t / 100)),
)
const values = (name: MeasureName) => measures.filter(({ measure }) => measure === name).map(({ value }) => value)

describe("behaviour in numbers", () => {
  it("has accuracy, bias and side preference of each session", () => {
    assert.deepEqual(values("accuracy"), [0.5, 0.75, 1])
    assert.deepEqual(values("absoluteBias"), [0, 1, 2])
    assert.deepEqual(values("sidePreference"), [0.5, 0.25, 0])
    assert.deepEqual(
      measures.filter(({ measure }) => measure === "accuracy").map(({ session }) => session),
      [1, 2, 3],
    )
  })

  it("counts repeats within sessions, after correct choices and after errors apart", () => {
    // Errors come on even trials before 150, each followed by another left choice, but for that on 148, followed by left on 149, too.
    assert.deepEqual(values("repeatAfterError"), [1])
    // Correct: 1, 3, ..., 149 and from 150 on; those up to 147 are repeated but for 99, the end of a session; 149 and later are not.
    const correct = 73 + 1 + 150 - 1 - 1
    assert.equal(values("repeatAfterCorrect")[0], 73 / correct)
    assert.deepEqual(values("rightStimuli"), [0.5])
  })

  it("finds the trial by which easy stimuli are answered at 80 % over the last 500 trials, or none", () => {
    assert.deepEqual(values("trialsToCriterion"), [Number.POSITIVE_INFINITY])
    const better = { ...animal, reward: new Uint8Array(300).fill(1) }
    const found = behaviour(better, new Float64Array(300)).find(({ measure }) => measure === "trialsToCriterion")!
    assert.equal(found.value, 300)
  })

  it("has the fraction of right choices by contrast and third", () => {
    const curves = measures.filter(({ measure }) => measure === "psychometric")
    assert.deepEqual(
      curves.map(({ third, contrast, value }) => [third, contrast, value]),
      [
        [1, -100, 0],
        [1, 100, 0],
        [2, -100, 0],
        [2, 100, 0.5],
        [3, -100, 0],
        [3, 100, 1],
      ],
    )
  })

  it("is lined up with that of copies by their quantiles, infinite ones counted as beyond any", () => {
    const place = { measure: "trialsToCriterion" as const, session: null, third: null, contrast: null }
    const of = (value: number) => [{ ...place, value }]
    const [row] = compared(of(Number.POSITIVE_INFINITY), [of(100), of(200), of(Number.POSITIVE_INFINITY)])
    assert.deepEqual(row, {
      ...place,
      data: Number.POSITIVE_INFINITY,
      twin: 200,
      low: 105,
      high: Number.POSITIVE_INFINITY,
      valued: 3,
      inside: true,
    })
    const [lone] = compared(of(Number.NaN), [of(1)])
    assert.deepEqual([lone!.data, lone!.twin, lone!.inside], [null, 1, null])
  })
})
