import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import path from "node:path"

/**
 * The files below some folders, sorted.
 * @param {string[]} folders absolute; those that do not exist count as empty
 * @param {(file: string) => boolean} [accept] by absolute path
 * @returns {string[]} absolute paths
 */
export function listFiles(folders, accept = () => true) {
  const files = []
  const visit = (folder) => {
    for (const entry of entriesOf(folder)) {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) visit(file)
      else if (accept(file)) files.push(file)
    }
  }
  folders.forEach(visit)
  return files.sort()
}

/**
 * A hash of the contents of files (their paths relative to a base included) and of further facts.
 * @param {string} base folder the paths are taken relative to
 * @param {string[]} files absolute paths; a missing one counts as such
 * @param {string[]} [facts] such as versions
 * @returns {string} hexadecimal SHA-256
 */
export function fingerprint(base, files, facts = []) {
  const hash = createHash("sha256")
  for (const file of files)
    hash
      .update(`${path.relative(base, file)}\0`)
      .update(contentOf(file))
      .update("\0")
  for (const fact of facts) hash.update(`${fact}\0`)
  return hash.digest("hex")
}

/**
 * Whether a stamp file holds this text.
 * @param {string} file
 * @param {string} text
 * @returns {boolean}
 */
export function hasStamp(file, text) {
  return contentOf(file).toString() === text
}

/**
 * Writes a file so that a reader, or a crash, sees all of it or nothing.
 * @param {string} file its folder is made where missing
 * @param {string | Uint8Array} content
 */
export function writeWhole(file, content) {
  mkdirSync(path.dirname(file), { recursive: true })
  const partial = `${file}.${process.pid}.partial`
  writeFileSync(partial, content)
  renameSync(partial, file)
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error.code === "ENOENT") return []
    throw error
  }
}

function contentOf(file) {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error.code === "ENOENT") return Buffer.from("missing")
    throw error
  }
}
