import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { environmentPython } from "./places.mjs"
import { Problem } from "./problem.mjs"
import { environment } from "./setup.mjs"
import { cleanPython } from "./steps/python-environment.mjs"

/** Where our servers say which address and token they have; of this checkout only, so that no other server is mistaken for it. */
const runtimeFolder = path.join(environment, "var", "jupyter-runtime")

const PATIENCE_MS = 2000

/**
 * The arguments of JupyterLab, the same for a user and for the browser tests.
 * @param {{ port: number, folder: string, notebook?: string, browser: boolean }} settings notebook is relative to the folder
 * @returns {string[]}
 */
export function jupyterLabArguments({ port, folder, notebook, browser }) {
  return [
    ...(notebook === undefined ? [] : [notebook]),
    `--ServerApp.root_dir=${folder}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--ServerApp.answer_yes=True",
    "--Application.log_level=WARN",
    "--KernelSpecManager.ensure_native_kernel=False",
    "--MultiKernelManager.default_kernel_name=deltaw",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    ...(browser ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ]
}

/**
 * Runs JupyterLab of the project's environment until it ends, or until Ctrl-C.
 * @param {string[]} args of jupyterLabArguments
 * @param {number} port
 * @param {(address: string) => void} onReady called once it answers, with the address that holds its token
 * @returns {Promise<number>} exit code; 0 after Ctrl-C
 */
export async function runJupyterLab(args, port, onReady) {
  mkdirSync(runtimeFolder, { recursive: true })
  forgetServersOn(port)
  const env = { ...cleanPython(), JUPYTER_RUNTIME_DIR: runtimeFolder }
  const python = environmentPython(environment)
  // In a group of its own, so that Ctrl-C and a closing terminal reach it through this process only.
  const detached = process.platform !== "win32"
  const child = spawn(python, ["-m", "jupyterlab", ...args], { env, detached, stdio: ["ignore", "inherit", "inherit"] })
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code, signal) => resolve({ code, signal }))
  })
  const stopping = passSignalsOn(child)
  const address = await Promise.race([addressOnceReady(child, port, args), ended.then(() => undefined)])
  if (address !== undefined && !stopping.asked) onReady(address)
  const { code } = await ended
  if (stopping.asked) return 0
  if (address === undefined)
    throw new Problem(`JupyterLab ended with exit code ${code} before it answered.`, "Its own message stands above.")
  return code ?? 1
}

/**
 * Ends JupyterLab, which then ends its kernels, when this process is asked to end. npm hands Ctrl-C on a second time,
 * so only a signal that comes later ends it the hard way.
 */
function passSignalsOn(child) {
  const stopping = { asked: false }
  let askedAtMs = 0
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (stopping.asked) {
        if (performance.now() - askedAtMs > PATIENCE_MS) child.kill("SIGKILL")
        return
      }
      stopping.asked = true
      askedAtMs = performance.now()
      // On Windows Ctrl-C reaches every process of the console, and kill would leave the kernels behind.
      if (process.platform !== "win32" || signal !== "SIGINT") child.kill("SIGTERM")
    })
  }
  return stopping
}

async function addressOnceReady(child, port, args) {
  for (;;) {
    const server = notesOn(port)[0]?.server
    if (server !== undefined && (await answers(server.url))) {
      const notebook = args[0].startsWith("--") ? "lab" : `lab/tree/${args[0]}`
      return `${server.url}${notebook}${server.token ? `?token=${server.token}` : ""}`
    }
    if (child.exitCode !== null || child.signalCode !== null) return undefined
    await sleep(50)
  }
}

/** JupyterLab's own notes about the servers on a port: file and content. */
function notesOn(port) {
  return readdirSync(runtimeFolder)
    .filter((name) => /^jpserver-\d+\.json$/.test(name))
    .map((name) => ({ file: path.join(runtimeFolder, name), server: readNote(path.join(runtimeFolder, name)) }))
    .filter(({ server }) => server?.port === port)
}

/** The port is free, so a note about it was left behind by a server that was killed. */
function forgetServersOn(port) {
  for (const { file } of notesOn(port)) rmSync(file, { force: true })
}

function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    // Half written, or just removed: asked again soon.
    return undefined
  }
}

async function answers(url) {
  try {
    return (await fetch(`${url}api`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
