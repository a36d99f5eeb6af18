import { createHash } from "node:crypto"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { npmProgram } from "./npm-program.mjs"
import { explainFailure, Problem } from "./problem.mjs"
import { runProgram } from "./run-program.mjs"

/**
 * Fetches the tarball of a package by npm, lends its path, and removes it again. Nothing is installed or run.
 * @template T
 * @param {{ package: string, version: string, integrity: string }} npmPackage
 * @param {(file: string) => Promise<T>} use
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<T>}
 * @throws {Problem} where npm cannot have the package, or has one of another integrity
 */
export async function withNpmTarball({ package: name, version, integrity }, use, env = process.env) {
  const npm = npmProgram(env)
  const folder = await mkdtemp(path.join(os.tmpdir(), "deltaw-tarball-"))
  try {
    const args = [...npm.args, "pack", `${name}@${version}`, "--pack-destination", folder, ...flags]
    const result = await runProgram(npm.program, args, { env })
    const file = (await readdir(folder)).find((each) => each.endsWith(".tgz"))
    if (result.code !== 0 || file === undefined) throw explainFailure(`Fetching ${name} ${version} by npm`, result)
    const tarball = path.join(folder, file)
    const found = `sha512-${createHash("sha512")
      .update(await readFile(tarball))
      .digest("base64")}`
    if (found === integrity) return await use(tarball)
    throw new Problem(
      `What npm fetched as ${name} ${version} is not it: expected ${integrity}, found ${found}.`,
      "Nothing was kept. Run npm cache verify, see which registry npm is set to, and run the command again.",
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** npm itself would try for two minutes before it says that there is no network. */
const patience = ["--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
const flags = ["--ignore-scripts", "--no-dry-run", "--no-update-notifier", "--loglevel=error", ...patience]
