import { type ChildProcess, spawn } from "node:child_process"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

/** The folder of the checkout, seen from the compiled tests. */
export const checkout = fileURLToPath(new URL("../../..", import.meta.url))

/** A JupyterLab of the project's environment that knows nothing of the user's. */
export interface RunningLab {
  /** Address of the server, ending in a slash; loopback only, no token. */
  readonly url: string
  /** Reads a file of the server's folder. */
  readonly read: (name: string) => Promise<string>
  /** What the server has printed. */
  readonly log: () => string
  /** Ends the server with its kernels and removes its folder. */
  readonly stop: () => Promise<void>
}

interface Bootstrap {
  readonly jupyterLabArguments: (settings: { port: number; folder: string; browser: boolean }) => string[]
}

/**
 * Starts JupyterLab on a free port in a folder of its own.
 * @param notebooks file name to content
 */
export async function startLab(notebooks: Readonly<Record<string, string>>): Promise<RunningLab> {
  const home = await mkdtemp(path.join(os.tmpdir(), "deltaw-lab-"))
  const folder = path.join(home, "work")
  await mkdir(folder)
  for (const [name, content] of Object.entries(notebooks)) await writeFile(path.join(folder, name), content)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const chunks: string[] = []
  const server = await spawnLab(home, folder, port, chunks)
  const stop = async () => {
    await end(server)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  const lab = {
    url,
    read: (name: string) => readFile(path.join(folder, name), "utf8"),
    log: () => chunks.join(""),
    stop,
  }
  try {
    await answers(lab, server)
  } catch (error) {
    await stop()
    throw error
  }
  return lab
}

async function spawnLab(home: string, folder: string, port: number, chunks: string[]): Promise<ChildProcess> {
  const bootstrap = new URL("../../../kernel/install/jupyter-lab.mjs", import.meta.url).href
  const { jupyterLabArguments } = (await import(bootstrap)) as Bootstrap
  const tests = ["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True", "--ServerApp.ip=127.0.0.1"]
  const args = ["-m", "jupyterlab", ...jupyterLabArguments({ port, folder, browser: false }), ...tests]
  const python = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]
  const server = spawn(path.join(checkout, ".venv", ...python), args, {
    env: { ...process.env, ...isolated(home) },
    stdio: ["ignore", "pipe", "pipe"],
  })
  server.stdout.on("data", (chunk) => chunks.push(String(chunk)))
  server.stderr.on("data", (chunk) => chunks.push(String(chunk)))
  return server
}

function isolated(home: string): Record<string, string> {
  const folders = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"].map((name) => [`JUPYTER_${name}`, path.join(home, name)])
  const lab = ["SETTINGS_DIR", "WORKSPACES_DIR"].map((name) => [`JUPYTERLAB_${name}`, path.join(home, name)])
  return { HOME: home, USERPROFILE: home, JUPYTER_PATH: "", ...Object.fromEntries([...folders, ...lab]) }
}

async function answers(lab: { url: string; log: () => string }, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && server.exitCode === null) {
    const response = await fetch(`${lab.url}api`).catch(() => undefined)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(`JupyterLab did not answer; run npm test once to set it up. It said:\n${lab.log()}`)
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once("exit", resolve))
  server.kill("SIGTERM")
  const waited = await Promise.race([ended.then(() => true), sleep(15_000, false, { ref: false })])
  if (!waited) server.kill("SIGKILL")
  await ended
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return address.port
}
