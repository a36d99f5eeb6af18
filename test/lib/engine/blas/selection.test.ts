import assert from "node:assert/strict"
import type { BlasCandidate } from "../../../../lib/engine/blas/candidates.ts"
import { never } from "../../../../lib/engine/blas/crossover.ts"
import type { ProbeAnswer, ProbeJob } from "../../../../lib/engine/blas/probe-answer.ts"
import { type Selection, selectBlas } from "../../../../lib/engine/blas/selection.ts"

const cpu = {
  model: "a processor",
  architecture: "x64",
  features: ["avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"],
}
const unset = { OPENBLAS_CORETYPE: null, OPENBLAS_L2_SIZE: null }
const library = (path: string): BlasCandidate => ({ path, source: "a test", file: null })

/** An answer of a library that is so many times as fast as WebAssembly, with the kernels of a core or none. */
function measured({ loading }: ProbeJob, core: string | null, speed: number): ProbeAnswer {
  const product = { precision: "f32", rows: 8, columns: 8, inner: 8, transposeA: false, blas: 1 } as const
  const variant = { name: loading.name, variables: loading.variables, oneRow: "gemm" } as const
  const products = [{ ...product, webAssembly: speed }]
  return { status: "measured", variant, config: "", core, kernels: core, products }
}

/** Selects by a stand-in for measuring; also what was asked of it, as library and kernels. */
async function select(
  paths: readonly string[],
  probe: (job: ProbeJob) => ProbeAnswer,
  before: Record<string, string | null> = unset,
): Promise<{ selection: Selection; asked: string[] }> {
  const asked: string[] = []
  const selection = await selectBlas(paths.map(library), {
    cpu,
    before,
    probe: async (job) => {
      asked.push(`${job.path} ${job.loading.name}`)
      return probe(job)
    },
  })
  return { selection, asked }
}

const statuses = ({ candidates }: Selection) => candidates.map(({ status }) => status)

describe("the selection of a BLAS", () => {
  it("tries OpenBLAS with the kernels of every family that the processor can run, those it has by itself but once", async () => {
    const { selection, asked } = await select(["o"], (job) =>
      measured(job, job.loading.core ?? "Prescott", job.loading.core === "SkylakeX" ? 4 : 2),
    )
    const names = ["environment as it is", ...["SkylakeX", "Haswell", "Zen"].map((core) => `OPENBLAS_CORETYPE=${core}`)]
    assert.deepEqual(
      asked,
      names.map((name) => `o ${name}`),
    )
    assert.equal(selection.chosen?.core, "SkylakeX")
    assert.deepEqual(selection.chosen?.variant.variables, { OPENBLAS_CORETYPE: "SkylakeX" })
    assert.deepEqual(statuses(selection), ["slower", "chosen", "slower", "slower"])
    const other = await select(["o"], (job) => measured(job, job.loading.core ?? "Haswell", 2))
    assert.deepEqual(statuses(other.selection), ["chosen", "slower", "same", "slower"])
    assert.equal(other.asked.length, 3)
  })

  it("tries OpenBLAS without the settings that stand in the environment, which also size its blocks", async () => {
    const before = { OPENBLAS_CORETYPE: "Haswell", OPENBLAS_L2_SIZE: "512" }
    const seen: unknown[] = []
    const { selection, asked } = await select(
      ["o"],
      (job) => {
        seen.push([...job.known])
        const given = { ...before, ...job.loading.variables }
        const core = given.OPENBLAS_CORETYPE ?? "SkylakeX"
        return measured(job, given.OPENBLAS_L2_SIZE === null ? core : `${core}, OPENBLAS_L2_SIZE=512`, 2)
      },
      before,
    )
    assert.deepEqual(asked.slice(0, 2), ["o environment as it is", "o without OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE"])
    assert.deepEqual(seen[1], ["Haswell, OPENBLAS_L2_SIZE=512"])
    // Haswell with the setting is not Haswell without.
    assert.deepEqual(statuses(selection), ["chosen", "slower", "same", "slower", "slower"])
  })

  it("tries others than OpenBLAS once", async () => {
    const { asked } = await select(["m"], (job) => measured(job, null, 2))
    assert.deepEqual(asked, ["m environment as it is"])
  })

  it("goes on with other kernels after a crash, and not after what no kernels can mend", async () => {
    const crashed = await select(["o"], (job) =>
      job.loading.core === "Haswell"
        ? measured(job, "Haswell", 3)
        : { status: "refused", reason: "it crashed", final: false },
    )
    assert.equal(crashed.selection.chosen?.core, "Haswell")
    assert.deepEqual(statuses(crashed.selection), ["refused", "refused", "chosen", "refused"])
    assert.equal(crashed.selection.candidates[0]?.reason, "it crashed")
    const lost = await select(["o"], () => ({ status: "refused", reason: "it is no library", final: true }))
    assert.equal(lost.asked.length, 1)
    assert.equal(lost.selection.chosen, null)
    assert.match(lost.selection.reason, /none of the BLAS libraries found can be used/)
  })

  it("takes the fastest of several, the earlier of equals, and tells why", async () => {
    const speeds: Record<string, number> = { first: 3, second: 3.01, third: 2 }
    const { selection } = await select(Object.keys(speeds), (job) => measured(job, null, speeds[job.path]!))
    assert.equal(selection.chosen?.path, "first")
    assert.match(
      selection.reason,
      /3\.00 times as fast as WebAssembly alone; of 2 more ways measured none is clearly faster/,
    )
    assert.deepEqual(statuses(selection), ["chosen", "slower", "slower"])
    assert.equal(selection.crossover.f32.manyRows, 512)
  })

  it("takes none that is slower than WebAssembly at everything", async () => {
    const { selection } = await select(["slow"], (job) => measured(job, null, 0.5))
    assert.equal(selection.chosen, null)
    assert.equal(selection.reason, "no BLAS found is faster than WebAssembly here")
    assert.equal(selection.crossover.f32.manyRows, never)
    assert.match(selection.candidates[0]?.reason ?? "", /WebAssembly is as fast or faster/)
  })
})
