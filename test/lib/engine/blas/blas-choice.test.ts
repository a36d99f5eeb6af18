import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  type BlasChoice,
  type ChoiceSettings,
  chooseBlas,
  openChosenBlas,
} from "../../../../lib/engine/blas/blas-choice.ts"
import type { ProbeAnswer, ProbeJob } from "../../../../lib/engine/blas/probe-answer.ts"
import { blasIsSetUp, installedBlas } from "../../../support/installed-blas.ts"
import { measuredAt } from "../../../support/measured-blas.ts"
import { runEntry } from "../../../support/run-entry.ts"

describe("the choice of a BLAS", () => {
  let folder: string
  let library: string
  let measurements: number
  const cpu = { model: "a processor", architecture: "x64", features: ["avx2"] }
  const cache = () => join(folder, "cache")
  const cacheFiles = () => readdirSync(join(cache(), "native-blas"))
  /** Chooses among one library, which need not be one, with a stand-in for measuring. */
  const choose = (settings: ChoiceSettings = {}, answer?: ProbeAnswer): Promise<BlasChoice> =>
    chooseBlas({
      cpu,
      probe: async (job: ProbeJob) => {
        measurements += 1
        return answer ?? measuredAt(job, 3)
      },
      ...settings,
      environment: { DELTAW_CACHE: cache(), DELTAW_BLAS: library, ...settings.environment },
    })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "deltaw-choice-"))
    library = join(folder, "libopenblas.so.0")
    writeFileSync(library, "not really")
    measurements = 0
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it("is measured once, and read from the cache afterwards", async () => {
    const first = await choose()
    assert.equal(first.cache.use, "written")
    const second = await choose()
    assert.equal(measurements, 1)
    assert.equal(second.cache.use, "read")
    assert.deepEqual({ ...second, cache: null }, { ...first, cache: null })
    assert.deepEqual(cacheFiles().length, 1)
  })

  it("is measured again where it is asked to be", async () => {
    await choose()
    assert.equal((await choose({ fresh: true })).cache.use, "written")
    assert.equal(measurements, 2)
  })

  it("is measured anew on another processor, for another library, with other settings, and not for other reasons", async () => {
    await choose()
    await choose({ cpu: { ...cpu, model: "another processor" } })
    await choose({ cpu: { ...cpu, features: ["avx2", "avx512f"] } })
    assert.equal(measurements, 3)
    await choose({ environment: { OPENBLAS_L2_SIZE: "512" } })
    await choose({ environment: { OMP_NUM_THREADS: "4", HOME: "elsewhere" } })
    assert.equal(measurements, 4)
    utimesSync(library, 1, 1)
    await choose()
    assert.equal(measurements, 5)
    await choose({ cpu: { ...cpu, model: "another processor" } })
    assert.equal(measurements, 6)
    assert.equal(cacheFiles().length, 6)
  })

  const damages: readonly [string, (text: string) => string][] = [
    ["cut off", (text) => text.slice(0, 100)],
    ["empty", () => ""],
    ["changed by hand", (text) => text.replace('"oneRow": 9007199254740991', '"oneRow": 1')],
    ["of another kind", () => "null"],
  ]
  for (const [what, damage] of damages)
    it(`survives a cache that is ${what}: it is measured anew and says so`, async () => {
      const { file } = (await choose()).cache
      const text = readFileSync(file!, "utf8")
      assert.notEqual(damage(text), text)
      writeFileSync(file!, damage(text))
      const again = await choose()
      assert.equal(measurements, 2)
      assert.match(again.cache.problem ?? "", /native-blas.*\.json cannot be read \(.+\) and is made anew$/)
      assert.equal((await choose()).cache.problem, null)
      assert.equal(measurements, 2)
    })

  it("survives a cache that cannot be written to, and says so", async () => {
    const environment = { DELTAW_CACHE: join(library, "below a file") }
    const { chosen, cache: used } = await choose({ environment })
    assert.equal(chosen?.path, library)
    assert.equal(used.use, "not used")
    assert.match(used.problem ?? "", /cannot be written \(.+\): .* unless DELTAW_CACHE names a folder/)
  })

  it("is measured once for all who ask at the same time", async () => {
    const choices = await Promise.all([choose(), choose(), choose()])
    assert.equal(measurements, 1)
    for (const { chosen } of choices) assert.equal(chosen?.speed, choices[0]?.chosen?.speed)
  })

  it("is whole in the cache after several processes measured at the same time", async () => {
    const speeds = ["2", "3", "4"]
    const environment = { DELTAW_CACHE: cache(), DELTAW_BLAS: library }
    const ended = await Promise.all(
      speeds.map((speed) => runEntry("choosing-blas", [speed, folder, String(speeds.length)], environment)),
    )
    const choices = ended.map(({ out, err }) => {
      assert.equal(err, "")
      return JSON.parse(out) as BlasChoice
    })
    assert.deepEqual(
      choices.map(({ chosen }) => chosen?.speed.toFixed(9)),
      speeds.map((speed) => Number(speed).toFixed(9)),
    )
    assert.equal(cacheFiles().length, 1)
    const { out } = await runEntry("choosing-blas", ["9", folder, "1"], environment)
    const kept = JSON.parse(out) as BlasChoice
    assert.equal(kept.cache.use, "read")
    assert.ok(choices.some(({ chosen }) => chosen?.speed === kept.chosen?.speed))
  })

  it("is plain data, the same after a journey to a worker or through JSON", async () => {
    const choice = await choose()
    assert.deepEqual(structuredClone(choice), choice)
    assert.deepEqual(JSON.parse(JSON.stringify(choice)), choice)
  })

  it("is none where DELTAW_BLAS is none, without measuring", async () => {
    const choice = await choose({ environment: { DELTAW_BLAS: "none" } })
    assert.equal(choice.chosen, null)
    assert.equal(choice.reason, "DELTAW_BLAS is none")
    assert.equal(openChosenBlas(choice), null)
    assert.equal(measurements, 0)
  })

  it("is refused where DELTAW_BLAS names no file", async () => {
    await assert.rejects(
      choose({ environment: { DELTAW_BLAS: "/no/such/library.so" } }),
      /DELTAW_BLAS is "\/no\/such\/library\.so", which is not a file\. Accepted are "none" and the path of a BLAS library/,
    )
  })

  it("is refused where DELTAW_BLAS names what cannot be used, with the reason, and not kept", async () => {
    const refused: ProbeAnswer = { status: "refused", reason: "its results are wrong", final: false }
    await assert.rejects(choose({}, refused), /which cannot be used: its results are wrong\. Accepted are "none" and/)
    assert.equal((await choose()).chosen?.path, library)
  })

  it("is none where the library that DELTAW_BLAS names is slower than WebAssembly, and says so", async () => {
    const { chosen, reason } = await choose({ probe: async (job) => measuredAt(job, 0.5) })
    assert.equal(chosen, null)
    assert.equal(reason, "no BLAS found is faster than WebAssembly here")
  })

  it("is none where foreign functions cannot be called, and says why", async () => {
    const { out, err } = await runEntry("without-koffi", [])
    assert.equal(err, "")
    const { choice, opened } = JSON.parse(out) as { choice: BlasChoice; opened: unknown }
    assert.equal(choice.chosen, null)
    assert.match(choice.reason, /^native libraries cannot be called in this Node .* koffi does not load: Cannot find/)
    assert.equal(opened, null)
  })

  it("cannot be opened any more once the library is gone, and says so", async () => {
    const choice = await choose()
    rmSync(library)
    assert.throws(() => openChosenBlas(choice), /libopenblas\.so\.0 cannot be used as a BLAS: /)
  })

  const installed = installedBlas()
  if (installed === null)
    it("is none here, as set-up has not been run", async () => {
      assert.equal(blasIsSetUp(), false)
      const choice = await chooseBlas({ environment: { DELTAW_CACHE: cache() } })
      assert.equal(choice.chosen, null)
      assert.equal(choice.reason, "no BLAS library was found")
    })
  else
    it("opens a library that computes, with the kernels that were measured", async () => {
      const { out, err } = await runEntry("opening-blas", [], { DELTAW_CACHE: cache(), DELTAW_BLAS: installed })
      assert.equal(err, "")
      const { choice, core, product } = JSON.parse(out)
      if (choice.chosen === null) return assert.equal(choice.reason, "no BLAS found is faster than WebAssembly here")
      assert.equal(core, choice.chosen.core)
      assert.equal(product, 11)
    }).timeout(60_000)
})
