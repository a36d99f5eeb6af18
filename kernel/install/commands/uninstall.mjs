import { placeOptions, readPlace } from "../jupyter-places.mjs"
import { writable } from "../problem.mjs"
import { jupyterFilesStep } from "../steps/jupyter-files.mjs"
import { papermillStep } from "../steps/papermill-translator.mjs"

/**
 * `deltaw uninstall`: removes what `deltaw install` with the same options has written, and nothing else.
 * @param {string[]} argv one of --user (the default), --prefix DIR, --sys-prefix
 * @returns {Promise<number>} exit code
 */
export async function uninstallCommand(argv) {
  const place = readPlace(argv, process.env)
  if (place === undefined) {
    console.log(`deltaw uninstall: ${placeOptions}`)
    return 0
  }
  const removed = await writable(place.data, async () => jupyterFilesStep(place.data).remove())
  const papermill = place.prefix === undefined ? undefined : papermillStep(place.prefix)
  if (papermill?.isPresent()) {
    await writable(place.prefix, async () => papermill.remove())
    removed.push(...papermill.folders)
  }
  console.log(
    removed.length === 0 ? `There is nothing of Δw in ${place.data}.` : `Removed from:\n${removed.join("\n")}`,
  )
  return 0
}
