import os from "node:os"
import path from "node:path"
import { describeOptions, parseOptions } from "../options.mjs"
import { Problem } from "../problem.mjs"
import { jupyterFilesStep } from "../steps/jupyter-files.mjs"

const OPTIONS = { "--user": undefined, "--prefix": "DIR", "--sys-prefix": undefined, "--help": undefined }

/**
 * `deltaw install`: writes kernelspec and JupyterLab extension where an existing Jupyter finds them.
 * @param {string[]} argv one of --user (the default), --prefix DIR, --sys-prefix
 * @returns {Promise<number>} exit code
 */
export async function installCommand(argv) {
  const options = parseOptions(argv, OPTIONS)
  if (options["--help"]) {
    console.log(`deltaw install: ${describeOptions(OPTIONS)}`)
    return 0
  }
  const places = Object.keys(options)
  if (places.length > 1)
    throw new Problem(`${places.join(" and ")} exclude each other.`, "Say one of them, or none for --user.")
  const files = jupyterFilesStep(dataFolder(options, process.env))
  await files.work()
  console.log(`Kernel:    ${files.kernel}\nExtension: ${files.extension}`)
  console.log("The kernel starts this Node and this copy of Δw; run the command again after moving or updating either.")
  return 0
}

/**
 * The Jupyter data folder that the options name.
 * @param {Record<string, string | true>} options of installCommand
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function dataFolder(options, env, platform = process.platform) {
  if (options["--prefix"]) return path.join(path.resolve(options["--prefix"]), "share", "jupyter")
  if (options["--sys-prefix"]) {
    const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX
    if (!prefix) {
      throw new Problem(
        "--sys-prefix wants an active Python environment, and neither VIRTUAL_ENV nor CONDA_PREFIX is set.",
        "Activate the environment, or say --prefix DIR.",
      )
    }
    return path.join(prefix, "share", "jupyter")
  }
  return userDataFolder(env, platform)
}

function userDataFolder(env, platform) {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR
  if (platform === "darwin") return path.join(os.homedir(), "Library", "Jupyter")
  if (platform === "win32" && env.APPDATA) return path.join(env.APPDATA, "jupyter")
  return path.join(env.XDG_DATA_HOME || path.join(os.homedir(), ".local", "share"), "jupyter")
}
