import path from "node:path"
import { root } from "./places.mjs"
import { step } from "./progress.mjs"
import { withSetupLock } from "./setup-lock.mjs"
import { assemblyStep } from "./steps/assembly.mjs"
import { jupyterFilesStep, labSettingsStep } from "./steps/jupyter-files.mjs"
import { labextensionStep } from "./steps/labextension.mjs"
import { installNpmPackages, npmPackagesAreCurrent } from "./steps/npm-packages.mjs"
import { papermillStep } from "./steps/papermill-translator.mjs"
import { pythonEnvironmentStep } from "./steps/python-environment.mjs"
import { tslabStep } from "./steps/tslab.mjs"
import { typescriptStep } from "./steps/typescript.mjs"

/** The project-local Python environment. */
export const environment = path.join(root, ".venv")

const lock = path.join(root, ".build", "setup.lock")

/** Installs the npm packages and compiles everything; needs no Python. Does only what is not up to date. */
export async function compile() {
  await withSetupLock(lock, compileSteps)
}

/** Everything that `npm start` and `npm test` need: the packages, the compiled parts, JupyterLab with kernel and extension. */
export async function setUp() {
  await withSetupLock(lock, async () => {
    await compileSteps()
    const python = pythonEnvironmentStep(environment, path.join(root, "kernel", "install", "requirements.txt"))
    await step("JupyterLab in .venv", python.isCurrent, python.work)
    const files = jupyterFilesStep(path.join(environment, "share", "jupyter"))
    await step("Kernel and extension in .venv", files.isCurrent, files.work)
    const papermill = papermillStep(environment)
    await step("Parameters for papermill in .venv", papermill.isCurrent, papermill.work)
    const settings = labSettingsStep(environment)
    await step("JupyterLab settings", settings.isCurrent, settings.work)
  })
}

/** What tests need beyond that. */
export async function setUpTests() {
  await withSetupLock(lock, async () => {
    const tslab = tslabStep(root)
    await step("tslab, for its back end's tests", tslab.isCurrent, tslab.work)
  })
}

async function compileSteps() {
  await step(
    "npm packages",
    () => npmPackagesAreCurrent(root),
    () => installNpmPackages(root),
  )
  for (const [title, make] of [
    ["TypeScript", typescriptStep],
    ["AssemblyScript", assemblyStep],
    ["JupyterLab extension", labextensionStep],
  ]) {
    const { isCurrent, work } = make(root)
    await step(title, isCurrent, work)
  }
}
