import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { version } from "../../numerics/version.ts"

/** Folders of the compiled library that a fit rests on. */
const folders = ["data", "engine", "inference", "networks", "numerics", "rules", "tasks"]

/**
 * The version of the library with a hash of the compiled code that fits rest on: what was computed by other code is never taken for what
 * this code would compute.
 */
export async function codeVersion(): Promise<string> {
  const home = fileURLToPath(new URL("../../", import.meta.url))
  const hash = createHash("sha256")
  for (const folder of folders) {
    const files = await readdir(join(home, folder), { recursive: true })
    const compiled = files.map((file) => file.replaceAll("\\", "/")).filter((file) => /\.(js|wasm)$/.test(file))
    for (const file of compiled.sort())
      hash.update(`${folder}/${file}\n`).update(await readFile(join(home, folder, file)))
  }
  return `${version}+${hash.digest("hex").slice(0, 16)}`
}
