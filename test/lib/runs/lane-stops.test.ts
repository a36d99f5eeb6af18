import assert from "node:assert/strict"
import { syncBuiltinESMExports } from "node:module"
import timers from "node:timers"
import { setTimeout } from "node:timers/promises"
import fc from "fast-check"
import type { LaneOutcome } from "../../../lib/runs/lane.ts"
import { executeLanes } from "../../../lib/runs/lanes.ts"
import { keepHostBetweenTests, provideFakeHost } from "../../support/fake-host.ts"
import { began, ended, freshMarks, laneOf, spun, until } from "../../support/lane-functions.ts"

const label = "Lanes"
/** What the contract allows between a stop and the end of every lane. */
const boundMs = 1000

describe("a stop", function () {
  this.timeout(60_000)
  keepHostBetweenTests()

  it("reaches lanes that look and lanes that spin within a second: the ones hand back what they have, the others are ended", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const lanes = ["loopUntilStopped", "spin", "askUntilStopped"].map((name, tag) => laneOf(name, { marks, tag }))
    const run = executeLanes<{ tag: number; status: string } | number>([...lanes, ...lanes], { label, workers: 3 })
    await until(marks, began, 3)
    askToStop()
    const start = performance.now()
    const { value, status, message } = await run
    assert.ok(performance.now() - start < boundMs)
    assert.equal(status, "stopped")
    assert.equal(message, "Stopped on request: 0 of 6 lanes are done, 2 handed back what they had.")
    assert.deepEqual(
      value.map((outcome) => [outcome.status, outcome.attempts]),
      [1, 1, 1, 0, 0, 0].map((attempts) => ["stopped", attempts]),
    )
    const [loop, spin, asked, later] = value
    assert.ok(typeof loop!.result === "object" && loop!.result.tag === 0 && loop!.result.status === "stopped")
    assert.ok(typeof asked!.result === "number" && asked!.result > 0)
    assert.match(loop!.message!, /the result is what it had by then/)
    assert.ok(
      !("result" in spin!) && /handed nothing back within 500 ms, and its worker was ended/.test(spin!.message!),
    )
    assert.ok(!("result" in later!) && /before it began/.test(later!.message!))
    assert.deepEqual([marks[began], marks[ended]], [3, 2])
    const turns = marks[spun]
    await setTimeout(100)
    assert.equal(marks[spun], turns)
  })

  it("is seen by the loops of a lane while the main thread spins", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const lanes = ["loopUntilStopped", "askUntilStopped"].map((name, tag) => laneOf(name, { marks, tag }))
    const run = executeLanes(lanes, { label, workers: 2 })
    await until(marks, began, 2)
    askToStop()
    const giveUpAt = performance.now() + 20_000
    while (Atomics.load(marks, ended) < 2 && performance.now() < giveUpAt);
    assert.equal(marks[ended], 2)
    assert.ok((await run).value.every(({ result }) => result !== undefined))
  })

  it("is passed on where the surroundings count on memory that is not shared", async () => {
    const { askToStop } = provideFakeHost(new Int32Array([4]))
    const marks = freshMarks()
    const run = executeLanes([laneOf("loopUntilStopped", { marks })], { label, workers: 1 })
    await until(marks, began, 1)
    askToStop()
    assert.deepEqual([(await run).value[0]!.status, marks[ended]], ["stopped", 1])
  })

  it("that comes before a worker has begun its lane leaves it unbegun", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const run = executeLanes([laneOf("spin", { marks })], { label, workers: 1 })
    askToStop()
    const { value } = await run
    assert.deepEqual(value, [{ status: "stopped", attempts: 1, message: "Stopped on request before it began." }])
    assert.equal(marks[began], 0)
  })

  it("is not forgotten by what a lane begins after it", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const run = executeLanes<{ tag: number }>([laneOf("loopTwiceUntilStopped", { marks })], { label, workers: 1 })
    await until(marks, began, 1)
    askToStop()
    assert.equal((await run).value[0]!.result?.tag, 2)
  })

  it("reaches the lanes of a lane", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const run = executeLanes<readonly LaneOutcome<{ tag: string }>[]>([laneOf("nest", { marks })], {
      label,
      workers: 1,
    })
    await until(marks, began, 1)
    askToStop()
    const { value } = await run
    assert.deepEqual(
      value[0]!.result?.map(({ status, result }) => [status, result?.tag]),
      [["stopped", "inner"]],
    )
  })

  it("that came before the run does not count", async () => {
    const { askToStop } = provideFakeHost()
    askToStop()
    const { status } = await executeLanes([laneOf("echo", { waitMs: 0, tag: 1 })], { label, workers: 1 })
    assert.equal(status, "converged")
  })

  it("leaves a fit what it has, like a fit in the main thread", async () => {
    const { askToStop } = provideFakeHost()
    let told = false
    const run = executeLanes<{ status: string; epochs: number; weights: Float32Array }>(
      [laneOf("fitNetwork", { trials: 300, epochs: 1_000_000 })],
      { label, workers: 1, onProgress: () => (told = true) },
    )
    while (!told) await setTimeout(5)
    askToStop()
    const { value } = await run
    assert.equal(value[0]!.status, "stopped")
    assert.ok(value[0]!.result!.epochs > 0 && value[0]!.result!.weights.length > 0)
  })

  it("ends late workers at the latest on behalf of the next run, where a termination took the run's own watch along", async () => {
    const { askToStop } = provideFakeHost()
    const marks = freshMarks()
    const { setInterval } = timers
    const setNoInterval = () => setInterval(() => {}, 2 ** 30).unref()
    Object.assign(timers, { setInterval: setNoInterval })
    syncBuiltinESMExports()
    const run = executeLanes([laneOf("spin", { marks })], { label, workers: 1 })
    Object.assign(timers, { setInterval })
    syncBuiltinESMExports()
    await until(marks, began, 1)
    askToStop()
    const { status } = await executeLanes([laneOf("echo", { waitMs: 0, tag: 1 })], { label, workers: 1 })
    assert.equal(status, "converged")
    assert.match((await run).value[0]!.message!, /its worker was ended/)
  })

  it("at any moment leaves every lane its own outcome, and the next run only its own answers", async () => {
    const kinds = fc.array(fc.constantFrom("echo", "loopUntilStopped", "spin", "deaf"), { minLength: 1, maxLength: 6 })
    const moments = {
      kinds,
      workers: fc.integer({ min: 1, max: 3 }),
      stopMs: fc.integer({ min: 0, max: 80 }),
      at: fc.boolean(),
    }
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.record(moments), async ({ kinds, workers, stopMs, at }) => {
        const { askToStop } = provideFakeHost()
        runs += 1
        const tag = (lane: number, run: string) => `${run} ${runs}, lane ${lane}`
        const lanesOf = (run: string, names: readonly string[]) =>
          names.map((name, lane) =>
            name === "deaf"
              ? laneOf("echo", { waitMs: 120, tag: tag(lane, run) })
              : laneOf(name, { waitMs: 5, tag: tag(lane, run), marks: freshMarks() }),
          )
        const first = executeLanes<{ tag: string }>(lanesOf("first", kinds), { label, workers })
        await setTimeout(stopMs)
        askToStop()
        // The next run comes at once, as after the termination of a cell, or when the first has come to its end.
        const stopped = at ? null : await first
        const echoes = ["echo", "echo", "deaf", "echo"]
        const next = await executeLanes<{ tag: string }>(lanesOf("next", echoes), { label, workers })
        assert.deepEqual(
          next.value.map(({ status, result }) => [status, result?.tag]),
          echoes.map((_, lane) => ["done", tag(lane, "next")]),
        )
        for (const [lane, { status, result }] of (stopped ?? (await first)).value.entries()) {
          assert.ok(status === "stopped" || (status === "done" && result !== undefined), status)
          if (result !== undefined) assert.equal(result.tag, tag(lane, "first"))
        }
      }),
      { numRuns: 15, seed: 4 },
    )
  })
})
