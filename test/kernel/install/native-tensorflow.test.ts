import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { readFile, rm, stat } from "node:fs/promises"
import path from "node:path"
import { bootstrap, inScratch, runBootstrap, writeFiles } from "../../support/bootstrap.ts"

interface Machine {
  readonly platform: string
  readonly arch: string
  readonly glibc: string | undefined
  readonly node: string
}
interface MachineModule {
  readonly checkMachine: (machine: Machine) => void
  readonly checkSpace: (folder: string, needed?: number) => void
  readonly findTools: (env: NodeJS.ProcessEnv) => Promise<{ compiler: string; python: string }>
}

const good: Machine = { platform: "linux", arch: "x64", glibc: "2.36", node: "20.20.2" }

const setup = (args: readonly string[], env: Record<string, string> = {}) =>
  runBootstrap("bin.mjs", ["setup", ...args], { env })

describe("deltaw setup tfjs-node", () => {
  it("refuses a machine that TensorFlow's library is not made for, and says what serves instead", async () => {
    const { checkMachine } = await bootstrap<MachineModule>("native-tensorflow/machine.mjs")
    checkMachine(good)
    checkMachine({ ...good, node: "22.1.0" })
    for (const [change, sentence] of [
      [{ platform: "darwin", arch: "arm64" }, /on Linux with x64 only; this is darwin arm64\./],
      [{ arch: "arm64" }, /this is linux arm64\./],
      [{ glibc: undefined }, /needs a Linux with glibc/],
      [{ node: "24.0.0" }, /this is Node 24\.0\.0\./],
    ] as const)
      assert.throws(
        () => checkMachine({ ...good, ...change }),
        (error: Error) => sentence.test(error.message) && /loadTensorFlow takes .* WebAssembly/.test(error.message),
      )
  })

  it("refuses a disk without room, a folder that is yet to be made included", async () => {
    const { checkSpace } = await bootstrap<MachineModule>("native-tensorflow/machine.mjs")
    await inScratch(async (scratch) => {
      const folder = path.join(scratch, "not", "yet")
      checkSpace(folder, 1)
      assert.throws(() => checkSpace(folder, 1e18), /GB free; 1000000000\.0 GB are needed\.\nFree some, or .* --prefix/)
    })
  })

  it("says which program is missing before anything is fetched", async () => {
    const { findTools } = await bootstrap<MachineModule>("native-tensorflow/machine.mjs")
    await assert.rejects(
      findTools({ ...process.env, CXX: "/nowhere/g++" }),
      /The C\+\+ compiler \/nowhere\/g\+\+ does not run: .*\nInstall one .*apt install g\+\+/,
    )
    await inScratch(async (scratch) => {
      const answer = JSON.stringify({ version: [3, 12, 0], path: `${scratch}/python`, venv: true })
      await writeFiles(scratch, {
        python: `#!/bin/sh\ncase "$1" in -c) echo '${answer}' ;; *) exit 1 ;; esac\n`,
        "g++": "#!/bin/sh\n",
      })
      const env = { ...process.env, CXX: `${scratch}/g++`, DELTAW_PYTHON: `${scratch}/python` }
      await assert.rejects(findTools(env), /has no pip, which fetches TensorFlow's library\./)
    })
  })

  it("says where it builds, and ends with 1 where it has not", async () => {
    const usual = await setup(["tfjs-node", "--where"], { DELTAW_CACHE: "/some/cache", DELTAW_TFJS_NODE: "" })
    assert.deepEqual(usual, { code: 1, output: "/some/cache/tfjs-node (not built)\n" })
    const named = await setup(["tfjs-node", "--where"], { DELTAW_TFJS_NODE: "/some/folder" })
    assert.equal(named.output, "/some/folder (not built)\n")
    const given = await setup(["tfjs-node", "--where", "--prefix", "/other"])
    assert.equal(given.output, "/other (not built)\n")
  })

  it("refuses what it does not know", async () => {
    const other = await setup(["jax"])
    assert.equal(other.code, 1)
    assert.match(other.output, /knows no "jax"\.\nAllowed: tfjs-node\.\n$/)
    assert.match((await setup(["tfjs-node", "--fast"])).output, /Allowed: --prefix DIR, --where, --help\./)
    assert.equal((await setup([])).code, 1)
    assert.equal((await setup(["--help"])).code, 0)
  })

  it("pins every package by its content, and lets none run a script", async () => {
    const lock = new URL("../../../../kernel/install/native-tensorflow/npm-packages-lock.json", import.meta.url)
    const { packages } = JSON.parse(await readFile(lock, "utf8"))
    const { "": asked, ...others } = packages
    assert.equal(asked.dependencies["@tensorflow/tfjs-node"], "4.22.0")
    for (const [name, { integrity, resolved }] of Object.entries<{ integrity?: string; resolved?: string }>(others)) {
      assert.match(integrity ?? "", /^sha512-/, name)
      assert.equal(resolved, undefined, name)
    }
  })

  it("builds, takes up what was broken off, and has nothing to do then @long", async () => {
    await inScratch(async (scratch) => {
      const first = await setup(["tfjs-node", "--prefix", scratch])
      assert.equal(first.code, 0, first.output)
      assert.match(first.output, /Self-test: a product and a gradient \.+ [\d.]+ s\n/)
      assert.equal((await setup(["tfjs-node", "--prefix", scratch, "--where"])).output, `${scratch}\n`)
      const tfjs = path.join(scratch, "node_modules", "@tensorflow", "tfjs-node")
      assert.ok((await stat(path.join(tfjs, "deps", "lib", "libtensorflow_cc.so.2"))).size > 1e8)
      assert.equal(existsSync(path.join(scratch, "tensorflow.whl")), false)
      for (const file of [path.join(tfjs, "lib", "napi-v8", "tfjs_binding.node"), path.join(scratch, "ready.json")])
        await rm(file)
      const resumed = await setup(["tfjs-node", "--prefix", scratch])
      assert.match(resumed.output, /Binding, compiled \.+ [\d.]+ s\n/)
      assert.equal(resumed.output.match(/up to date/g)?.length, 3, resumed.output)
      const again = await setup(["tfjs-node", "--prefix", scratch])
      assert.equal(again.output.match(/up to date/g)?.length, 4, again.output)
    })
  }).timeout(600_000)
})
