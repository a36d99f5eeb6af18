import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env, versions } from "node:process"
import type { BlasChoice } from "../../../lib/engine/blas/blas-choice.ts"
import { never } from "../../../lib/engine/blas/crossover.ts"
import { capabilities } from "../../../lib/engine/capabilities.ts"
import type { EngineFindings } from "../../../lib/engine/engine-findings.ts"
import { engineReport } from "../../../lib/engine/engine-report.ts"
import { reportLines } from "../../../lib/engine/report-lines.ts"

describe("the capabilities of WebAssembly", () => {
  it("hold SIMD, and say of relaxed SIMD what this version of Node has", () => {
    const { simd, relaxedSimd } = capabilities()
    assert.equal(simd, true)
    const expected = Number(versions.node.split(".")[0]) < 22 ? ["behind a flag", "yes"] : ["yes"]
    assert.ok(expected.includes(relaxedSimd), relaxedSimd)
  })

  it("are asked without changing them", () => assert.deepEqual(capabilities(), capabilities()))
})

describe("the engine's report", () => {
  const setting = env.DELTAW_BLAS
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "deltaw-report-"))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(() => {
    if (setting === undefined) delete env.DELTAW_BLAS
    else env.DELTAW_BLAS = setting
  })

  it("says without any BLAS what there is, in numbers and in words", async () => {
    env.DELTAW_BLAS = "none"
    const { lines, ...findings } = await engineReport()
    assert.equal(findings.node, versions.node)
    assert.ok(findings.threads >= 1 && findings.memory.totalBytes > 2 ** 28)
    assert.equal(findings.blas?.chosen, null)
    assert.equal(findings.problem, null)
    assert.deepEqual(lines, reportLines(findings))
    assert.deepEqual(lines.at(-1), "BLAS        none: DELTAW_BLAS is none")
  })

  it("holds what has to be mended, and everything else beside it", async () => {
    env.DELTAW_BLAS = join(folder, "missing.so")
    const { lines, blas, problem } = await engineReport()
    assert.equal(blas, null)
    assert.match(problem ?? "", /which is not a file\. Accepted are/)
    assert.match(lines[1] ?? "", /^Processor /)
    assert.equal(lines.at(-1), `Problem     ${problem}`)
  })

  it("refuses options that it does not have", async () => {
    await assert.rejects(
      engineReport({ anew: true } as object),
      /engineReport has no option "anew"; its options are fresh/,
    )
  })

  it("words every library tried with its kernels, its speed and the reason, the crossover, and where it is kept", () => {
    const variant = {
      name: "without OPENBLAS_CORETYPE",
      variables: { OPENBLAS_CORETYPE: null },
      oneRow: "gemm",
    } as const
    const product = { precision: "f32", rows: 64, columns: 512, inner: 512, transposeA: false } as const
    const products = [{ ...product, blas: 200, webAssembly: 600 }]
    const tried = { path: "/lib/o.so", source: "the system", config: "OpenBLAS", products }
    const blas: BlasChoice = {
      chosen: { path: "/lib/o.so", variant, config: "OpenBLAS 0.3", core: "SkylakeX", speed: 3 },
      reason: "it is the fastest",
      crossover: {
        f32: { oneRow: never, fewRows: 4096, manyRows: 1024 },
        f64: { oneRow: never, fewRows: never, manyRows: never },
      },
      candidates: [
        { ...tried, loading: "as it is", status: "slower", reason: "not faster", core: "Prescott", speed: 1.5 },
        { ...tried, loading: variant.name, status: "chosen", reason: "the fastest", core: "SkylakeX", speed: 3 },
        {
          ...{ path: "/lib/r.so", source: "VIRTUAL_ENV", loading: "as it is", status: "refused", config: "" },
          ...{ reason: "it crashed", core: null, speed: null, products: [] },
        },
      ],
      cpu: { model: "a processor", architecture: "x64", features: [] },
      before: {},
      cache: { file: "/cache/x.json", use: "read", problem: null },
    }
    const findings: EngineFindings = {
      ...{ version: "1.2.3", node: "20.19.0", platform: "linux x64", cpu: blas.cpu, threads: 8, problem: null, blas },
      memory: { totalBytes: 2 ** 34, limitBytes: 2 ** 33 },
      webAssembly: { simd: true, relaxedSimd: "behind a flag" },
    }
    assert.deepEqual(reportLines(findings), [
      "Δw          1.2.3 on Node 20.19.0, linux x64",
      "Processor   a processor, 8 threads",
      "Memory      16.0 GB, of which 8.0 GB may be used; the engine takes what it needs, up to 4 GB for each worker",
      "WebAssembly with SIMD, relaxed SIMD behind a flag",
      "BLAS        /lib/o.so, kernels for SkylakeX",
      "            it is the fastest",
      "            OpenBLAS 0.3",
      "            f32: used never for 1 row, for 2 or 3 rows from 4096 multiplications on, for more rows from 1024 multiplications on",
      "            f64: used never for 1 row, never for 2 or 3 rows, never for more rows",
      "            measured before, kept in /cache/x.json",
      "Tried       /lib/o.so (the system)",
      "              slower  as it is, kernels for Prescott, 1.50 x WebAssembly, up to 168 GFLOP/s: not faster",
      "              chosen  without OPENBLAS_CORETYPE, kernels for SkylakeX, 3.00 x WebAssembly, up to 168 GFLOP/s: the fastest",
      "            /lib/r.so (VIRTUAL_ENV)",
      "              refused as it is: it crashed",
    ])
  })
})
