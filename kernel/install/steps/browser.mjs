import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { explainFailure, Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"

const SETTINGS = ["DELTAW_CHROME", "CHROME_PATH"]
const LINUX_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
const MAC_APPLICATIONS = ["Google Chrome", "Chromium", "Microsoft Edge"]
const WINDOWS_PROGRAMS = [
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Chromium", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
]

/**
 * The Chromium-like browser for the browser tests.
 * @param {NodeJS.ProcessEnv} env DELTAW_CHROME or CHROME_PATH names one, `DELTAW_CHROME=none` none; else the usual places are looked at
 * @param {NodeJS.Platform} [platform]
 * @returns {string | undefined} its path
 * @throws {Problem} where a setting names a file that is not there
 */
export function findBrowser(env, platform = process.platform) {
  if (env.DELTAW_CHROME === "none") return undefined
  for (const setting of SETTINGS) {
    const file = env[setting]
    if (!file) continue
    if (existsSync(file)) return file
    throw new Problem(
      `${setting} is "${file}", and there is no such file.`,
      `Set ${setting} to a Chromium or Chrome, or unset it.`,
    )
  }
  return usualPlaces(env, platform).find((file) => existsSync(file))
}

/**
 * The command that installs a browser on this system.
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function browserInstallCommand(platform = process.platform) {
  if (platform === "darwin") return "brew install --cask google-chrome"
  if (platform === "win32") return "winget install Google.Chrome"
  return isDebian()
    ? "sudo apt-get update && sudo apt-get install -y chromium"
    : "install chromium with the system's package manager"
}

/**
 * Finds a browser; on a Debian build machine (CI=true, as root) installs one where there is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} its path
 */
export async function findOrInstallBrowser(env) {
  const present = findBrowser(env)
  const mayInstall = env.CI === "true" && process.getuid?.() === 0 && isDebian()
  if (present !== undefined || !mayInstall) return present
  const quiet = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } }
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const result = await runProgram("apt-get", args, quiet)
    if (result.code !== 0) throw explainFailure(`Installing Chromium (apt-get ${args[0]})`, result)
  }
  return findBrowser(env)
}

function usualPlaces(env, platform) {
  if (platform === "darwin") {
    const folders = ["/Applications", path.join(env.HOME ?? "", "Applications")]
    return folders.flatMap((folder) => MAC_APPLICATIONS.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`))
  }
  if (platform === "win32") {
    const folders = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter(Boolean)
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((parts) => path.join(folder, ...parts)))
  }
  const folders = (env.PATH ?? "").split(path.delimiter).filter(Boolean)
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

function isDebian() {
  return existsSync("/etc/os-release") && /^ID=["']?debian["']?$/m.test(readFileSync("/etc/os-release", "utf8"))
}
