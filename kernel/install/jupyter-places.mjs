import { existsSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { describeOptions, parseOptions } from "./options.mjs"
import { Problem } from "./problem.mjs"

const OPTIONS = { "--user": undefined, "--prefix": "DIR", "--sys-prefix": undefined, "--help": undefined }

/**
 * Reads where `deltaw install` and `deltaw uninstall` are to work.
 * @param {string[]} argv one of --user (the default), --prefix DIR, --sys-prefix; or --help
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ data: string, prefix: string | undefined } | undefined} Jupyter's data folder, and the prefix it belongs to; undefined for --help
 */
export function readPlace(argv, env) {
  const options = parseOptions(argv, OPTIONS)
  if (options["--help"]) return undefined
  const places = Object.keys(options)
  if (places.length > 1)
    throw new Problem(`${places.join(" and ")} exclude each other.`, "Say one of them, or none for --user.")
  const prefix = prefixOf(options, env)
  return { data: prefix === undefined ? userDataFolder(env) : dataFolderOf(prefix), prefix }
}

/** The options of readPlace, for help. */
export const placeOptions = describeOptions(OPTIONS)

/**
 * Where Jupyter keeps what belongs to one installation of Python.
 * @param {string} prefix
 * @returns {string}
 */
export function dataFolderOf(prefix) {
  return path.join(prefix, "share", "jupyter")
}

/**
 * Where Jupyter keeps what belongs to the user.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function userDataFolder(env, platform = process.platform) {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR
  if (platform === "darwin") return path.join(os.homedir(), "Library", "Jupyter")
  if (platform === "win32" && env.APPDATA) return path.join(env.APPDATA, "jupyter")
  return path.join(env.XDG_DATA_HOME || path.join(os.homedir(), ".local", "share"), "jupyter")
}

/**
 * Every place where a Jupyter of this user may look for kernels: the settings, the active environments, the system.
 * The environment of a checkout is not among them unless it is active: each npm start mends that.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 * @returns {{ data: string, prefix: string | undefined }[]} those that exist, each once
 */
export function jupyterPlaces(env, platform = process.platform) {
  const system = platform === "win32" ? [] : ["/usr/local", "/usr"]
  const prefixes = [env.VIRTUAL_ENV, env.CONDA_PREFIX, ...system].filter(Boolean)
  const data = [...(env.JUPYTER_PATH ?? "").split(path.delimiter).filter(Boolean), userDataFolder(env, platform)]
  const places = [
    ...prefixes.map((prefix) => ({ data: dataFolderOf(prefix), prefix })),
    ...data.map((folder) => ({ data: path.resolve(folder), prefix: undefined })),
  ]
  return places.filter(
    (place, i) => existsSync(place.data) && places.findIndex(({ data }) => data === place.data) === i,
  )
}

function prefixOf(options, env) {
  if (options["--prefix"]) return path.resolve(options["--prefix"])
  if (!options["--sys-prefix"]) return undefined
  const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX
  if (prefix) return prefix
  throw new Problem(
    "--sys-prefix wants an active Python environment, and neither VIRTUAL_ENV nor CONDA_PREFIX is set.",
    "Activate the environment, or say --prefix DIR.",
  )
}
