import { parseOptions } from "../options.mjs"
import { root } from "../places.mjs"
import { compile } from "../setup.mjs"

const HELP =
  "npm run build: compiles TypeScript, AssemblyScript and the JupyterLab extension into .build. Needs no Python."

/**
 * `npm run build`.
 * @param {string[]} argv only --help is known
 * @returns {Promise<number>} exit code
 */
export async function buildCommand(argv) {
  if (parseOptions(argv, { "--help": undefined })["--help"]) {
    console.log(HELP)
    return 0
  }
  console.log(`Δw in ${root}`)
  await compile()
  return 0
}
