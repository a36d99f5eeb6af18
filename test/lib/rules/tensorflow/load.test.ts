import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { env } from "node:process"
import { loadTensorFlow } from "../../../../lib/rules/tensorflow/load.ts"
import { nativeTensorFlow } from "../../../../lib/rules/tensorflow/native.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"

/** Stand-ins for the packages of TensorFlow.js, which know the backends that were asked for. */
const packages = {
  "@tensorflow/tfjs": `let backend = "none", known = ["cpu"]
    module.exports = { enableProdMode() {}, ready: async () => {}, know: (name) => known.push(name), getBackend: () => backend,
      setBackend: async (name) => known.includes(name) && ((backend = name), true) }`,
  "@tensorflow/tfjs-backend-wasm": `require("@tensorflow/tfjs").know("wasm")`,
  "@tensorflow/tfjs-node": `module.exports = { ready: async () => {}, getBackend: () => "tensorflow" }`,
}

function install(folder: string, names: readonly (keyof typeof packages)[]): void {
  for (const name of names) {
    const place = join(folder, "node_modules", name)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "index.js"), packages[name])
  }
}

/** Runs with settings in which no native TensorFlow.js is known but that of the folder. */
async function withNativeIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const before = { ...env }
  env.DELTAW_TFJS_NODE = folder
  try {
    return await work()
  } finally {
    for (const name of Object.keys(env)) if (!(name in before)) delete env[name]
    Object.assign(env, before)
  }
}

interface Answering {
  getBackend(): string
}

describe("loadTensorFlow", () => {
  const cases = [
    { has: ["@tensorflow/tfjs"], gives: "cpu", backend: "cpu", passed: ["native", "wasm"] },
    { has: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"], gives: "wasm", backend: "wasm", passed: ["native"] },
    { has: ["@tensorflow/tfjs", "@tensorflow/tfjs-node"], gives: "native", backend: "tensorflow", passed: [] },
  ] as const
  for (const { has, gives, backend, passed } of cases)
    it(`takes ${gives} where the project has ${has.join(" and ")}, and says why not what is faster`, () =>
      withScratchFolder((folder) =>
        withNativeIn(join(folder, "nothing"), async () => {
          install(folder, has)
          const loaded = await loadTensorFlow<Answering>({ from: folder })
          assert.equal(loaded.backend, gives)
          assert.equal(loaded.tf.getBackend(), backend)
          assert.deepEqual(
            loaded.notes.map((note) => note.split(":")[0]),
            passed,
          )
        }),
      ))

  it("takes the native one that deltaw setup has built, from where DELTAW_TFJS_NODE says", () =>
    withScratchFolder((folder) =>
      withNativeIn(folder, async () => {
        install(folder, ["@tensorflow/tfjs-node"])
        assert.equal(nativeTensorFlow().built, false)
        const lib = join(folder, "node_modules", "@tensorflow", "tfjs-node", "lib", "napi-v8")
        mkdirSync(lib, { recursive: true })
        writeFileSync(join(lib, "tfjs_binding.node"), "")
        writeFileSync(join(folder, "ready.json"), JSON.stringify({ tfjsNode: "4.22.0", tensorFlow: "2.15.1" }))
        assert.deepEqual(nativeTensorFlow(), {
          folder,
          built: true,
          versions: { tfjsNode: "4.22.0", tensorFlow: "2.15.1" },
        })
        assert.equal((await loadTensorFlow({ from: "/" })).backend, "native")
        assert.equal(env.TF_NUM_INTRAOP_THREADS, "1")
      }),
    ))

  it("takes the one backend that is asked for, and says what to install where it is not there", () =>
    withScratchFolder((folder) =>
      withNativeIn(join(folder, "nothing"), async () => {
        install(folder, ["@tensorflow/tfjs", "@tensorflow/tfjs-node"])
        assert.equal((await loadTensorFlow({ from: folder, backend: "cpu" })).backend, "cpu")
        await assert.rejects(
          loadTensorFlow({ from: folder, backend: "wasm" }),
          /^Error: TensorFlow\.js was not found \(wasm: .*\); npm install @tensorflow\/tfjs .*, deltaw setup tfjs-node the native one$/,
        )
        await assert.rejects(
          loadTensorFlow({ backend: "webgpu" as never }),
          /"fastest" or "native" or .*, got "webgpu"/,
        )
        await assert.rejects(loadTensorFlow({ speed: 1 } as never), /no option "speed"/)
      }),
    ))
})
