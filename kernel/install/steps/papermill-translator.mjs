import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { root } from "../places.mjs"
import { writeWhole } from "../stamp.mjs"

const MODULE = "deltaw_papermill.py"
const SOURCE = path.join(root, "kernel", "install", "papermill", MODULE)
const RECORD = /^deltaw_papermill-.*\.dist-info$/

/**
 * The small Python package that lets papermill set parameters in TypeScript, laid into an environment without Python.
 * @param {string} prefix of a Python installation
 * @returns {{ folders: string[], isPresent: () => boolean, isCurrent: () => boolean, isMissed: () => boolean, work: () => Promise<void>, remove: () => void }}
 *   folders: where Python looks for packages, none where the prefix holds no Python; isMissed: papermill is there without it
 */
export function papermillStep(prefix) {
  const folders = sitePackages(prefix)
  const isPresent = () => folders.some((folder) => existsSync(path.join(folder, MODULE)))
  return {
    folders,
    isPresent,
    isCurrent: () => folders.every(isCurrentIn),
    isMissed: () => !isPresent() && folders.some((folder) => existsSync(path.join(folder, "papermill"))),
    async work() {
      for (const folder of folders) {
        removeFrom(folder)
        for (const [name, content] of Object.entries(distribution())) writeWhole(path.join(folder, name), content)
      }
    },
    remove: () => folders.forEach(removeFrom),
  }
}

function sitePackages(prefix) {
  const windows = path.join(prefix, "Lib", "site-packages")
  const library = path.join(prefix, "lib")
  const versions = existsSync(library) ? readdirSync(library).filter((name) => /^python3\.\d+$/.test(name)) : []
  const folders = versions.map((name) => path.join(library, name, "site-packages"))
  return (process.platform === "win32" ? [windows] : folders).filter((folder) => existsSync(folder))
}

/** The files of an installed Python package, with a record by which pip can remove them, too. */
function distribution() {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
  const info = `deltaw_papermill-${version}.dist-info`
  const files = {
    [MODULE]: readFileSync(SOURCE, "utf8"),
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: deltaw-papermill\nVersion: ${version}\nSummary: Parameters in TypeScript for papermill\n`,
    [`${info}/INSTALLER`]: "deltaw\n",
    [`${info}/entry_points.txt`]: "[papermill.engine]\ndeltaw = deltaw_papermill:Engine\n",
  }
  const lines = Object.entries(files).map(([name, text]) => {
    const hash = createHash("sha256").update(text).digest("base64url")
    return `${name},sha256=${hash},${Buffer.byteLength(text)}\n`
  })
  return { ...files, [`${info}/RECORD`]: `${lines.join("")}${info}/RECORD,,\n` }
}

function isCurrentIn(folder) {
  const files = distribution()
  const records = readdirSync(folder).filter((name) => RECORD.test(name))
  return (
    records.length === 1 &&
    Object.entries(files).every(([name, text]) => {
      const file = path.join(folder, name)
      return existsSync(file) && readFileSync(file, "utf8") === text
    })
  )
}

function removeFrom(folder) {
  rmSync(path.join(folder, MODULE), { force: true })
  for (const name of readdirSync(folder).filter((one) => RECORD.test(one))) {
    rmSync(path.join(folder, name), { recursive: true, force: true })
  }
}
