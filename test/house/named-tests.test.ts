import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { packageFolder } from "../../lib/numerics/places.ts"

describe("the kernel's README", () => {
  it("names only test files that exist, and at least one for each thing asked for", () => {
    const text = readFileSync(join(packageFolder(), "kernel", "README.md"), "utf8")
    const rows = text.split("\n").filter((line) => /^\| (?!-|asked|what )/.test(line))
    assert.ok(rows.length > 15)
    for (const row of rows) {
      const named = [...row.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, name]) => name!)
      assert.ok(named.length > 0, row)
      for (const name of named) assert.ok(existsSync(join(packageFolder(), "test", name)), name)
    }
  })
})
