import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import path from "node:path"
import { promisify } from "node:util"
import { bootstrap } from "../support/bootstrap.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"

interface Places {
  readonly root: string
  readonly environmentPython: (environment: string) => string
}

interface JupyterFiles {
  readonly jupyterFilesStep: (data: string) => { readonly kernel: string; readonly work: () => Promise<void> }
}

/** How a run of the official tests went; each problem is the name of a test and its traceback. */
interface SuiteReport {
  readonly version: string
  readonly kernel: string
  readonly names: readonly string[]
  readonly run: number
  readonly failures: readonly (readonly [string, string])[]
  readonly errors: readonly (readonly [string, string])[]
  readonly skipped: readonly (readonly [string, string])[]
}

const everyTest = [
  "test_clear_output",
  "test_completion",
  "test_display_data",
  "test_error",
  "test_execute_result",
  "test_execute_stderr",
  "test_execute_stdout",
  "test_history",
  "test_inspect",
  "test_is_complete",
  "test_kernel_info",
  "test_pager",
  "test_recv_iopub_welcome_msg",
]

/** The suite gives every message 0.1 s, which a busy machine does not always keep: such a run alone is repeated. */
const runs = 4
const isLate = ({ failures, errors }: SuiteReport) =>
  failures.length === 0 && errors.length > 0 && errors.every(([, traceback]) => traceback.includes("queue.Empty"))

/** Installs the kernel below a folder of its own, where Jupyter finds this copy and no other. */
async function withInstalledKernel(use: (data: string, kernel: string) => Promise<void>): Promise<void> {
  const { jupyterFilesStep } = await bootstrap<JupyterFiles>("steps/jupyter-files.mjs")
  await withScratchFolder(async (data) => {
    const step = jupyterFilesStep(data)
    await step.work()
    await use(data, step.kernel)
  })
}

/** Runs a script of ours with the project's Python and reads the line of JSON that it prints. */
async function runPython(data: string, script: string, ...args: string[]): Promise<unknown> {
  const { root, environmentPython } = await bootstrap<Places>("places.mjs")
  const file = path.join(root, "test", "support", script)
  // JUPYTER_PATH comes before the environment's own folder, where another copy of the kernel may be installed.
  const folders = { JUPYTER_PATH: data, JUPYTER_DATA_DIR: data, JUPYTER_RUNTIME_DIR: data, JUPYTER_CONFIG_DIR: data }
  const { stdout } = await promisify(execFile)(environmentPython(path.join(root, ".venv")), [file, ...args], {
    env: { ...process.env, ...folders },
  })
  return JSON.parse(stdout)
}

const runSuite = async (data: string) => (await runPython(data, "official-kernel-tests.py")) as SuiteReport

describe("jupyter_kernel_test on the installed kernel", () => {
  it("passes whole: no failure, no error, nothing skipped", async () => {
    await withInstalledKernel(async (data, kernel) => {
      let report = await runSuite(data)
      for (let run = 1; run < runs && isLate(report); run++) report = await runSuite(data)
      const { version, names, run, failures, errors, skipped } = report
      assert.deepEqual({ failures, errors, skipped }, { failures: [], errors: [], skipped: [] })
      assert.deepEqual([...names].sort(), everyTest)
      assert.equal(run, everyTest.length)
      assert.match(version, /^0\.7\./)
      assert.equal(report.kernel, kernel)
    })
  }).timeout(180_000)
})

describe("Jupyter's own client", () => {
  it("starts the installed kernel over encrypted sockets, answers a cell's question and feels its heartbeat", async () => {
    const transport = process.platform === "win32" ? "tcp" : "ipc"
    await withInstalledKernel(async (data) => {
      const { shown, ...rest } = (await runPython(data, "python-client.py", transport, "required")) as { shown: [] }
      assert.deepEqual(rest, { status: "ok", alive: true, transport, encrypted: true })
      assert.deepEqual(shown.filter(Boolean), ["Name?", "Hello Ada\n"])
    })
  }).timeout(90_000)
})
