import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { codeVersion } from "../../../lib/runs/code-version.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

const files = {
  "entry.js": `import { a } from "./part.js"\nconst module = new URL("./code.wasm", import.meta.url)\nexport const b = () => import("./late.js")`,
  "part.js": `export * from "./deeper/base.js"`,
  "late.js": "export default 1",
  "deeper/base.js": `// import "./nowhere.js"\nexport const a = 1`,
  "code.wasm": "bytes",
  "other.js": "export {}",
}

function write(folder: string, changed: Record<string, string> = {}): string {
  mkdirSync(join(folder, "deeper"), { recursive: true })
  for (const [name, text] of Object.entries({ ...files, ...changed })) writeFileSync(join(folder, name), text)
  return codeVersion(pathToFileURL(join(folder, "entry.js")).href)
}

describe("the version of a module's code", () => {
  it("moves with everything that the module stands on, and with nothing else", () =>
    withScratchFolder(async (folder) => {
      const version = write(folder)
      assert.equal(write(folder, { "other.js": "changed" }), version)
      for (const name of ["entry.js", "part.js", "late.js", "deeper/base.js", "code.wasm"] as const)
        assert.notEqual(write(folder, { [name]: `${files[name]} ` }), version, name)
    }))

  it("is the same for the same code in another folder", () =>
    withScratchFolder(async (folder) => {
      mkdirSync(join(folder, "one"))
      mkdirSync(join(folder, "two"))
      assert.equal(write(join(folder, "one")), write(join(folder, "two")))
    }))
})
