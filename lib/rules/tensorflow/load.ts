import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { cwd, env } from "node:process"
import { fileURLToPath } from "node:url"
import { choiceOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { nativeTensorFlow } from "./native.ts"
import type { TensorFlow } from "./types.ts"

const backends = ["fastest", "native", "wasm", "cpu"] as const

/** Options of `loadTensorFlow`. */
export interface LoadTensorFlowOptions {
  /** "native", "wasm" or "cpu" alone, or "fastest": the first of these that is there. "fastest" where absent. */
  readonly backend?: (typeof backends)[number]
  /** Folder from which npm packages are looked for, before those of Δw; that of the notebook or program where absent. */
  readonly from?: string
}

/** TensorFlow.js with its backend chosen. */
export interface LoadedTensorFlow<Flow> {
  readonly tf: Flow
  readonly backend: "native" | "wasm" | "cpu"
  /** Why faster backends were passed over, a sentence each. */
  readonly notes: readonly string[]
}

/** What loading asks of TensorFlow.js. */
interface Loadable {
  enableProdMode(): void
  setBackend(name: string): Promise<boolean>
  ready(): Promise<void>
}

type Require = (name: string) => unknown

/**
 * Loads TensorFlow.js on the fastest backend there is: the native one, where `deltaw setup tfjs-node` has built it or the project has its
 * own; else WebAssembly, where `@tensorflow/tfjs` and `@tensorflow/tfjs-backend-wasm` are installed; else the plain one of
 * `@tensorflow/tfjs`. Types come by `loadTensorFlow<typeof import("@tensorflow/tfjs")>()`.
 *
 * Unless they are set, it sets TF_NUM_INTRAOP_THREADS, TF_NUM_INTEROP_THREADS and OMP_NUM_THREADS to 1, which is twice as fast at the sizes of
 * most models, and TF_CPP_MIN_LOG_LEVEL to 2.
 * @throws TypeError on an unknown option, RangeError on an impossible value, Error where none is there, saying what would be.
 */
export async function loadTensorFlow<Flow = TensorFlow>(
  options: LoadTensorFlowOptions = {},
): Promise<LoadedTensorFlow<Flow>> {
  refuseUnknownKeys("loadTensorFlow", options, ["backend", "from"])
  const asked = choiceOption("loadTensorFlow: backend", options.backend ?? "fastest", backends)
  const require = requireFrom(options.from ?? cwd())
  const notes: string[] = []
  for (const backend of ["native", "wasm", "cpu"] as const) {
    if (asked !== "fastest" && asked !== backend) continue
    try {
      const tf = await loaders[backend](require)
      return Object.freeze({ tf: tf as Flow, backend, notes: Object.freeze(notes) })
    } catch (error) {
      notes.push(`${backend}: ${(error as Error).message.split("\n")[0]}`)
    }
  }
  throw new Error(
    `TensorFlow.js was not found (${notes.join("; ")}); npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm brings it, deltaw setup tfjs-node the native one`,
  )
}

const loaders = {
  async native(require: Require): Promise<unknown> {
    const { folder, built } = nativeTensorFlow()
    for (const [name, value] of Object.entries(quietAndAlone)) env[name] ??= value
    const tf = (built ? requireFrom(folder) : require)("@tensorflow/tfjs-node") as Loadable
    await tf.ready()
    return tf
  },
  async wasm(require: Require): Promise<unknown> {
    const tf = plain(require)
    require("@tensorflow/tfjs-backend-wasm")
    return chosen(tf, "wasm")
  },
  cpu: async (require: Require): Promise<unknown> => chosen(plain(require), "cpu"),
}

const quietAndAlone = {
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  OMP_NUM_THREADS: "1",
  TF_CPP_MIN_LOG_LEVEL: "2",
}

function plain(require: Require): Loadable {
  const tf = require("@tensorflow/tfjs") as Loadable
  // Or it advertises its native backend on the console.
  tf.enableProdMode()
  return tf
}

async function chosen(tf: Loadable, backend: string): Promise<Loadable> {
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`)
  await tf.ready()
  return tf
}

/** Requires packages as a file of the folder would, else as this one. */
function requireFrom(folder: string): Require {
  const places = [resolve(folder), fileURLToPath(new URL(".", import.meta.url))]
  return (name) => {
    const requires = places.map((place) => createRequire(join(place, "anything.js")))
    const resolving = requires.find((require) => resolves(require, name)) ?? requires[0]!
    return resolving(name)
  }
}

function resolves(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}
