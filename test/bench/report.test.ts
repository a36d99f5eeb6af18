import assert from "node:assert/strict"
import type { Machine } from "./machine.ts"
import { type Ledger, report } from "./report.ts"
import type { Sample } from "./summary.ts"

const machine: Machine = {
  ...{
    cpu: "A CPU",
    cores: 2,
    system: "linux 6 x64",
    node: "v20.20.2",
    load: 0,
    pinning: { core: 1 },
    blasSettings: [],
  },
}
const settings = { peers: { python: "python", scripts: "scripts" }, rounds: 1, budgetSeconds: 4, out: "out" }

function sample(by: string, name: string, cpuShare: number, floorSeconds = 0.5): Sample {
  const floor = { products_s: 0, floor_s: floorSeconds, product_flops: 1, elementwise_bytes: 1 }
  const row = {
    peer: by,
    workload: "bptt",
    case: name,
    median_s: 1,
    min_s: 1,
    repeats: 5,
    per: "time step",
    us_per_unit: 1,
  }
  return { round: 2, by, line: { ...row, floor, cpu_share: cpuShare } }
}

const page = (part: Partial<Ledger>, expected: readonly string[] = []) =>
  report({ samples: [], limits: [], failures: [], missing: new Map(), ...part }, machine, settings, 3, expected)
    .markdown

describe("the report of a run", () => {
  it("names the rows that others disturbed", () => {
    const samples = [sample("fast", "N=1", 0.97), sample("exact", "N=1", 0.6), sample("exact", "N=2", 0.94)]
    const sentence =
      "Others had the core for more than 5 % of the time of: bptt N=1, exact, round 2; bptt N=2, exact, round 2."
    assert.ok(page({ samples }).includes(`\n\n${sentence}\n\n`))
    assert.ok(!page({ samples: samples.slice(0, 1) }).includes("Others had the core"))
  })

  it("says what a floor above 1 means where there is one", () => {
    const beyond = (floorSeconds: number) => page({ samples: [sample("fast", "N=1", 1, floorSeconds)] })
    assert.ok(beyond(1.1).includes("A floor above 1 says"))
    assert.ok(!beyond(0.9).includes("A floor above 1 says"))
  })

  it("lists what was not run: failures, arms and peers without a workload, demands without a row, rows of peers alone", () => {
    const samples = [sample("JAX", "N=1", 1)]
    const failures = ["JAX on bptt ended with exit code 1 (round 1)"]
    const missing = new Map([
      ["bptt", ["fast", "exact"]],
      ["rule-gru", ["fast"]],
      ["helmholtz", []],
    ])
    assert.ok(
      page({ samples, failures, missing }, ["rule-gru"]).endsWith(`Not run:

- JAX on bptt ended with exit code 1 (round 1)
- bptt: fast, exact, which do not have it
- rule-gru: fast, which does not have it
- rule-gru animals=1 trials=10000: asked, and no row of ours
- rule-gru animals=12 trials=10000: asked, and no row of ours
- bptt N=1: no row of ours`),
    )
    assert.ok(!page({ samples: [sample("fast", "N=1", 1)] }).includes("Not run"))
  })
})
