import { existsSync, readFileSync, realpathSync } from "node:fs"
import path from "node:path"
import { jupyterPlaces } from "./jupyter-places.mjs"
import { buildFolder, root } from "./places.mjs"
import { jupyterFilesStep, kernelSpecification } from "./steps/jupyter-files.mjs"
import { papermillStep } from "./steps/papermill-translator.mjs"

/**
 * @typedef {object} Finding what lies in one of Jupyter's folders
 * @property {string} folder
 * @property {string} starts what the kernel there starts, for reading
 * @property {string[]} problems sentences; empty where all is well
 * @property {() => Promise<void>} mend makes it start this copy with this Node, and brings extension and papermill's part up to date
 */

/**
 * Looks wherever Jupyter looks for kernels: does the kernel of Δw start there, and is the extension beside it of the same version?
 * A kernel of another copy of Δw that works is no problem.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Finding[]} of the folders that hold something of Δw
 */
export function checkJupyter(env) {
  return jupyterPlaces(env).flatMap((place) => {
    const files = jupyterFilesStep(place.data)
    const papermill = place.prefix === undefined ? undefined : papermillStep(place.prefix)
    const parts = [files.kernel, files.extension].map((folder) => existsSync(folder))
    if (!parts.includes(true) && !papermill?.isPresent()) return []
    const { copy, starts, problems } = checkKernel(files)
    return [
      {
        folder: place.data,
        starts,
        problems: [...problems, ...checkExtension(files, copy), ...checkPapermill(papermill, copy)].map(
          (what) => `${place.data}: ${what}`,
        ),
        async mend() {
          await files.work()
          await papermill?.work()
        },
      },
    ]
  })
}

/** The kernel's description against what it names; copy is the folder of Δw that it starts, where that is there. */
function checkKernel(files) {
  const specification = readJson(path.join(files.kernel, "kernel.json"))
  if (specification === undefined) return broken("no kernel", "there is no kernel.json that can be read.")
  const [node, main] = Array.isArray(specification.argv) ? specification.argv : []
  if (!isFile(node)) return broken(String(node), `the kernel starts Node at ${node}, which is not there.`)
  if (!isFile(main)) return broken(String(main), `the kernel starts Δw at ${main}, which is not there.`)
  const copy = path.resolve(main, "..", "..", "..", "..")
  const { version } = readJson(path.join(copy, "package.json")) ?? {}
  if (!isSame(copy, root)) return { copy, starts: `Δw ${version} in ${copy}`, problems: [] }
  const { argv: _, ...expected } = kernelSpecification()
  const { argv: __, ...found } = specification
  const isCurrent = JSON.stringify(expected) === JSON.stringify(found)
  return {
    copy,
    starts: `this copy of Δw${isSame(node, process.execPath) ? "" : ` with Node at ${node}`}`,
    problems: isCurrent ? [] : ["the kernel's description is of another version."],
  }
}

function broken(starts, problem) {
  return { copy: undefined, starts: `nothing: ${starts}`, problems: [problem] }
}

function checkExtension(files, copy) {
  const found = readJson(path.join(files.extension, "package.json"))
  if (found === undefined) return ["the extension of JupyterLab is missing beside the kernel."]
  if (copy === undefined || files.hasExtension(path.join(copy, ".build"))) return []
  const wanted = readJson(path.join(copy, ".build", "labextension", "package.json"))
  if (wanted === undefined) return isSame(copy, root) ? [`Δw is not compiled: ${buildFolder} lacks the extension.`] : []
  const versions = found.version === wanted.version ? "another build of it" : `version ${found.version}`
  return [`the extension of JupyterLab is ${versions}, the kernel's own is version ${wanted.version}.`]
}

function checkPapermill(papermill, copy) {
  if (papermill === undefined || copy === undefined || !isSame(copy, root)) return []
  if (papermill.isMissed()) return ["papermill is there and cannot set parameters in TypeScript."]
  return papermill.isPresent() && !papermill.isCurrent() ? ["papermill's part of Δw is of another version."] : []
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

function isFile(file) {
  return typeof file === "string" && path.isAbsolute(file) && existsSync(file)
}

function isSame(one, other) {
  return realpathSync(one) === realpathSync(other)
}
