import path from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of the package: a checkout, or an installed copy. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "")

/** Where everything compiled goes. */
export const buildFolder = path.join(root, ".build")

/**
 * The Python of a virtual environment.
 * @param {string} environment its folder
 * @returns {string}
 */
export function environmentPython(environment) {
  return process.platform === "win32"
    ? path.join(environment, "Scripts", "python.exe")
    : path.join(environment, "bin", "python")
}
