import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { cacheFolder, packageFolder } from "../../../lib/numerics/places.ts"

describe("the package's folder", () => {
  it("is found beside the package's description", () => {
    assert.ok(existsSync(join(packageFolder(), "package.json")))
  })
})

describe("the cache folder", () => {
  it("is DELTAW_CACHE, from where the program runs, unless that is empty", () => {
    assert.equal(cacheFolder({ DELTAW_CACHE: "some/cache" }), resolve("some/cache"))
    assert.equal(cacheFolder({ DELTAW_CACHE: " " }), cacheFolder({}))
  })

  it("is datasets/cache in a checkout without the setting", () => {
    assert.equal(cacheFolder({}), join(packageFolder(), "datasets", "cache"))
  })
})
