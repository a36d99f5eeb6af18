import assert from "node:assert/strict"
import { compare } from "../../../lib/inference/compare.ts"
import { learners } from "../../../lib/inference/learners.ts"
import { drawResamples, pairedInterval } from "../../../lib/inference/session-bootstrap.ts"
import { key, split } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { reinforce } from "../../../lib/rules/reinforce.ts"
import { simulatedLearner } from "../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: [0.03, 0.05], adder: [-0.1, -0.15] }), { trials: 1000, key: key(4) })
const three = [learners.staticGlm(), learners.chance(), learners.reinforce({ baseline: "signed" })]
const column = (table: { array(name: string): unknown }, name: string) =>
  Array.from(table.array(name) as ArrayLike<unknown>)

describe("a comparison of learners", () => {
  it("lines learners up from best to worst, with their differences to the static GLM", async () => {
    const { table, status, value } = await compare(animal, three, { key: key(7) })
    assert.equal(status, "converged")
    assert.deepEqual(column(table, "learner"), ["REINFORCE, signed baseline", "Static GLM", "Chance"])
    assert.deepEqual(column(table, "role"), ["model", "model", "control"])
    assert.deepEqual(column(table, "parameters"), [4, 2, 0])
    assert.deepEqual(column(table, "synthetic"), [true, true, true])
    const nats = column(table, "natsPerTrial") as number[]
    const difference = column(table, "difference") as number[]
    assert.equal(difference[1], 0)
    difference.forEach((gap, row) => {
      assert.ok(Math.abs(gap - (nats[row]! - nats[1]!)) < 1e-15)
      const [low, high] = value.rows[row]!.interval!
      assert.ok(low <= gap && gap <= high, `${gap} outside ${low}, ${high}`)
    })
    assert.ok(difference[0]! > 0 && difference[2]! < 0)
  })

  it("gives chance 1 bit a trial, bits being nats over ln 2", async () => {
    const { table } = await compare(animal, three, { key: key(7) })
    const nats = column(table, "natsPerTrial") as number[]
    const bits = column(table, "bitsPerTrial") as number[]
    bits.forEach((bit, row) => {
      assert.ok(Math.abs(bit - nats[row]! * Math.LOG2E) < 1e-12)
    })
    assert.ok(Math.abs(bits.at(-1)! + 1) < 1e-12)
    assert.ok(Math.abs(nats.at(-1)! + Math.LN2) < 1e-12)
  })

  it("is the same for the same key, and its intervals move with another", async () => {
    const intervals = async (seed: number) =>
      column((await compare(animal, three, { key: key(seed) })).table, "differenceLow")
    assert.deepEqual(await intervals(7), await intervals(7))
    assert.notDeepEqual(await intervals(7), await intervals(8))
  })

  it("takes differences to another learner when asked", async () => {
    const { table } = await compare(animal, three, { key: key(7), reference: learners.chance() })
    assert.equal((column(table, "difference") as number[]).at(-1), 0)
    assert.equal(column(table, "reference")[0], "Chance")
  })

  it("resamples sessions of few animals, and animals where there are five", async () => {
    const animals = split(key(1), 5).map((each) =>
      simulatedLearner(reinforce({ rate: 0.05 }), { trials: 120, key: each }),
    )
    const options = { key: key(7), resamples: 200 }
    const few = await compare(animals.slice(0, 4), three, options)
    const many = await compare(animals, three, options)
    assert.match(few.value.interval, /whole sessions/)
    assert.match(many.value.interval, /whole animals/)
  })

  it("has no interval where there is one session", async () => {
    const short = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 100, key: key(1) })
    const { table } = await compare(short, three, { key: key(7) })
    assert.deepEqual(column(table, "differenceLow"), [null, null, null])
  })

  it("reports one bar from the first learner to the last", async () => {
    const heard: Progress[] = []
    await compare(animal, three, { key: key(7), onProgress: (progress) => heard.push(progress) })
    assert.equal(heard.at(-1)!.done, 3)
    assert.ok(heard.every(({ total }) => total === 3))
    for (let i = 1; i < heard.length; i += 1) assert.ok(heard[i]!.done >= heard[i - 1]!.done)
  })

  it("tells learners apart that share a label", async () => {
    const { table } = await compare(animal, [learners.staticGlm(), learners.staticGlm()], { key: key(7) })
    assert.deepEqual(column(table, "learner"), ["Static GLM", "Static GLM (2)"])
  })

  it("shows itself as a table of text, controls marked", async () => {
    const shown = (await compare(animal, three, { key: key(7) })) as unknown as Record<
      symbol,
      () => Record<string, string>
    >
    const lines = shown[Symbol.for("Jupyter.display")]!()["text/plain"]!.split("\n")
    assert.match(lines[0]!, /^All 3 learners converged/)
    assert.match(lines[2]!, /REINFORCE, signed baseline +-0\.\d{5} +\+0\.\d{4} \[\+0\.\d{4}, \+0\.\d{4}\] +4$/)
    assert.match(lines[4]!, /Chance \(control\) +-0\.69315/)
    assert.match(lines[5]!, /whole sessions/)
  })

  it("refuses unknown options, an empty list and what is not a learner", async () => {
    await assert.rejects(compare(animal, three, { key: key(7), seed: 1 } as never), /"seed".*resamples/)
    await assert.rejects(compare(animal, [], { key: key(7) }), /list of learners/)
    await assert.rejects(compare(animal, ["staticGlm"] as never, { key: key(7) }), /got staticGlm/)
    await assert.rejects(compare(animal, three, { key: key(7), resamples: 3 }), /from 100 to 100000, got 3/)
  })

  describe("that is asked to stop", () => {
    const hostSymbol = Symbol.for("Jupyter.host")
    afterEach(() => Reflect.deleteProperty(globalThis, hostSymbol))

    it("has rows for the learners it came to", async () => {
      const stop = new Int32Array(1)
      Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress() {}, stop })
      const onProgress = ({ detail }: Progress) => {
        if (detail === "REINFORCE, signed baseline") Atomics.store(stop, 0, 1)
      }
      const long = simulatedLearner(reinforce({ rate: 0.03, adder: [-0.02, -0.15] }), { trials: 20_000, key: key(4) })
      const { status, message, table } = await compare(long, three.toReversed(), { key: key(7), onProgress })
      assert.equal(status, "stopped")
      assert.equal(message, "Stopped on request: 1 of 3 learners have a row.")
      assert.deepEqual(column(table, "status"), ["stopped"])
    })

    it("before the first fit is done has an empty table", async () => {
      const stop = new Int32Array(1)
      Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress() {}, stop })
      const onProgress = () => Atomics.store(stop, 0, 1)
      const { status, table } = await compare(animal, three.slice(1), { key: key(7), onProgress })
      assert.equal(status, "stopped")
      assert.equal(table.numRows(), 0)
    })
  })
})

describe("the interval of a paired difference", () => {
  const units = (nats: readonly number[]) => nats.map((each) => ({ trials: 10, nats: each }))

  it("covers a true difference about as often as it says", async () => {
    let covered = 0
    const draws = split(key(20), 200)
    for (const each of draws) {
      const noise = simulatedLearner(() => [0, 0], { trials: 40, key: each }).choice
      const scores = units(Array.from(noise, (y) => 10 * y))
      const [low, high] = pairedInterval(scores, units(Array(40).fill(0)), (await drawResamples(each, 40, 400))!)!
      if (low <= 0.5 && 0.5 <= high) covered += 1
    }
    assert.ok(covered >= 176 && covered <= 199, `${covered} of 200`)
  })

  it("is a point where every unit differs by the same", async () => {
    const drawn = (await drawResamples(key(1), 3, 100))!
    assert.deepEqual(pairedInterval(units([1, 2, 3]), units([0, 1, 2]), drawn), [0.1, 0.1])
  })
})
