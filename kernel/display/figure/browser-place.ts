import { existsSync } from "node:fs"
import path from "node:path"
import process from "node:process"

const SETTINGS = ["DELTAW_CHROME", "CHROME_PATH"]
const LINUX_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
const MAC_APPLICATIONS = ["Google Chrome", "Chromium", "Microsoft Edge"]
const WINDOWS_PROGRAMS = [
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Chromium", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
]

/**
 * The Chromium-like browser of this machine, at the places where the browser tests look, or null.
 * @param environment DELTAW_CHROME or CHROME_PATH names one, and `DELTAW_CHROME=none` none
 * @throws Error where a setting names a file that is not there
 */
export function findBrowser(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (environment.DELTAW_CHROME === "none") return null
  for (const setting of SETTINGS) {
    const file = environment[setting]
    if (!file) continue
    if (existsSync(file)) return file
    throw new Error(`${setting} is "${file}", and there is no such file`)
  }
  return usualPlaces(environment, platform).find((file) => existsSync(file)) ?? null
}

function usualPlaces(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === "darwin") {
    const folders = ["/Applications", path.join(environment.HOME ?? "", "Applications")]
    return folders.flatMap((folder) => MAC_APPLICATIONS.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`))
  }
  if (platform === "win32") {
    const folders = [environment.ProgramFiles, environment["ProgramFiles(x86)"], environment.LOCALAPPDATA]
    return folders.flatMap((folder) => (folder ? WINDOWS_PROGRAMS.map((parts) => path.join(folder, ...parts)) : []))
  }
  const folders = (environment.PATH ?? "").split(path.delimiter).filter(Boolean)
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}
