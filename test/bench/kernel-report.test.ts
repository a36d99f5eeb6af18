import assert from "node:assert/strict"
import { type KernelFigures, kernelRows, memoryList } from "./kernel-report.ts"

const figuresOf = (startMs: number, replyMs: number, echo: readonly number[] | undefined): KernelFigures => ({
  startMs: [startMs, startMs, 9000],
  sessions: [
    {
      trivialReply: [replyMs],
      trivialIdle: [10, 12, 20],
      lostIdles: 0,
      typedReply: [30],
      completion: [19.9],
      echo,
      memory: [
        { name: "main.js", proportionalMb: 40 },
        { name: "child.js", proportionalMb: 35.4 },
      ],
    },
  ],
  growths: [
    { earlyReply: [2, 4, 2], lateReply: [2.5, 3, 9] },
    { earlyReply: [2], lateReply: [20] },
    { earlyReply: [2], lateReply: [1] },
  ],
})

const rowOf = (figures: ReadonlyMap<string, KernelFigures>, words: string) => {
  const row = kernelRows(figures).find(({ what }) => what.includes(words))
  assert.ok(row !== undefined, words)
  return row
}

describe("the report on kernels", () => {
  const ours = figuresOf(400, 4, [45, 49.9])
  const both = new Map([
    ["Δw", ours],
    ["ipykernel", figuresOf(390, 5, [12])],
    ["tslab", figuresOf(800, 50, undefined)],
  ])
  const alone = new Map([["Δw", ours]])

  it("takes medians over all rounds, and of the growth the median of each round's own", () => {
    assert.deepEqual(rowOf(both, "start").medians, { Δw: 400, ipykernel: 390, tslab: 800 })
    assert.equal(rowOf(both, "200th").medians.Δw, 1.5)
    assert.equal(rowOf(both, "memory").medians.Δw, 75.4)
  })

  it("judges ours by what is asked, beside ipykernel where that is asked", () => {
    const verdicts = kernelRows(both).map(({ met }) => met)
    assert.deepEqual(verdicts, [false, true, true, false, true, true, true, null])
  })

  it("knows nothing of what is asked beside ipykernel where that was not run, unless ours fails by itself", () => {
    assert.equal(rowOf(alone, "start").met, null)
    assert.equal(rowOf(alone, "to the reply").met, null)
    assert.equal(rowOf(new Map([["Δw", figuresOf(600, 4, [1])]]), "start").met, false)
  })

  it("leaves out what a kernel does not have", () => {
    assert.equal(rowOf(both, "1 MB").medians.tslab, null)
  })

  it("lists the processes that hold the memory", () => {
    assert.equal(memoryList("Δw", ours), "Δw: main.js 40 MB, child.js 35 MB")
    assert.equal(memoryList("Δw", { ...ours, sessions: [] }), "")
  })
})
