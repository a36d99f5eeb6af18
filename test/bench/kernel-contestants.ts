import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { type Dialect, ourDialect, pythonDialect, tslabDialect } from "./kernel-dialects.ts"

const run = promisify(execFile)

/** A kernel to be measured. */
export interface Contestant {
  readonly name: string
  /** Its version, for the report. */
  readonly version: string
  /** Its command line as in a kernelspec. */
  readonly argv: readonly string[]
  readonly dialect: Dialect
}

/** The kernels of a run, ours first, and what is not run and why. */
export interface Contestants {
  readonly present: readonly Contestant[]
  readonly missing: readonly string[]
}

const ourMain = fileURLToPath(new URL("../../kernel/server/main.js", import.meta.url))

/**
 * Finds the kernels: ipykernel in the Python of DELTAW_PEERS, tslab in the folder DELTAW_TSLAB.
 * @throws Error where a peer is given and is not there
 */
export async function findContestants(environment: NodeJS.ProcessEnv): Promise<Contestants> {
  const { DELTAW_PEERS: python, DELTAW_TSLAB: folder } = environment
  const argv = [process.execPath, ourMain, "--connection-file", "{connection_file}"]
  const ours: Contestant = { name: "Δw", version: `on Node ${process.version}`, argv, dialect: ourDialect }
  const present = [ours]
  const missing: string[] = []
  if (python) present.push(await ipykernel(python))
  else missing.push("ipykernel: give --peers PYTHON, a Python that has ipykernel")
  if (folder) present.push(tslab(folder))
  else missing.push("tslab: set DELTAW_TSLAB to a folder in which `npm install tslab` was run")
  return { present, missing }
}

async function ipykernel(python: string): Promise<Contestant> {
  const program = "import ipykernel, platform; print(ipykernel.__version__, 'on Python', platform.python_version())"
  const { stdout } = await run(python, ["-c", program]).catch((cause) => {
    throw new Error(`${python} does not have ipykernel.`, { cause })
  })
  const argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
  return { name: "ipykernel", version: stdout.trim(), argv, dialect: pythonDialect }
}

function tslab(folder: string): Contestant {
  const home = path.resolve(folder, "node_modules", "tslab")
  if (!existsSync(home)) throw new Error(`DELTAW_TSLAB is "${folder}", which has no node_modules/tslab.`)
  const { version } = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")) as { version: string }
  const argv = [process.execPath, path.join(home, "bin", "tslab"), "kernel", "--config-path", "{connection_file}"]
  return { name: "tslab", version: `${version} on Node ${process.version}`, argv, dialect: tslabDialect }
}
