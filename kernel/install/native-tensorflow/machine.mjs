import { existsSync, statfsSync } from "node:fs"
import path from "node:path"
import { Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { findPython } from "../steps/python-interpreter.mjs"

/** What the packages, the wheel and what is taken out of it need at once. */
const NEEDED_BYTES = 2e9

const INSTEAD = "Without it, loadTensorFlow takes the backend in WebAssembly, which needs no setting up."

/**
 * Refuses a machine that TensorFlow's library is not made for.
 * @param {{ platform: string, arch: string, glibc: string | undefined, node: string }} machine
 * @throws {Problem} with a sentence for each
 */
export function checkMachine({ platform, arch, glibc, node }) {
  if (platform !== "linux" || arch !== "x64") {
    throw new Problem(`The native TensorFlow.js is built on Linux with x64 only; this is ${platform} ${arch}.`, INSTEAD)
  }
  if (glibc === undefined) {
    throw new Problem("TensorFlow's library needs a Linux with glibc; this one has another C library.", INSTEAD)
  }
  if (Number(node.split(".")[0]) >= 23) {
    throw new Problem(`TensorFlow.js 4.22.0 runs on Node 20 and 22; this is Node ${node}.`, INSTEAD)
  }
}

/**
 * This machine, as `checkMachine` wants it.
 * @returns {{ platform: string, arch: string, glibc: string | undefined, node: string }}
 */
export function thisMachine() {
  const { platform, arch, versions } = process
  const glibc = process.report?.getReport().header.glibcVersionRuntime
  return { platform, arch, glibc, node: versions.node }
}

/**
 * Refuses a folder on a disk without room for what is brought.
 * @param {string} folder it, or the next one above it, exists
 * @param {number} [needed] bytes
 * @throws {Problem}
 */
export function checkSpace(folder, needed = NEEDED_BYTES) {
  let existing = path.resolve(folder)
  while (!existsSync(existing)) existing = path.dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  const free = bavail * bsize
  if (free >= needed) return
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`
  throw new Problem(
    `${existing} has ${gigabytes(free)} free; ${gigabytes(needed)} are needed.`,
    "Free some, or say another folder with --prefix DIR.",
  )
}

/**
 * The programs that the build needs.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ compiler: string, python: string }>}
 * @throws {Problem} where one is missing
 */
export async function findTools(env) {
  const compiler = env.CXX || "g++"
  const { code, output } = await runProgram(compiler, ["--version"], { env })
  if (code !== 0) {
    throw new Problem(
      `The C++ compiler ${compiler} does not run: ${output.trim().split("\n")[0]}`,
      "Install one (Debian, Ubuntu: sudo apt install g++), or name it in CXX, and run the command again.",
    )
  }
  const { path: python } = await findPython(env)
  const pip = await runProgram(python, ["-m", "pip", "--version"], { env })
  if (pip.code === 0) return { compiler, python }
  throw new Problem(
    `The Python at ${python} has no pip, which fetches TensorFlow's library.`,
    "Install it (Debian, Ubuntu: sudo apt install python3-pip), or name another Python in DELTAW_PYTHON.",
  )
}
