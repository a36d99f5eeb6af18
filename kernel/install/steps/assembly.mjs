import { existsSync } from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { fingerprint, hasStamp, listFiles, writeWhole } from "../stamp.mjs"

/**
 * Compiles the AssemblyScript modules of the engine, and knows whether that has to be done.
 * @param {string} root folder of the package
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function assemblyStep(root) {
  const source = path.join(root, "lib", "engine", "assembly")
  const compiler = path.join(root, "kernel", "install", "compile-assembly.mjs")
  const output = path.join(root, ".build", "lib", "engine")
  const stamp = path.join(root, ".build", "stamps", "assembly")
  const outputs = () => listFiles([output], (file) => file.endsWith(".wasm"))
  const print = () =>
    fingerprint(root, [...listFiles([source]), compiler, path.join(root, "package-lock.json"), ...outputs()])
  return {
    isCurrent: () => outputs().length > 0 && hasStamp(stamp, print()),
    async work() {
      if (!existsSync(compiler)) return
      const { compileAssembly } = await import(pathToFileURL(compiler).href)
      await compileAssembly()
      writeWhole(stamp, print())
    },
  }
}
