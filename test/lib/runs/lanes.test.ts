import assert from "node:assert/strict"
import { AsyncLocalStorage } from "node:async_hooks"
import { spawn } from "node:child_process"
import { setTimeout } from "node:timers/promises"
import { bitsHash } from "../../../lib/numerics/bits-hash.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import type { Progress } from "../../../lib/numerics/solution.ts"
import type { Lane, LaneOutcome } from "../../../lib/runs/lane.ts"
import { executeLanes } from "../../../lib/runs/lanes.ts"
import { surroundings } from "../../../lib/runs/surroundings.ts"
import { keepHostBetweenTests, provideFakeHost } from "../../support/fake-host.ts"
import { began, ended, freshMarks, laneModule, laneOf, until } from "../../support/lane-functions.ts"

const label = "Lanes"
const counts = [1, 2, 3]

describe("executeLanes", function () {
  this.timeout(60_000)
  keepHostBetweenTests()

  it("gives fits the same bits for 1, 2 and 3 workers", async () => {
    const lanes = [40, 70, 50, 60].map((trials, i) => ({
      ...laneOf("fitNetwork", { trials, epochs: 3 + i }),
      key: foldIn(key(7), i),
    }))
    const hashes = []
    for (const workers of counts) {
      const { value, status } = await executeLanes<{ hash: string; weights: Float32Array }>(lanes, { label, workers })
      assert.equal(status, "converged")
      assert.ok(value.every(({ result }) => result!.hash === bitsHash(result!.weights)))
      hashes.push(value.map(({ result }) => result!.hash))
    }
    assert.equal(new Set(hashes[0]).size, 4)
    assert.deepEqual(hashes[1], hashes[0])
    assert.deepEqual(hashes[2], hashes[0])
  })

  it("gives lanes that borrow an engine a clean one, and the same bits for 1, 2 and 3 workers", async () => {
    const lanes = [3, 40, 17, 3, 64, 5].map((size, i) => laneOf("multiply", { size }, i % 3))
    const results = []
    for (const workers of counts) {
      const { value } = await executeLanes<{ hash: string; used: number }>(lanes, { label, workers })
      assert.ok(value.every(({ result }) => result!.used === 0))
      results.push(value)
    }
    assert.equal(new Set(results[0]!.map(({ result }) => result!.hash)).size, 5)
    assert.deepEqual(results[1], results[0])
    assert.deepEqual(results[2], results[0])
  })

  it("lines outcomes up as the lanes are, whichever ends first, and tells onLane as they end", async () => {
    const marks = freshMarks()
    const ends: number[] = []
    const heard: LaneOutcome[] = []
    const onLane = (outcome: LaneOutcome, lane: number) => {
      ends.push(lane)
      heard[lane] = outcome
      Atomics.add(marks, ended, 1)
    }
    const { value, table, message, info } = await executeLanes(
      [3, 2, 1, 0].map((others) => laneOf("waitForOthers", { marks, others })),
      { label, workers: 4, onLane },
    )
    assert.deepEqual(
      value.map(({ result }) => result),
      [3, 2, 1, 0],
    )
    assert.deepEqual(ends, [3, 2, 1, 0])
    assert.deepEqual(heard, value)
    assert.ok(Object.isFrozen(value) && value.every(Object.isFrozen))
    assert.deepEqual(
      table.objects(),
      [0, 1, 2, 3].map((lane) => ({ lane, status: "done", attempts: 1, message: null })),
    )
    assert.equal(message, "All 4 lanes are done.")
    assert.deepEqual(info, { lanes: 4, workers: 4 })
  })

  it("runs lanes in at most as many workers as told, one included, never in the main thread", async () => {
    for (const workers of counts) {
      const lanes = Array.from({ length: 6 }, (_, tag) => laneOf("echo", { waitMs: 10, tag }))
      const { value } = await executeLanes<{ threadId: number; isMainThread: boolean }>(lanes, { label, workers })
      assert.ok(value.every(({ result }) => !result!.isMainThread))
      assert.ok(new Set(value.map(({ result }) => result!.threadId)).size <= workers)
    }
  })

  it("gives each lane its spec as it was when the run was asked for", async () => {
    const spec = { waitMs: 20, tag: [1] }
    const run = executeLanes<{ tag: number[] }>(
      Array.from({ length: 3 }, () => laneOf("echo", spec)),
      { label, workers: 1 },
    )
    spec.tag[0] = 2
    assert.deepEqual(
      (await run).value.map(({ result }) => result!.tag),
      [[1], [1], [1]],
    )
  })

  it("of no lanes is done at once", async () => {
    const { value, status, message } = await executeLanes([], { label })
    assert.deepEqual([value, status, message], [[], "converged", "There were no lanes to run."])
  })

  it("reports what a lane throws as its failure, once, beside the others' results", async () => {
    const lanes = [laneOf("echo", { waitMs: 0, tag: 0 }), laneOf("fail", { message: "no such mouse" })]
    const { value, status, message } = await executeLanes(lanes, { label, workers: 2 })
    assert.deepEqual(value[1], { status: "failed", message: "no such mouse", attempts: 1 })
    assert.equal(value[0]!.status, "done")
    assert.equal(status, "failed")
    assert.equal(message, "1 of 2 lanes are done; lane 1 failed: no such mouse")
  })

  it("says which functions a module has where it lacks the one asked for, and that a module is not there", async () => {
    const lost = { ...laneOf("echo"), module: new URL("./nowhere.js", laneModule).href }
    const { value } = await executeLanes([laneOf("ekko"), lost], { label, workers: 1 })
    assert.match(value[0]!.message!, /exports no function "ekko"; it exports .*\becho\b/)
    assert.match(value[1]!.message!, /nowhere\.js/)
    assert.deepEqual(
      value.map(({ status, attempts }) => [status, attempts]),
      [
        ["failed", 1],
        ["failed", 1],
      ],
    )
  })

  it("reports a result that cannot be copied as a failure of its lane", async () => {
    const { value } = await executeLanes([laneOf("handBackFunction")], { label, workers: 1 })
    assert.equal(value[0]!.status, "failed")
    assert.match(value[0]!.message!, /could not be cloned/)
  })

  it("refuses a function from a cell, saying what would be accepted", async () => {
    const fromCell = async function inCell() {}
    const accepted =
      /\{ module, export, spec, key \}, module the file URL of a JavaScript module.*function from a cell cannot/
    for (const [wrong, named] of [
      [fromCell, /lane 1 is the function inCell/],
      [{ ...laneOf("echo"), module: fromCell }, /lane 1: module is the function inCell/],
      [{ ...laneOf("echo"), export: fromCell }, /lane 1: export is the function inCell/],
      [{ ...laneOf("echo"), module: "./lanes.js" }, /lane 1: module is "\.\/lanes\.js"/],
    ] as const) {
      const refused = executeLanes([laneOf("echo", { waitMs: 0 }), wrong as Lane], { label })
      await assert.rejects(refused, (error: Error) => accepted.test(error.message) && named.test(error.message))
    }
  })

  it("refuses a spec that cannot be copied, a key that is none, and unknown options, before any lane begins", async () => {
    const marks = freshMarks()
    const fine = laneOf("spin", { marks })
    const refusals: readonly [unknown, unknown, RegExp][] = [
      [
        [fine, laneOf("echo", { f: () => 1 })],
        { label },
        /lane 1: its spec cannot be copied to a worker \(.*typed arrays/,
      ],
      [[fine, { ...fine, key: 7 }], { label }, /made by key\(seed\)/],
      [
        [fine, { ...fine, seed: 7 }],
        { label },
        /lane 1 has no option "seed"; its options are module, export, spec, key/,
      ],
      [
        [fine],
        { label, threads: 2 },
        /executeLanes has no option "threads"; its options are label, workers, onProgress/,
      ],
      [[fine], { label, workers: 0 }, /workers must be an integer from 1 to 1024, got 0/],
      [[fine], {}, /label must be a text such as "Seeds"/],
      [fine, { label }, /needs a list of lanes, got an object with keys module/],
    ]
    for (const [lanes, options, sentence] of refusals)
      await assert.rejects(executeLanes(lanes as Lane[], options as { label: string }), sentence)
    assert.equal(marks[began], 0)
  })

  it("draws one bar: the lanes that ended and the shares of running ones, their own word before that of their parts", async () => {
    const { bars, shown } = provideFakeHost()
    const [one, other] = [freshMarks(), freshMarks()]
    const lanes = [
      laneOf("report", { own: true, marks: one }),
      laneOf("report", { own: false, marks: other }),
      laneOf("echo", { waitMs: 0, tag: 0 }),
    ]
    const heard: Progress[] = []
    const run = executeLanes(lanes, { label, workers: 3, onProgress: (progress) => heard.push(progress) })
    const settled = () => heard.findIndex(({ done }) => done === 1.75)
    while (settled() < 0 || heard.length < settled() + 5) await setTimeout(5)
    assert.ok(heard.slice(settled()).every(({ done }) => done === 1.75))
    for (const marks of [one, other]) Atomics.store(marks, ended, 1)
    await run
    assert.deepEqual(heard.at(-1), { label, done: 3, total: 3, detail: "3 of 3 lanes ended" })
    assert.equal(bars.length, 0)
    assert.deepEqual(shown.slice(0, 1), [{ text: "shown by a lane", id: "lane", update: false }])
    assert.equal(shown.filter(({ update }) => update).length, 2)
  })

  it("shows a bar in the surroundings of the caller, also where another caller's pool is used again", async () => {
    const callers = new AsyncLocalStorage<string>()
    provideFakeHost()
    const seen: string[] = []
    const progress = () => void seen.push(callers.getStore() ?? "nobody")
    Reflect.set(globalThis, Symbol.for("Jupyter.host"), { ...surroundings(), progress })
    for (const caller of ["first", "second"])
      await callers.run(caller, async () => {
        const marks = freshMarks()
        const run = executeLanes([laneOf("report", { own: true, marks })], { label, workers: 1 })
        await until(marks, began, 1)
        while (!seen.includes(caller)) await setTimeout(5)
        Atomics.store(marks, ended, 1)
        await run
      })
    assert.deepEqual([...new Set(seen)], ["first", "second"])
  })

  it("rejects with what a callback throws, and leaves the next run alone", async () => {
    const marks = freshMarks()
    const lanes = [laneOf("echo", { waitMs: 0, tag: 0 }), laneOf("spin", { marks })]
    const onLane = () => {
      throw new Error("thrown by the caller")
    }
    await assert.rejects(executeLanes(lanes, { label, workers: 2, onLane }), /thrown by the caller/)
    const { value } = await executeLanes<{ tag: number }>([laneOf("echo", { waitMs: 0, tag: 5 })], {
      label,
      workers: 2,
    })
    assert.equal(value[0]!.result!.tag, 5)
  })

  it("lets two runs go on at the same time", async () => {
    const tags = async (first: number) => {
      const lanes = [0, 1, 2].map((i) => laneOf("echo", { waitMs: 5, tag: first + i }))
      const { value } = await executeLanes<{ tag: number }>(lanes, { label, workers: 2 })
      return value.map(({ result }) => result!.tag)
    }
    assert.deepEqual(await Promise.all([tags(0), tags(10)]), [
      [0, 1, 2],
      [10, 11, 12],
    ])
  })

  it("keeps no process alive: one that has nothing else to do ends by itself, long before idle workers would leave", async () => {
    const door = new URL("../../../lib/index.js", import.meta.url).href
    const script = `
      import { executeLanes, key } from ${JSON.stringify(door)}
      const lane = { module: ${JSON.stringify(laneModule)}, export: "echo", spec: { waitMs: 1, tag: 3 }, key: key(1) }
      const { value } = await executeLanes([lane, lane], { label: "Lanes", workers: 2 })
      console.log(JSON.stringify(value.map(({ result }) => result.tag)))`
    const child = spawn(process.execPath, ["--input-type=module", "-e", script])
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
    const code = await Promise.race([
      new Promise((resolve) => child.on("close", resolve)),
      setTimeout(20_000, "still running", { ref: false }),
    ])
    child.kill("SIGKILL")
    assert.deepEqual([code, output.trim()], [0, "[3,3]"])
  })
})
