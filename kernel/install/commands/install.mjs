import { placeOptions, readPlace } from "../jupyter-places.mjs"
import { writable } from "../problem.mjs"
import { jupyterFilesStep } from "../steps/jupyter-files.mjs"
import { papermillStep } from "../steps/papermill-translator.mjs"

/**
 * `deltaw install`: writes kernelspec and JupyterLab extension where an existing Jupyter finds them, without Python.
 * @param {string[]} argv one of --user (the default), --prefix DIR, --sys-prefix
 * @returns {Promise<number>} exit code
 */
export async function installCommand(argv) {
  const place = readPlace(argv, process.env)
  if (place === undefined) {
    console.log(`deltaw install: ${placeOptions}`)
    return 0
  }
  const files = jupyterFilesStep(place.data)
  await writable(place.data, files.work)
  console.log(`Kernel:    ${files.kernel}\nExtension: ${files.extension}`)
  const papermill = place.prefix === undefined ? undefined : papermillStep(place.prefix)
  if (papermill !== undefined && papermill.folders.length > 0) {
    await writable(place.prefix, papermill.work)
    console.log(`Papermill: ${papermill.folders.join(", ")}`)
  }
  console.log("The kernel starts this Node and this copy of Δw; after moving or updating either, deltaw doctor --fix.")
  return 0
}
