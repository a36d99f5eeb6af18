import assert from "node:assert/strict"
import { basename } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { findBenchmarks, selectBenchmarks } from "./command.ts"
import { readMeasuredLines } from "./measured-line.ts"
import { peerEnvironment } from "./peers.ts"
import { lastCore } from "./pinned-process.ts"
import { type BenchOptions, benchSettings } from "./settings.ts"
import { loadCases } from "./workload.ts"

const present = findBenchmarks(fileURLToPath(new URL(".", import.meta.url)))

describe("the benchmarks", () => {
  it("are the workloads and those that stand alone, all of them or those of the names", () => {
    assert.ok(present.workloads.has("rule-dnn"))
    for (const name of ["denormals", "dnn-glm", "kernel", "memory", "rank-training"])
      assert.ok(present.alone.has(name), name)
    assert.deepEqual(selectBenchmarks(present, []), present)
    const { workloads, alone } = selectBenchmarks(present, ["memory", "rule-dnn"])
    assert.deepEqual([[...workloads.keys()], [...alone.keys()]], [["rule-dnn"], ["memory"]])
  })

  it("refuse a name that there is not, with the list", () => {
    const few = { workloads: new Map([["bptt", "b.js"]]), alone: new Map([["memory", "m.js"]]) }
    assert.throws(() => selectBenchmarks(few, ["bptt", "rule-dn"]), {
      name: "Problem",
      message: 'Unknown benchmark "rule-dn".\nThere are: bptt, memory.',
    })
  })

  it("have the name of their file as workload, and each case once", async () => {
    for (const file of present.workloads.values()) {
      const cases = await loadCases(pathToFileURL(file).href)
      for (const { workload, arms } of cases) {
        assert.equal(workload, basename(file, ".js"))
        assert.ok(arms.length > 0)
      }
      assert.equal(new Set(cases.map((entry) => entry.case)).size, cases.length)
    }
  })
})

describe("the settings", () => {
  it("have defaults, and take the peers from options before the environment", () => {
    const { out, ...plain } = benchSettings({}, {})
    assert.deepEqual(plain, { peers: null, rounds: 3, budgetSeconds: 4 })
    assert.match(out, /\.build[\\/]bench$/)
    const environment = { DELTAW_PEERS: "python", DELTAW_PEER_SCRIPTS: "scripts" }
    assert.deepEqual(benchSettings({}, environment).peers, { python: "python", scripts: "scripts" })
    const options = { peers: "mine", rounds: "1", "budget-seconds": "0.5", out: "there" }
    assert.deepEqual(benchSettings(options, environment), {
      ...{ peers: { python: "mine", scripts: "scripts" }, rounds: 1, budgetSeconds: 0.5, out: "there" },
    })
  })

  it("need no folder of scripts where no benchmark of the run does", () => {
    assert.deepEqual(benchSettings({ peers: "mine" }, {}, false).peers, { python: "mine", scripts: null })
  })

  it("pass over scripts that the environment alone names, as no Python is asked for", () => {
    assert.equal(benchSettings({}, { DELTAW_PEERS: "", DELTAW_PEER_SCRIPTS: "scripts" }).peers, null)
  })

  const refused: readonly (readonly [BenchOptions, string])[] = [
    [{ rounds: "0" }, '--rounds "0" is no number of rounds.'],
    [{ rounds: "1.5" }, '--rounds "1.5" is no number of rounds.'],
    [{ "budget-seconds": "long" }, '--budget-seconds "long" is no time.'],
    [{ "budget-seconds": "0" }, '--budget-seconds "0" is no time.'],
    [{ peers: "py" }, 'The Python of the peers is given, "py", but not the folder of their scripts.'],
    [{ "peer-scripts": "dir" }, `The folder of the peers' scripts is given, "dir", but not their Python.`],
  ]
  for (const [options, wrong] of refused)
    it(`refuse ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => benchSettings(options, {}),
        ({ name, message }: Error) => name === "Problem" && message.startsWith(`${wrong}\nSay `),
      )
    })
})

describe("the process of a peer", () => {
  it("is not told to take the processor for another one", () => {
    const environment = { OPENBLAS_CORETYPE: "Haswell", OPENBLAS_L2_SIZE: "512", PATH: "/bin" }
    assert.deepEqual(peerEnvironment(environment), { PATH: "/bin" })
  })

  it("runs on the last core that is allowed", () => {
    for (const [list, core] of [
      ["0-1", 1],
      ["7", 7],
      ["0,3-11", 11],
      ["0-3,16", 16],
    ] as const)
      assert.equal(lastCore(`Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed:\t1\n`), core)
    assert.equal(lastCore("Name:\tnode\n"), null)
  })

  it("prints rows among other lines, and a line that is neither row nor limits is quoted", () => {
    const row = { workload: "bptt", case: "N=1", median_s: 1, us_per_unit: 2, per: "time step" }
    const text = `a warning\n${JSON.stringify(row)}\n\n`
    assert.deepEqual(readMeasuredLines(text), { rows: [row], limits: [] })
    const wrong: readonly (readonly [string, RegExp])[] = [
      [JSON.stringify({ ...row, us_per_unit: 0 }), /^Error: neither a row nor limits: \{"workload"/],
      [JSON.stringify({ ...row, case: undefined }), /^Error: neither a row nor limits: \{"workload"/],
      ['{"limits":{"copy_bytes_per_s":null}}', /^Error: neither a row nor limits: \{"limits"/],
      ['{"workload', /^Error: not a line of JSON: \{"workload/],
    ]
    for (const [line, message] of wrong) assert.throws(() => readMeasuredLines(line), message)
  })
})
