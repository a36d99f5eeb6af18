import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { deltaw, type Ended, runToEnd } from "./deltaw.ts"
import { checkout } from "./jupyter-lab.ts"

/** Jupyter's programs of the project's environment, which know the installed kernel and nothing of the user's. */
export interface JupyterPrograms {
  /** Runs a Python module, such as papermill, in a folder. */
  run(folder: string, module: string, argv: readonly string[], input?: string): Promise<Ended>
  /** Jupyter's data folder. */
  readonly data: string
  close(): Promise<void>
}

/** Installs kernel, extension and papermill's part into a prefix of its own, as a user would. */
export async function installForJupyter(): Promise<JupyterPrograms> {
  const scratch = await mkdtemp(path.join(tmpdir(), "deltaw-jupyter-"))
  const prefix = path.join(scratch, "prefix")
  const packages = path.join(
    prefix,
    ...(process.platform === "win32" ? ["Lib"] : ["lib", "python3.99"]),
    "site-packages",
  )
  await mkdir(packages, { recursive: true })
  const python = path.join(
    checkout,
    ".venv",
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  )
  if (!existsSync(python)) throw new Error(`There is no ${python}; run npm test once to set it up.`)
  const { code, stderr } = await deltaw({ folder: scratch }, "install", "--prefix", prefix)
  if (code !== 0) throw new Error(stderr)
  const data = path.join(prefix, "share", "jupyter")
  const own = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"].map((name) => [`JUPYTER_${name}`, path.join(scratch, name)])
  const home = { HOME: scratch, USERPROFILE: scratch, IPYTHONDIR: path.join(scratch, "ipython") }
  const env = {
    ...home,
    ...Object.fromEntries(own),
    JUPYTER_PATH: data,
    PYTHONPATH: packages,
    PYTHONWARNINGS: "ignore",
  }
  return {
    data,
    run: (folder, module, argv, input) =>
      runToEnd(python, ["-m", module, ...argv], { folder, env, ...(input === undefined ? {} : { input }) }),
    close: () => rm(scratch, { recursive: true, force: true, maxRetries: 5 }),
  }
}
