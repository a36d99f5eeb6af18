import { existsSync, lstatSync, readFileSync } from "node:fs"
import path from "node:path"
import { npmProgram } from "../npm-program.mjs"
import { explainFailure, isNetworkFailure, Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"

/**
 * Whether node_modules holds exactly what the lock file asks for. npm writes its own record of that last, so an interrupted installation counts as none.
 * @param {string} root folder of the package
 * @returns {boolean}
 */
export function npmPackagesAreCurrent(root) {
  const modules = path.join(root, "node_modules")
  // A linked node_modules belongs to another checkout: npm would empty it.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return true
  const asked = packagesOf(path.join(root, "package-lock.json"))
  const present = packagesOf(path.join(modules, ".package-lock.json"))
  if (asked === undefined) throw new Problem("package-lock.json is missing.", "Restore it from the repository.")
  if (present === undefined) return false
  const names = Object.keys(asked).filter((name) => name !== "")
  return (
    Object.keys(present).every((name) => Object.hasOwn(asked, name)) &&
    names.every((name) =>
      Object.hasOwn(present, name) ? isSame(asked[name], present[name]) : asked[name].optional === true,
    )
  )
}

/**
 * Installs the npm packages of the lock file; without a network from npm's cache, where that holds them.
 * @param {string} root folder of the package
 */
export async function installNpmPackages(root) {
  const npm = npmProgram()
  const run = (args) => runProgram(npm.program, [...npm.args, ...args], { cwd: root })
  // npm itself would try each of some hundred packages again for two minutes before it gives up.
  const ping = await run(["ping", "--fetch-retries=0", "--fetch-timeout=10000"])
  const mode = ping.code !== 0 && isNetworkFailure(ping.output) ? "--offline" : "--prefer-offline"
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--no-update-notifier"]
  const result = await run(["ci", mode, ...flags])
  if (result.code !== 0) throw explainFailure("Installing the npm packages", result)
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined
}

function isSame(one, other) {
  return one.version === other.version && one.integrity === other.integrity && Boolean(one.link) === Boolean(other.link)
}
