import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { provenanceOf, withProvenance } from "../../../kernel/notebook/provenance.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"
import { root } from "../../support/source-tree.ts"

describe("the provenance of a run", () => {
  it("holds the versions and the hash of the nearest lock file, without paths and times", async () => {
    await withScratchFolder(async (folder) => {
      const inner = join(folder, "a", "b")
      await mkdir(inner, { recursive: true })
      await writeFile(join(folder, "package-lock.json"), "outer")
      await writeFile(join(folder, "a", "pnpm-lock.yaml"), "nearer")
      const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"))
      const { typescript, ...rest } = await provenanceOf(inner)
      assert.match(String(typescript), /^\d+\.\d+\.\d+/)
      assert.deepEqual(rest, {
        deltaw: version,
        node: process.versions.node,
        lockfile: { name: "pnpm-lock.yaml", sha256: createHash("sha256").update("nearer").digest("hex") },
      })
    })
  })

  it("stands beside other settings of ours", () => {
    assert.deepEqual(withProvenance({ a: 1, deltaw: { own: 2, provenance: { old: 1 } } }, { node: "20" }), {
      a: 1,
      deltaw: { own: 2, provenance: { node: "20" } },
    })
    assert.deepEqual(withProvenance({ deltaw: "odd" }, {}), { deltaw: { provenance: {} } })
  })
})
