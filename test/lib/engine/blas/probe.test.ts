import assert from "node:assert/strict"
import { URL } from "node:url"
import { probe } from "../../../../lib/engine/blas/probe.ts"
import { asItIs } from "../../../../lib/engine/blas/variants.ts"
import { blasIsSetUp, installedBlas } from "../../../support/installed-blas.ts"

const entry = (name: string) => new URL(`../../../support/${name}.js`, import.meta.url)
const job = (path: string) => ({ path, loading: asItIs, before: {}, known: [] })

/** What a refusal says. */
async function refusal(name: string, path: string, limitMs = 20_000): Promise<{ reason: string; final: boolean }> {
  const answer = await probe(job(path), { entry: entry(name), limitMs })
  assert.equal(answer.status, "refused")
  return answer as { reason: string; final: boolean } & typeof answer
}

describe("the measuring of a BLAS", () => {
  it("refuses a library that crashes, with how its process ended and its last words, and lets it be tried otherwise", async () => {
    const { reason, final } = await refusal("crashing-blas", "x")
    assert.match(
      reason,
      /^it brought its process down, which (was ended by SIGKILL|ended with code \d+): about to crash$/,
    )
    assert.equal(final, false)
  })

  it("refuses a library that does not come back, and for good", async () => {
    const { reason, final } = await refusal("hanging-blas", "x", 400)
    assert.equal(reason, "it gave no result within 0.4 s")
    assert.equal(final, true)
  })

  it("refuses a process that cannot be started as it should", async () => {
    const { reason } = await refusal("no-such-entry", "x")
    assert.match(reason, /^it brought its process down, which ended with code 1/)
  })

  const faults = [
    ["adds although beta is 0", /the f32 product of 1 x 32 and 32 x 32 has NaN as entry 0, which is -?\d+$/],
    ["forgets to transpose A", /the f32 product of 5 x 9 and 9 x 7, A transposed, added, has .* as entry/],
    [
      "forgets the last term",
      /the f32 product of 64 x 3200 and 3200 x 64, A transposed has \S+ as entry \d+, which is -?\d+$/,
    ],
    ["skips zeros", /hides that infinity times zero is no number/],
  ] as const
  for (const [fault, sentence] of faults) {
    it(`refuses a library that ${fault}, and names the product`, async () => {
      const { reason, final } = await refusal("wrong-blas", fault)
      assert.match(reason, /^its results are wrong: /)
      assert.match(reason, sentence)
      assert.equal(final, false)
    })
  }

  it("refuses a file that is no library, and for good", async () => {
    const answer = await probe(job(new URL(import.meta.url).pathname))
    assert.ok(answer.status === "refused" && answer.final)
    assert.match(answer.reason, /probe\.test\.js cannot be used as a BLAS: /)
  })

  const path = installedBlas()
  if (path === null) {
    it("has nothing to measure here, as set-up has not been run", () => assert.equal(blasIsSetUp(), false))
    return
  }

  it("times every product both ways, and knows kernels that have been measured", async () => {
    const answer = await probe(job(path))
    assert.ok(answer.status === "measured")
    assert.ok(answer.products.length > 20)
    for (const { blas, webAssembly } of answer.products) {
      assert.ok(blas > 0 && Number.isFinite(blas))
      assert.ok(webAssembly > 0 && Number.isFinite(webAssembly))
    }
    if (answer.kernels === null) return
    const again = await probe({ ...job(path), known: [answer.kernels] })
    assert.deepEqual(again, { status: "same", kernels: answer.kernels })
  })
})
