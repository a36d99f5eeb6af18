import assert from "node:assert/strict"
import { type Machine, machineLimits, productFlops } from "./machine.ts"
import { machineList, short, verdictTable } from "./markdown.ts"
import type { LimitsLine } from "./measured-line.ts"
import type { Verdict } from "./summary.ts"

const fast: Verdict = {
  ...{ workload: "bptt", case: "N=64 B=1 T=100", per: "time step", arm: "fast", asked: 2.5, exactSpeed: null },
  ours: { median: 0.9126, least: 0.9, greatest: 1.04 },
  peers: { JAX: { median: 2.6, least: 2.6, greatest: 2.6 } },
  ...{ ratio: 2.849, floorShare: 0.7, limit: { bound: "compute", share: 0.123 }, met: "by ratio" },
}
const exact: Verdict = { ...fast, arm: "exact", asked: 0.5, exactSpeed: 0.45, limit: null, floorShare: null, met: "no" }

const line = (arm: string, flops: number, bytes: number): LimitsLine => ({
  peer: `deltaw ${arm}`,
  limits: { product_flops_per_s: flops, copy_bytes_per_s: bytes },
  features: `features of ${arm}`,
})
const lines = [line("fast", 1e11, 2e10), line("fast", 3e11, 4e10), line("fast", 2e11, 3e10), line("exact", 3e10, 5e10)]
const machine: Machine = {
  ...{ cpu: "A CPU", cores: 2, system: "linux 6 x64", node: "v20.20.2", load: 0.75 },
  pinning: { core: 1 },
  blasSettings: ["OPENBLAS_CORETYPE=Haswell"],
}

describe("the table of a run", () => {
  it("has a line for each row and arm, then the geometric means", () => {
    const mean = { workload: "bptt", arm: "fast", rows: 7, ratio: 1.234, asked: 1.5, met: "no" } as const
    assert.deepEqual(verdictTable([fast, exact], [mean]).split("\n"), [
      "| row | arm | ours, us | JAX, us | PyTorch, us | per | best peer / ours | asked | met | floor / ours | share of the machine's limit |",
      "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
      "| bptt N=64 B=1 T=100 | fast | 0.913 (0.9–1.04) | 2.6 | not run | time step | 2.85 x | 2.50 x | yes | 0.70 | 12 % (compute) |",
      "| bptt N=64 B=1 T=100 | exact | 0.913 (0.9–1.04) | 2.6 | not run | time step | 2.85 x | 0.50 x fast without BLAS (0.45 x) | **no** |  |  |",
      "| bptt, geometric mean of 7 rows | fast |  |  |  |  | 1.23 x | 1.50 x | **no** |  |  |",
    ])
  })

  it("shows three significant digits without an exponent", () => {
    assert.deepEqual([0.0612345, 2.6, 28123.4].map(short), ["0.0612", "2.6", "28100"])
  })
})

describe("the machine", () => {
  it("has the product of its fastest arm and the middle of its copies as limits", () => {
    assert.deepEqual(productFlops(lines), { "deltaw fast": 2e11, "deltaw exact": 3e10 })
    assert.deepEqual(machineLimits(lines), { flopsPerSecond: 2e11, copyBytesPerSecond: 3.5e10 })
    assert.equal(machineLimits([]), null)
  })

  it("is described with what may have disturbed the run", () => {
    assert.deepEqual(machineList(machine, machineLimits(lines), lines).split("\n"), [
      "- A CPU, 2 cores; linux 6 x64; Node v20.20.2",
      "- every process pinned to core 1",
      "- load average before the start 0.75, not quiet",
      "- set for ours, not for the peers: OPENBLAS_CORETYPE=Haswell",
      "- deltaw fast: features of fast; large product 200.0 GFLOP/s",
      "- deltaw exact: features of exact; large product 30.0 GFLOP/s",
      "- limits: 200.0 GFLOP/s (best of these products), copy 35.0 GB/s read and written",
    ])
    const free: Machine = { ...machine, load: 0.1, pinning: { core: null, why: "no taskset" }, blasSettings: [] }
    assert.deepEqual(machineList(free, null, []).split("\n").slice(1), [
      "- not pinned: no taskset",
      "- load average before the start 0.10",
    ])
  })
})
