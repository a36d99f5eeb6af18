import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs"
import path from "node:path"
import { environmentPython } from "../places.mjs"
import { explainFailure, Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { fingerprint, writeWhole } from "../stamp.mjs"
import { findPython } from "./python-interpreter.mjs"

/**
 * Makes the project-local Python environment with JupyterLab, pinned by hash, and knows whether that has to be done.
 * An environment counts only with its record, which is written last; what lies there without one is made anew.
 * @param {string} environment folder, such as .venv
 * @param {string} requirements file with exact versions and hashes
 * @returns {{ isCurrent: () => boolean, work: () => Promise<void> }}
 */
export function pythonEnvironmentStep(environment, requirements) {
  const record = path.join(environment, "deltaw.json")
  const python = environmentPython(environment)
  const expected = () => ({
    requirements: fingerprint(path.dirname(requirements), [requirements], [process.platform, process.arch]),
    python: existsSync(python) ? realpathSync(python) : "missing",
  })
  return {
    isCurrent: () =>
      existsSync(python) && existsSync(record) && readFileSync(record, "utf8") === JSON.stringify(expected()),
    async work() {
      if (existsSync(environment) && !existsSync(record)) throw someoneElses(environment)
      const base = await findPython()
      rmSync(environment, { recursive: true, force: true })
      mkdirSync(environment, { recursive: true })
      writeWhole(record, "unfinished")
      // JupyterLab runs a CommonJS script of its own with Node, which would else follow our package.json.
      writeWhole(path.join(environment, "package.json"), `${JSON.stringify({ private: true, type: "commonjs" })}\n`)
      await createEnvironment(base.path, environment)
      await installRequirements(python, requirements)
      writeWhole(record, JSON.stringify(expected()))
    },
  }
}

async function createEnvironment(base, environment) {
  const result = await runProgram(base, ["-m", "venv", environment], { env: cleanPython() })
  if (result.code !== 0) throw explainFailure("Making the Python environment", result)
}

async function installRequirements(python, requirements) {
  const quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"]
  const exact = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", requirements]
  const result = await runProgram(python, ["-m", "pip", "install", ...quiet, ...exact], { env: cleanPython() })
  if (result.code !== 0) throw explainFailure("Installing JupyterLab into the Python environment", result)
}

/**
 * The environment variables without those that point Python at another installation.
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanPython() {
  const {
    PYTHONHOME: _home,
    PYTHONPATH: _path,
    __PYVENV_LAUNCHER__: _launcher,
    PIP_USER: _user,
    PIP_TARGET: _target,
    ...env
  } = process.env
  return env
}

function someoneElses(environment) {
  return new Problem(
    `The folder ${environment} was not made by this set-up.`,
    "Move it away or delete it, then run the command again: the set-up makes its own.",
  )
}
