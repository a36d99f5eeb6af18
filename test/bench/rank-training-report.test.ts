import assert from "node:assert/strict"
import { planned } from "./rank-training.ts"
import { type RankTrainingRun, rankTrainingReport } from "./rank-training-report.ts"
import type { TakenTurns } from "./turn-taker.ts"

function side(name: string, seconds: readonly number[], accuracy = 0.87, share = 1): TakenTurns {
  const turns = seconds.map((each) => ({ seconds: each, processorSeconds: share * each }))
  return { name, turns, end: { loss: 0.0312, accuracy } }
}

const report = (part: Partial<RankTrainingRun>) =>
  rankTrainingReport({
    ...{ ours: side("ours", [1, 2, 4]), peers: [side("PyTorch 2.13.0", [3, 3.2, 9])], absent: [] },
    ...{ iterations: 500, wholeIterations: 1500, ceiling: 0.875 },
    ...part,
  })

describe("the report of the rank study's training", () => {
  it("is of the run that the study plans at the paper's size", () => {
    const { task, units, start, gain, dtMs, iterations, batch, rate } = planned
    assert.deepEqual(
      { task, units, start, gain, dtMs, iterations, batch, rate },
      {
        ...{ task: "2AF", units: 300, start: { rank: 300 }, gain: 1.25, dtMs: 100 },
        ...{ iterations: 10_000, batch: 32, rate: 0.003 },
      },
    )
  })

  it("compares medians of the turns, and adds up the whole", () => {
    const page = report({ ours: side("ours", [1, 2, 4], 0.87, 0.96) })
    assert.match(page, /\| ours \| 2 \(1–4\) \| 7 \| 0\.96 \| 0\.0312 \| 0\.8700 \| {2}\| {2}\|/)
    assert.match(
      page,
      /\| PyTorch 2\.13\.0 \| 3\.2 \(3–9\) \| 15\.2 \| 1\.00 \| 0\.0312 \| 0\.8700 \| 1\.60 x \| 1\.67 x \|/,
    )
    assert.match(page, /\| 1500 iterations, s \|/)
    assert.doesNotMatch(page, /Others had|Not run/)
    assert.match(page, /at least 1\.5 times faster than PyTorch on one core: met\.$/)
  })

  it("tells the whole from a part of it", () => {
    const page = report({ wholeIterations: 3000 })
    assert.match(page, /\| 3000 iterations, told from 1500, s \|/)
    assert.match(page, /\| ours \| 2 \(1–4\) \| 14 \|/)
  })

  it("asks about PyTorch, whatever other peers there are", () => {
    const peers = [side("PyTorch 2.13.0", [3, 2.9, 9]), side("JAX 0.10.2", [8, 8, 8])]
    assert.match(report({ peers }), /JAX 0\.10\.2 .* 4\.00 x \|[\s\S]*on one core: met\.$/)
    assert.match(report({ peers: [side("PyTorch 2.13.0", [2.9, 2.9, 9]), peers[1]!] }), /on one core: NOT met\.$/)
    const alone = report({ peers: [peers[1]!], absent: ["PyTorch: no module named torch"] })
    assert.match(alone, /\n\nNot run: PyTorch: no module named torch\.\n\n.*: not known\.$/)
  })

  it("is not met by another training", () => {
    assert.match(
      report({ ours: side("ours", [1, 1, 1], 0.82) }),
      /NOT met, as these are not the same training: right decisions are 0\.05 apart\.$/,
    )
  })

  it("names the sides that others disturbed", () => {
    const page = report({ ours: side("ours", [1, 2, 4], 0.87, 0.94) })
    assert.match(page, /\n\nOthers had the core in part of the time of: ours\.\n\n/)
  })
})
