import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { bootstrapPath } from "../../support/bootstrap.ts"

interface Pinned {
  readonly name: string
  readonly version: string
  readonly hashes: number
  readonly asked: boolean
}

/** The entries of the compiled file: a line "name==version ; marker \" with hashes and "via" comments below. */
function pinnedIn(text: string): Pinned[] {
  return text
    .split(/\n(?=[a-z0-9])/i)
    .filter((block) => /^[\w.-]+==/.test(block))
    .map((block) => {
      const [, name = "", version = ""] = /^([\w.-]+)==([^\s;\\]+)/.exec(block) ?? []
      return {
        name,
        version,
        hashes: block.match(/--hash=sha256:[0-9a-f]{64}/g)?.length ?? 0,
        asked: block.includes("-r requirements.in"),
      }
    })
}

describe("the Python requirements", () => {
  const read = async (name: string) => readFile(bootstrapPath(name), "utf8")
  const canonical = (name: string) => name.toLowerCase().replace(/[_.]/g, "-")

  it("are compiled from what is asked for: the same packages, in versions that fit", async () => {
    const lines = (await read("requirements.in")).split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    const asked = new Map(
      lines
        .map((line) => line.replace(/\s*;.*/, "").split("==") as [string, string | undefined])
        .map(([name, range]) => [canonical(name), range]),
    )
    const compiled = pinnedIn(await read("requirements.txt")).filter((entry) => entry.asked)
    assert.deepEqual(compiled.map((entry) => entry.name).sort(), [...asked.keys()].sort())
    for (const { name, version } of compiled) {
      const range = asked.get(name)
      if (range !== undefined)
        assert.ok(version.startsWith(range.replace("*", "")), `${name} ${version} is not ${range}`)
    }
  })

  it("are pinned with hashes, each of them", async () => {
    const pinned = pinnedIn(await read("requirements.txt"))
    assert.ok(pinned.length > 60, String(pinned.length))
    assert.deepEqual(
      pinned.filter((entry) => entry.hashes === 0),
      [],
    )
  })

  it("hold jupyter-builder, which JupyterLab imports, and no Python kernel", async () => {
    const names = pinnedIn(await read("requirements.txt")).map((entry) => entry.name)
    assert.ok(names.includes("jupyter-builder"))
    for (const name of ["ipykernel", "debugpy", "jedi"]) assert.ok(!names.includes(name), name)
  })

  it("ask for the BLAS only where a wheel of it exists, so that set-up goes through elsewhere", async () => {
    const [line = ""] = /^scipy-openblas32==.*$/m.exec(await read("requirements.txt")) ?? []
    const [, machines = ""] = /; platform_machine in '([^']+)'/.exec(line) ?? []
    assert.deepEqual(machines.split(" ").sort(), ["AMD64", "ARM64", "aarch64", "arm64", "x86_64"], line)
  })

  it("name no other index than the usual one", async () => {
    assert.doesNotMatch(await read("requirements.txt"), /--(?:index-url|extra-index-url|find-links)|https?:/)
  })
})
