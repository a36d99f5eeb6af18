import { existsSync } from "node:fs"
import path from "node:path"
import { jupyterLabArguments, runJupyterLab } from "../jupyter-lab.mjs"
import { describeOptions, parseOptions } from "../options.mjs"
import { root } from "../places.mjs"
import { choosePort } from "../port.mjs"
import { setUp } from "../setup.mjs"

const OPTIONS = { "--port": "N", "--no-browser": undefined, "--help": undefined }
const TOUR = "notebooks/00-tour.ipynb"

/**
 * `npm start`: sets up what is missing, then runs JupyterLab on the tour until Ctrl-C.
 * @param {string[]} argv --port N, --no-browser
 * @returns {Promise<number>} exit code
 */
export async function startCommand(argv) {
  const options = parseOptions(argv, OPTIONS)
  if (options["--help"]) {
    console.log(
      `npm start -- ${describeOptions(OPTIONS)}\nSets up what is missing, then opens JupyterLab on the tour. Ctrl-C ends it.`,
    )
    return 0
  }
  const start = performance.now()
  const port = await choosePort(options["--port"])
  console.log(`Δw in ${root}`)
  await setUp()
  const args = jupyterLabArguments({
    port,
    folder: root,
    notebook: existsSync(path.join(root, TOUR)) ? TOUR : undefined,
    browser: !options["--no-browser"] && hasDisplay(process.env, process.platform),
  })
  return runJupyterLab(args, port, (address) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`\nJupyterLab is ready after ${seconds} s:\n\n    ${address}\n\nCtrl-C ends it and its kernels.`)
  })
}

/**
 * Whether a browser can be shown.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {boolean}
 */
export function hasDisplay(env, platform) {
  if (env.BROWSER) return true
  if (platform === "win32" || platform === "darwin") return !env.SSH_CONNECTION
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}
