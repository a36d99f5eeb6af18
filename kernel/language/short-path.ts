import { relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url))

/** A path as a reader knows it: from the package, from the library, or from the notebook's folder. */
export function shortPath(path: string, folder: string): string {
  const inPackage = path.split(/[\\/]node_modules[\\/]/)
  if (inPackage.length > 1) return slashed(inPackage.at(-1)!)
  const shown = path.startsWith(PACKAGE_FOLDER)
    ? `deltaw/${path.slice(PACKAGE_FOLDER.length).replace(/^\.build[\\/]/, "")}`
    : relative(folder, path)
  return slashed(shown.length < path.length ? shown : path)
}

function slashed(path: string): string {
  return path.split(sep).join("/")
}
