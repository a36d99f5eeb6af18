import path from "node:path"
import { checkMachine, checkSpace, findTools, thisMachine } from "../native-tensorflow/machine.mjs"
import { isBuilt, nativeSteps } from "../native-tensorflow/steps.mjs"
import { describeOptions, parseOptions } from "../options.mjs"
import { Problem, writable } from "../problem.mjs"
import { step } from "../progress.mjs"

const OPTIONS = { "--prefix": "DIR", "--where": undefined, "--help": undefined }

const HELP = `deltaw setup tfjs-node: builds TensorFlow.js on the native TensorFlow, for loadTensorFlow.
It brings the npm packages, the library out of the Python wheel of TensorFlow (198 MB), and compiles the binding between both:
about 1 GB, under a minute on a fast network. What was broken off is taken up by the next run.
Options: ${describeOptions(OPTIONS)}.
--prefix builds into that folder, which DELTAW_TFJS_NODE must then name; else it is that setting, else tfjs-node in the cache.
--where only says where it is, or would be.`

/**
 * `deltaw setup tfjs-node`.
 * @param {string[]} argv
 * @returns {Promise<number>} exit code; with --where, 1 where it is not built
 */
export async function setupCommand(argv) {
  const [what, ...rest] = argv
  if (what === undefined || what === "--help") {
    console.log(HELP)
    return what === undefined ? 1 : 0
  }
  if (what !== "tfjs-node") throw new Problem(`deltaw setup knows no "${what}".`, "Allowed: tfjs-node.")
  const options = parseOptions(rest, OPTIONS)
  if (options["--help"]) {
    console.log(HELP)
    return 0
  }
  const folder = path.resolve(options["--prefix"] ?? (await usualFolder()))
  if (options["--where"]) {
    console.log(`${folder}${isBuilt(folder) ? "" : " (not built)"}`)
    return isBuilt(folder) ? 0 : 1
  }
  await build(folder)
  console.log(`The native TensorFlow.js is in ${folder}; loadTensorFlow takes it from now on.`)
  if (folder !== (await usualFolder())) console.log(`Set DELTAW_TFJS_NODE=${folder} for that.`)
  return 0
}

async function build(folder) {
  checkMachine(thisMachine())
  const tools = await findTools(process.env)
  if (!isBuilt(folder)) checkSpace(folder)
  for (const { title, isCurrent, work } of nativeSteps(folder, tools))
    await writable(folder, () => step(title, isCurrent, work))
}

async function usualFolder() {
  const { nativeTensorFlow } = await import("deltaw")
  return nativeTensorFlow().folder
}
