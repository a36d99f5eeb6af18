import assert from "node:assert/strict"
import type { Progress } from "../../../lib/numerics/solution.ts"
import { breathe, type MimeBundle, startProgress, surroundings, watchStop } from "../../../lib/runs/surroundings.ts"

const hostSymbol = Symbol.for("Jupyter.host")

describe("surroundings", () => {
  let before: unknown
  beforeEach(() => {
    before = Reflect.get(globalThis, hostSymbol)
  })
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(globalThis, hostSymbol)
    else Reflect.set(globalThis, hostSymbol, before)
  })

  const host = () => {
    const bars: { id: string; progress: Progress }[] = []
    const shown: MimeBundle[] = []
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const made = {
      display: (bundle: MimeBundle) => void shown.push(bundle),
      update: (bundle: MimeBundle) => void shown.push(bundle),
      progress: (id: string, progress: Progress) => void bars.push({ id, progress }),
      stop,
    }
    Reflect.set(globalThis, hostSymbol, made)
    return { bars, shown, stop, made }
  }

  it("are the host's where there is one", () => {
    const { made } = host()
    assert.equal(surroundings(), made)
  })

  it("never ask to stop where there is no host, or where the host lacks a part", () => {
    Reflect.set(globalThis, hostSymbol, { display() {}, stop: [1] })
    const stopped = watchStop()
    assert.equal(stopped(), false)
    assert.doesNotThrow(() => surroundings().display({ "text/html": "<b>unseen</b>" }))
  })

  it("say stop once the counter has moved, to those who were watching before", () => {
    const { stop } = host()
    Atomics.add(stop, 0, 3)
    const early = watchStop()
    assert.equal(early(), false)
    Atomics.add(stop, 0, 1)
    const late = watchStop()
    assert.equal(early(), true)
    assert.equal(early(), true)
    assert.equal(late(), false)
  })

  it("hold back a flood of reports and deliver the first and the last", () => {
    const { bars } = host()
    const bar = startProgress("fit", 10_000)
    for (let done = 1; done <= 10_000; done += 1) bar.report(done, `loss ${done}`)
    bar.finish()
    bar.finish()
    assert.ok(bars.length >= 2 && bars.length < 100, `${bars.length} reports`)
    assert.deepEqual(bars[0]!.progress, { label: "fit", done: 1, total: 10_000, detail: "loss 1" })
    assert.deepEqual(bars.at(-1)!.progress, { label: "fit", done: 10_000, total: 10_000, detail: "loss 10000" })
    assert.equal(new Set(bars.map((entry) => entry.id)).size, 1)
  })

  it("give every bar an id of its own", () => {
    const { bars } = host()
    startProgress("fit", 2).report(1)
    startProgress("fit", 2).report(1)
    assert.notEqual(bars[0]!.id, bars[1]!.id)
  })

  it("draw nothing when the caller listens to the progress", () => {
    const { bars } = host()
    const heard: Progress[] = []
    const bar = startProgress("fit", 2, (progress) => heard.push(progress))
    bar.report(1)
    bar.report(2)
    bar.finish()
    assert.deepEqual(
      heard.map((progress) => progress.done),
      [1, 2],
    )
    assert.equal(bars.length, 0)
  })

  it("let timers run while a computation breathes", async () => {
    let ran = false
    setTimeout(() => {
      ran = true
    }, 0)
    for (let turn = 0; turn < 100_000 && !ran; turn += 1) await breathe()
    assert.equal(ran, true)
  })
})
