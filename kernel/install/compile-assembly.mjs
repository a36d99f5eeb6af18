// Compiles lib/engine/assembly to WebAssembly. Plain JavaScript without a build, so that a bare checkout can run it:
//   node kernel/install/compile-assembly.mjs
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath, pathToFileURL } from "node:url"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const sources = join(root, "lib", "engine", "assembly")
// As the compiler is told it: relative to the root and with slashes on every system.
const entry = "lib/engine/assembly/index.ts"
const folder = ".build/lib/engine"

/**
 * The modules made from the one source, and what each enables beyond the common flags. `exact` has strict SIMD alone: every operation is
 * rounded as IEEE 754 says, so that results have the same bits on every machine; `fast` may fuse a product with a sum.
 */
const modules = { exact: [], fast: ["--enable", "relaxed-simd"] }

const flags = [
  ...["--target", "release", "-O3", "--noAssert", "--runtime", "stub"],
  ...["--enable", "simd", "--enable", "threads"],
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
]

/**
 * Compiles the engine's primitives to `.build/lib/engine/{exact,fast}.wasm`, or leaves the files alone where sources, flags and compiler
 * are those they were made with.
 * @returns {Promise<"compiled" | "unchanged">}
 * @throws {Error} with the compiler's messages.
 */
export async function compileAssembly() {
  const stamp = fingerprint()
  const stampFile = join(root, folder, "primitives.sha256")
  const targets = Object.keys(modules).map((name) => join(root, folder, `${name}.wasm`))
  if (targets.every(existsSync) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp)
    return "unchanged"
  mkdirSync(join(root, folder), { recursive: true })
  for (const [name, enabled] of Object.entries(modules)) await compileModule(`${folder}/${name}.wasm`, enabled)
  writeFileSync(stampFile, stamp)
  return "compiled"
}

async function compileModule(output, enabled) {
  const { default: compiler } = await import("assemblyscript/asc")
  // Written aside and renamed: a process that loads the module meanwhile sees the old one or the new one, never a part.
  const fresh = `${output}.${process.pid}`
  const { error, stderr } = await compiler.main([entry, "--baseDir", root, "--outFile", fresh, ...flags, ...enabled])
  if (error) throw new Error(`the engine's primitives do not compile:\n${stderr.toString()}`)
  renameSync(join(root, fresh), join(root, output))
}

function fingerprint() {
  const hash = createHash("sha256")
  const compiler = createRequire(import.meta.url).resolve("assemblyscript/package.json")
  hash.update(JSON.parse(readFileSync(compiler, "utf8")).version).update(JSON.stringify([flags, modules]))
  for (const name of readdirSync(sources).sort()) hash.update(`\n${name}\n`).update(readFileSync(join(sources, name)))
  return hash.digest("hex")
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(`engine primitives: ${await compileAssembly()}`)
