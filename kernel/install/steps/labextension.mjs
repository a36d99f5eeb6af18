import { existsSync } from "node:fs"
import path from "node:path"
import { explainFailure } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { fingerprint, hasStamp, listFiles, writeWhole } from "../stamp.mjs"
import { compileProject } from "./typescript.mjs"

/**
 * Compiles and bundles the JupyterLab extension into .build/labextension, and knows whether that has to be done.
 * @param {string} root folder of the package
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function labextensionStep(root) {
  const extension = path.join(root, "kernel", "labextension")
  const stamp = path.join(root, ".build", "stamps", "labextension")
  const print = () => {
    const isSource = (file) => !file.includes(`${path.sep}node_modules${path.sep}`)
    return fingerprint(root, [...listFiles([extension], isSource), path.join(root, "package-lock.json")])
  }
  return {
    isCurrent: () => hasStamp(stamp, print()) && existsSync(path.join(root, ".build", "labextension", "package.json")),
    async work() {
      const before = print()
      await compileProject(root, extension)
      await bundle(root, extension)
      writeWhole(stamp, before)
    },
  }
}

/** JupyterLab's builder has no command of its own on npm; its loaders are found from the extension's folder only. */
async function bundle(root, extension) {
  const jupyter = path.join(root, "node_modules")
  const builder = path.join(jupyter, "@jupyter", "builder", "lib", "build-labextension.js")
  const core = path.join(jupyter, "@jupyterlab", "core-meta", "core.package.json")
  const result = await runProgram(process.execPath, [builder, "--core-package-file", core, "."], { cwd: extension })
  if (result.code !== 0) throw explainFailure("Bundling the JupyterLab extension", result)
}
