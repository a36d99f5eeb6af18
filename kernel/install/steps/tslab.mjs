import { copyFileSync, existsSync, mkdirSync } from "node:fs"
import path from "node:path"
import { installNpmPackages, npmPackagesAreCurrent } from "./npm-packages.mjs"

/**
 * Installs tslab, the second back end of types, for its tests: into .build/tslab, as the TypeScript 5.0 that comes with it
 * would take the place of `tsc` in node_modules.
 * @param {string} root folder of the package
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function tslabStep(root) {
  const asked = path.join(root, "test", "support", "tslab")
  const folder = path.join(root, ".build", "tslab")
  const files = [
    [path.join(asked, "package.json"), "package.json"],
    [path.join(asked, "package-lock.json"), "package-lock.json"],
    [path.join(root, ".npmrc"), ".npmrc"],
  ]
  const copy = () => {
    mkdirSync(folder, { recursive: true })
    for (const [from, to] of files) copyFileSync(from, path.join(folder, to))
  }
  return {
    isCurrent() {
      copy()
      return existsSync(path.join(folder, "node_modules")) && npmPackagesAreCurrent(folder)
    },
    work: () => installNpmPackages(folder),
  }
}
