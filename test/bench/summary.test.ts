import assert from "node:assert/strict"
import { type Demand, demands } from "./demands.ts"
import type { Floor } from "./floor.ts"
import type { RowLine } from "./measured-line.ts"
import { geometricMeans, judge, type Sample, summarise, unanswered } from "./summary.ts"

const limits = { flopsPerSecond: 1e9, copyBytesPerSecond: 1e9 }

function sample(by: string, microseconds: number, row: Partial<RowLine> & { round?: number } = {}): Sample {
  const { round = 1, ...rest } = row
  const line: RowLine = {
    ...{ peer: by, workload: "bptt", case: "N=64 B=1 T=100", repeats: 5, per: "time step" },
    ...{ median_s: microseconds * 1e-4, min_s: microseconds * 1e-4, us_per_unit: microseconds },
    ...rest,
  }
  return { round, by, line }
}

const floor = (part: Partial<Floor>): Floor => ({
  ...{ products_s: 0, floor_s: 0, product_flops: 0, elementwise_bytes: 0 },
  ...part,
})

describe("a verdict", () => {
  it("holds the median of the rounds against that of the faster peer", () => {
    const [fast, ...others] = summarise(
      [
        ...[1, 3, 2].map((us, i) => sample("fast", us, { round: i + 1 })),
        ...[6, 5, 7].map((us, i) => sample("JAX", us, { round: i + 1 })),
        ...[80, 70, 90].map((us, i) => sample("PyTorch", us, { round: i + 1 })),
      ],
      null,
      demands,
    )
    assert.deepEqual(others, [])
    assert.deepEqual(fast?.ours, { median: 2, least: 1, greatest: 3 })
    assert.deepEqual(fast?.peers, {
      JAX: { median: 6, least: 5, greatest: 7 },
      PyTorch: { median: 80, least: 70, greatest: 90 },
    })
    assert.deepEqual([fast?.ratio, fast?.asked, fast?.met], [3, 2.5, "by ratio"])
  })

  it("compares units, not calls, as a peer may do fewer of them in a call", () => {
    const [row] = summarise([sample("fast", 2), sample("PyTorch", 6, { median_s: 1e-9 })], null, demands)
    assert.equal(row?.ratio, 3)
  })

  it("counts lanes against the peer's row of one", () => {
    const lanes = { workload: "rule-reinforce", case: "starts=12 trials=10000" }
    const one = { workload: "rule-reinforce", case: "animals=1 trials=10000" }
    const [row] = summarise([sample("fast", 0.2, lanes), sample("JAX", 0.06, one)], null, demands)
    assert.ok(Math.abs(row!.ratio! - 3.6) < 1e-12)
    assert.deepEqual([row?.case, row?.asked, row?.met], ["starts=12 trials=10000", 3, "by ratio"])
  })

  it("of `exact` is about its speed beside `fast without BLAS`, whatever the peers do", () => {
    const [, exact] = summarise([sample("exact", 5), sample("fast without BLAS", 2), sample("JAX", 50)], null, demands)
    assert.deepEqual([exact?.arm, exact?.exactSpeed, exact?.asked, exact?.met], ["exact", 0.4, 0.5, "no"])
    const [alone] = summarise([sample("exact", 5), sample("JAX", 50)], null, demands)
    assert.deepEqual([alone?.ratio, alone?.exactSpeed, alone?.met], [10, null, "not known"])
  })

  it("asks nothing where the table asks nothing", () => {
    const [row] = summarise([sample("fast", 5, { case: "N=1" }), sample("JAX", 1, { case: "N=1" })], null, demands)
    assert.deepEqual([row?.ratio, row?.asked, row?.met], [0.2, null, "nothing asked"])
  })

  it("gives the share of the floor and of the nearer limit", () => {
    // A call of 1 s with a floor of 0.9 s, 0.3 of the operations and 0.2 of the bytes the machine could do meanwhile.
    const compute = floor({ floor_s: 0.9, product_flops: 3e8, elementwise_bytes: 2e8 })
    const [row] = summarise([sample("fast", 10, { median_s: 1, floor: compute })], limits, demands)
    assert.deepEqual([row?.floorShare, row?.limit, row?.met], [0.9, { bound: "compute", share: 0.3 }, "by floor"])
    const memory = floor({ floor_s: 0.1, product_flops: 1e8, elementwise_bytes: 2e8 })
    const [other] = summarise([sample("fast", 10, { median_s: 1, floor: memory })], limits, demands)
    assert.deepEqual([other?.limit, other?.met], [{ bound: "memory", share: 0.2 }, "not known"])
  })
})

describe("a demand", () => {
  it("is met by the ratio, else at 85 % of the floor, else not, or not known without peers", () => {
    assert.equal(judge(1.5, 1.5, null), "by ratio")
    assert.equal(judge(1.4, 1.5, 0.85), "by floor")
    assert.equal(judge(1.4, 1.5, 0.84), "no")
    assert.equal(judge(null, 1.5, 0.84), "not known")
    assert.equal(judge(9, null, 1), "nothing asked")
  })

  it("stands once for each row, and names a workload and arms that ask more than nothing", () => {
    const names = demands.map((demand) => `${demand.workload} ${demand.case}`)
    assert.equal(new Set(names).size, names.length)
    for (const { least } of demands) assert.ok(Object.values(least).every((ratio) => ratio >= 0.9))
    assert.equal(demands.filter(({ workload }) => workload === "bptt").length, 7)
  })

  it("that no row of ours answers is named; either of the rows in lanes is enough", () => {
    const names = (samples: Sample[]) =>
      unanswered(summarise(samples, null, demands), demands, ["rule-reinforce"]).map((demand) => demand.case)
    const row = (name: string) => sample("fast", 1, { workload: "rule-reinforce", case: name })
    const [one, animals, starts] = ["animals=1", "animals=12", "starts=12"].map((name) => `${name} trials=10000`)
    assert.deepEqual(names([]), [one, animals, starts])
    assert.deepEqual(names([row(one!)]), [animals, starts])
    assert.deepEqual(names([row(one!), row(starts!)]), [])
  })
})

describe("the geometric mean", () => {
  const few: Demand[] = ["a", "b"].map((name) => ({ workload: "bptt", case: name, least: {} }))
  const run = (names: string[]) =>
    geometricMeans(
      summarise(
        names.flatMap((name, i) => [sample("fast", 1, { case: name }), sample("JAX", i === 0 ? 1 : 4, { case: name })]),
        null,
        few,
      ),
      few,
    )

  it("is over all rows with a demand", () => {
    assert.deepEqual(run(["a", "b"]), [
      { workload: "bptt", arm: "fast", rows: 2, ratio: 2, asked: 1.5, met: "by ratio" },
    ])
  })

  it("is not known where one of them is missing, and not there where all are", () => {
    assert.deepEqual(run(["a"]), [
      { workload: "bptt", arm: "fast", rows: 1, ratio: null, asked: 1.5, met: "not known" },
    ])
    assert.deepEqual(run([]), [])
  })
})
