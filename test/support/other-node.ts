import { execFile } from "node:child_process"
import { existsSync, mkdirSync } from "node:fs"
import path from "node:path"
import process from "node:process"
import { promisify } from "node:util"
import { root } from "./source-tree.ts"

const run = promisify(execFile)

/** The other Node that things are tried on: the package of this name on npm carries the program. */
const packageName = `node-${process.platform}-${process.arch}`
const version = "24.21.0"

/**
 * Path of a Node 24, fetched from npm once into `.build`.
 * @throws Error where npm cannot give it, with npm's words.
 */
export async function node24(): Promise<string> {
  const folder = path.join(root, ".build", "other-node")
  const program = path.join(folder, "node_modules", packageName, "bin", "node")
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    const options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    await run("npm", ["install", "--prefix", folder, ...options, `${packageName}@${version}`])
  }
  const { stdout } = await run(program, ["--version"])
  if (stdout.trim() !== `v${version}`) throw new Error(`${program} is Node ${stdout.trim()}, not ${version}`)
  return program
}
