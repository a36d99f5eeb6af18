import { existsSync, rmSync } from "node:fs"
import path from "node:path"
import { Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { fingerprint, hasStamp, listFiles, writeWhole } from "../stamp.mjs"

const FOLDERS = ["lib", "kernel", "test"]
const OUTPUTS = [".js", ".js.map", ".d.ts"]

/**
 * Compiles lib, kernel and test into .build, and knows whether that has to be done.
 * @param {string} root folder of the package
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function typescriptStep(root) {
  const build = path.join(root, ".build")
  const stamp = path.join(build, "stamps", "typescript")
  const folders = FOLDERS.map((folder) => path.join(root, folder))
  const settings = [path.join(root, "tsconfig.json"), path.join(root, "package-lock.json")]
  const sources = () => listFiles(folders, (file) => file.endsWith(".ts") && !file.includes("node_modules"))
  const print = (files) => fingerprint(root, [...files, ...settings])
  const compiled = (source) => path.join(build, path.relative(root, source).replace(/\.ts$/, ".js"))
  const isComplete = (files) => files.every((file) => !isOurs(root, file) || existsSync(compiled(file)))
  return {
    isCurrent() {
      const files = sources()
      return hasStamp(stamp, print(files)) && isComplete(files)
    },
    async work() {
      const files = sources()
      const before = print(files)
      removeOrphans(root, build)
      // The compiler's own record would let it skip an output that was deleted.
      if (!isComplete(files)) rmSync(path.join(build, "tsconfig.tsbuildinfo"), { force: true })
      await compileProject(root, root)
      writeWhole(stamp, before)
    },
  }
}

/**
 * Runs the TypeScript compiler of node_modules on one project.
 * @param {string} root folder of the package
 * @param {string} project folder with a tsconfig.json
 */
export async function compileProject(root, project) {
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc")
  const { code, output } = await runProgram(process.execPath, [compiler, "-p", project, "--pretty", "false"], {
    cwd: root,
  })
  if (code !== 0) throw new Problem("TypeScript reports errors:", output.trimEnd() || `exit code ${code}`)
}

/** Whether the project at the root compiles the file; the extension and the AssemblyScript have their own settings. */
function isOurs(root, file) {
  const place = path.relative(root, file).split(path.sep).join("/")
  return !place.endsWith(".d.ts") && !/^kernel\/labextension\/|^lib\/engine\/assembly\//.test(place)
}

/** Removes what an earlier compilation made from a source that is gone, so that no deleted test is run. */
function removeOrphans(root, build) {
  const maps = listFiles(
    FOLDERS.map((folder) => path.join(build, folder)),
    (file) => file.endsWith(".js.map"),
  )
  for (const map of maps) {
    const stem = map.slice(0, -".js.map".length)
    if (existsSync(path.join(root, `${path.relative(build, stem)}.ts`))) continue
    for (const ending of OUTPUTS) rmSync(stem + ending, { force: true })
  }
}
