import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { version } from "../../../lib/numerics/version.ts"

describe("version", () => {
  it("is that of the package", () => {
    const path = new URL("../../../../package.json", import.meta.url)
    assert.equal(version, JSON.parse(readFileSync(path, "utf8")).version)
  })
})
