import { Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"

const OLDEST_PYTHON = [3, 10]

const PROBE = `
import json, sys
def has(name):
    try:
        __import__(name)
        return True
    except ImportError:
        return False
print(json.dumps({"version": list(sys.version_info[:3]), "path": sys.executable, "venv": has("venv") and has("ensurepip")}))
`

/**
 * Finds a Python that can make the project's environment.
 * @param {NodeJS.ProcessEnv} [env] DELTAW_PYTHON names one; else those on the PATH are asked
 * @returns {Promise<{ path: string, version: number[] }>}
 * @throws {Problem} where there is none, it is too old, or it cannot make virtual environments
 */
export async function findPython(env = process.env) {
  const setting = env.DELTAW_PYTHON
  const commands = setting ? [[setting]] : commandsOnPath()
  const found = []
  for (const [program, ...args] of commands) {
    const answer = await probe(program, args, env)
    if (answer === undefined) continue
    if (isNewEnough(answer.version) && answer.venv) return answer
    found.push(answer)
  }
  const usable = found.find((answer) => isNewEnough(answer.version))
  if (usable !== undefined) throw withoutVenv(usable)
  if (found.length > 0) throw tooOld(found)
  throw noPython(setting, commands)
}

function commandsOnPath() {
  if (process.platform === "win32") return [["py", "-3"], ["python"], ["python3"]]
  return [["python3"], ["python"], ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`])]
}

async function probe(program, args, env) {
  const { code, output } = await runProgram(program, [...args, "-c", PROBE], { env })
  const answer = output.split(/\r?\n/).find((line) => line.startsWith('{"version"'))
  return code === 0 && answer !== undefined ? JSON.parse(answer) : undefined
}

function isNewEnough([major, minor]) {
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1])
}

const HOW_TO_INSTALL =
  "Install Python 3.10 or later (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python; " +
  "Windows: winget install Python.Python.3.13) and run the command again. " +
  "The setting DELTAW_PYTHON names a Python that is not on the PATH."

function noPython(setting, commands) {
  const looked = commands.map((command) => command.join(" ")).join(", ")
  const wrong = setting
    ? `DELTAW_PYTHON is "${setting}", which is not a Python that runs.`
    : `No Python was found (tried ${looked}).`
  return new Problem(wrong, HOW_TO_INSTALL)
}

function tooOld(found) {
  const list = found.map(({ version, path }) => `${version.join(".")} at ${path}`).join(", ")
  return new Problem(`Python is too old: found ${list}; JupyterLab needs 3.10 or later.`, HOW_TO_INSTALL)
}

function withoutVenv({ version, path }) {
  const short = version.slice(0, 2).join(".")
  return new Problem(
    `Python ${version.join(".")} at ${path} cannot make virtual environments: its module venv or ensurepip is missing.`,
    `On Debian and Ubuntu: sudo apt install python${short}-venv (or python3-venv). Elsewhere install Python from https://www.python.org. Then run the command again.`,
  )
}
