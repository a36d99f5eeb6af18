import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { env } from "node:process"
import { cacheFolder, type Environment } from "../../numerics/places.ts"

/** What is known of the native TensorFlow.js that `deltaw setup tfjs-node` builds. */
export interface NativeTensorFlow {
  /** Where it is, or would be: DELTAW_TFJS_NODE, else `tfjs-node` in the cache. */
  readonly folder: string
  /** Whether it is there and has passed its self-test. */
  readonly built: boolean
  /** Versions of TensorFlow.js and of TensorFlow, where it is built. */
  readonly versions: Readonly<Record<string, string>> | null
}

/** Looks for the native TensorFlow.js; nothing of it is loaded. */
export function nativeTensorFlow(environment: Environment = env): NativeTensorFlow {
  const asked = environment.DELTAW_TFJS_NODE ?? ""
  const folder = asked.trim() === "" ? join(cacheFolder(environment), "tfjs-node") : resolve(asked)
  const ready = join(folder, "ready.json")
  const binding = join(folder, "node_modules", "@tensorflow", "tfjs-node", "lib", "napi-v8", "tfjs_binding.node")
  const built = existsSync(ready) && existsSync(binding)
  return Object.freeze({ folder, built, versions: built ? JSON.parse(readFileSync(ready, "utf8")) : null })
}
