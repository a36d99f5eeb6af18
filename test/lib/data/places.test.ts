import assert from "node:assert/strict"
import { delimiter, join, resolve } from "node:path"
import { readManifest } from "../../../lib/data/manifest.ts"
import { placesOfEnvironment } from "../../../lib/data/places.ts"
import { packageFolder } from "../../../lib/numerics/places.ts"

describe("places of data", () => {
  it("are DELTAW_CACHE and the folders of DELTAW_DATA, empty ones skipped", () => {
    const places = placesOfEnvironment({ DELTAW_CACHE: "some/cache", DELTAW_DATA: ["one", "", "two"].join(delimiter) })
    assert.deepEqual(places, { cache: resolve("some/cache"), folders: [resolve("one"), resolve("two")] })
  })

  it("are datasets/cache and nothing else in a checkout without settings", () => {
    assert.deepEqual(placesOfEnvironment({}), { cache: join(packageFolder(), "datasets", "cache"), folders: [] })
  })
})

describe("the manifest", () => {
  it("names source, licence, citation, size and checksum of every data set, and no address that does not exist", () => {
    const { datasets } = readManifest()
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ["ibl-mouse-KS014", "psytrack-rat-W053", "synthetic-mouse", "mnist"],
    )
    for (const entry of datasets) {
      const { id, title, source, licence, citation, howMade, synthetic, files, pythonWheel, npmPackage } = entry
      for (const words of [title, source, licence, citation, howMade]) assert.ok(words.length > 3, id)
      // Where a first file has no trials, nobody checks their columns and signs.
      if (entry.animal !== undefined) assert.ok(files.every(({ trials = 0 }) => trials > 0))
      else assert.ok(files.some(({ images = 0 }) => images > 0))
      for (const { name, bytes, sha256, url } of files) {
        assert.match(sha256, /^[0-9a-f]{64}$/)
        assert.match(name, /^[\w.-]+$/)
        assert.ok(bytes > 0)
        assert.equal(url, undefined)
      }
      for (const { members } of [pythonWheel, npmPackage].filter((archive) => archive !== undefined)) {
        assert.deepEqual(Object.keys(members).sort(), files.map(({ name }) => name).sort())
      }
      if (npmPackage !== undefined) assert.match(npmPackage.integrity, /^sha512-[\w+/]{86}==$/)
      if (synthetic) for (const words of [title, source, citation]) assert.match(words, /synthetic/i)
    }
  })
})
