import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import path from "node:path"
import { buildFolder, root } from "../places.mjs"
import { Problem } from "../problem.mjs"
import { fingerprint, listFiles, writeWhole } from "../stamp.mjs"

const LOGOS = path.join(root, "kernel", "install", "logos")
const EXTENSION = path.join(buildFolder, "labextension")
const EXTENSION_NAME = ["@deltaw", "jupyterlab"]

/**
 * What Jupyter has to know to start the kernel.
 * @returns {object} the content of kernel.json
 */
export function kernelSpecification() {
  const main = path.join(buildFolder, "kernel", "server", "main.js")
  return {
    argv: [process.execPath, main, "--connection-file", "{connection_file}"],
    display_name: "TypeScript (Δw)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { debugger: false, supported_encryption: ["curve"] },
  }
}

/**
 * The files that make Jupyter see the kernel and the extension.
 * @param {string} data Jupyter data folder, such as PREFIX/share/jupyter
 * @returns {{ kernel: string, extension: string, isCurrent: () => boolean, hasExtension: (build?: string) => boolean, work: () => Promise<void>, remove: () => string[] }}
 *   hasExtension: whether the extension there is that of this copy of Δw, or of another one's build folder; remove: gives the folders that were there
 */
export function jupyterFilesStep(data) {
  const kernel = path.join(data, "kernels", "deltaw")
  const extension = path.join(data, "labextensions", ...EXTENSION_NAME)
  return {
    kernel,
    extension,
    isCurrent: () =>
      isSameFile(path.join(kernel, "kernel.json"), kernelText()) &&
      isCopy(LOGOS, kernel) &&
      isCopy(EXTENSION, extension),
    hasExtension: (build = buildFolder) => isCopy(path.join(build, "labextension"), extension),
    async work() {
      requireBuild()
      replaceFolder(LOGOS, kernel, { "kernel.json": kernelText() })
      replaceFolder(EXTENSION, extension, { "install.json": installText() })
    },
    remove() {
      const found = [kernel, extension].filter((folder) => existsSync(folder))
      for (const folder of found) rmSync(folder, { recursive: true, force: true })
      const scope = path.dirname(extension)
      if (existsSync(scope) && readdirSync(scope).length === 0) rmSync(scope, { recursive: true })
      return found
    },
  }
}

/**
 * The settings that a fresh JupyterLab of ours starts with: no question about news, as there may be no network;
 * documentation beside the names that Tab offers.
 * @param {string} environment folder of the Python environment
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function labSettingsStep(environment) {
  const file = path.join(environment, "share", "jupyter", "lab", "settings", "overrides.json")
  const settings = {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: "false" },
    "@jupyterlab/completer-extension:manager": { showDocumentationPanel: true },
  }
  const text = `${JSON.stringify(settings, undefined, 2)}\n`
  return { isCurrent: () => isSameFile(file, text), work: async () => writeWhole(file, text) }
}

function kernelText() {
  return `${JSON.stringify(kernelSpecification(), undefined, 2)}\n`
}

function installText() {
  const name = EXTENSION_NAME.join("/")
  const how = "Delete this folder."
  return `${JSON.stringify({ packageManager: "npm", packageName: name, uninstallInstructions: how }, undefined, 2)}\n`
}

function requireBuild() {
  const needed = [path.join(EXTENSION, "package.json"), kernelSpecification().argv[1]]
  const missing = needed.find((file) => !existsSync(file))
  if (missing !== undefined) {
    throw new Problem(`Δw is not compiled: ${missing} is missing.`, `Run npm run build in ${root}.`)
  }
}

function isSameFile(file, text) {
  return existsSync(file) && readFileSync(file, "utf8") === text
}

function isCopy(from, to) {
  const relative = listFiles([from]).map((file) => path.relative(from, file))
  const print = (folder) =>
    fingerprint(
      folder,
      relative.map((file) => path.join(folder, file)),
    )
  return relative.length > 0 && print(from) === print(to)
}

/** Puts a copy of a folder, with further files, in the place of another in one move. */
function replaceFolder(from, to, further) {
  const partial = `${to}.${process.pid}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(path.dirname(to), { recursive: true })
  cpSync(from, partial, { recursive: true })
  for (const [name, content] of Object.entries(further)) writeWhole(path.join(partial, name), content)
  rmSync(to, { recursive: true, force: true })
  renameSync(partial, to)
}
