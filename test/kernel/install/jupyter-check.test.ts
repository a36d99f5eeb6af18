import assert from "node:assert/strict"
import { cp, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { bootstrap, bootstrapPath, inScratch, writeFiles } from "../../support/bootstrap.ts"

interface Finding {
  readonly folder: string
  readonly starts: string
  readonly problems: readonly string[]
  readonly mend: () => Promise<void>
}
interface Check {
  readonly checkJupyter: (env: NodeJS.ProcessEnv) => Finding[]
}
interface Files {
  readonly jupyterFilesStep: (data: string) => { readonly work: () => Promise<void>; readonly isCurrent: () => boolean }
}

type Specification = { argv: string[]; display_name: string }

const root = path.dirname(path.dirname(bootstrapPath(".")))

describe("the check of what Jupyter starts", () => {
  /** Installs into a prefix, spoils that, and gives the problems that are found; after mending there are none. */
  async function problemsOf(
    spoil: (tools: { kernel: string; extension: string; prefix: string; change: Change }) => Promise<void>,
  ): Promise<string[]> {
    const { checkJupyter } = await bootstrap<Check>("jupyter-check.mjs")
    const { jupyterFilesStep } = await bootstrap<Files>("steps/jupyter-files.mjs")
    return inScratch(async (prefix) => {
      const data = path.join(prefix, "share", "jupyter")
      const [kernel, extension] = [
        path.join(data, "kernels", "deltaw"),
        path.join(data, "labextensions", "@deltaw", "jupyterlab"),
      ]
      const step = jupyterFilesStep(data)
      await step.work()
      const change: Change = async (edit) => {
        const file = path.join(kernel, "kernel.json")
        const specification = JSON.parse(await readFile(file, "utf8"))
        await writeFile(file, JSON.stringify({ ...specification, ...edit(specification) }))
      }
      await spoil({ kernel, extension, prefix, change })
      const env = { VIRTUAL_ENV: prefix, JUPYTER_DATA_DIR: path.join(prefix, "none") }
      const find = () => checkJupyter(env).find(({ folder }) => folder === data)
      const found = find()
      await found?.mend()
      assert.deepEqual(find()?.problems ?? [], [])
      return [...(found?.problems ?? []), ...(found === undefined ? [] : [`starts ${found.starts}`])].map((text) =>
        text.replaceAll(`${data}: `, "").replaceAll(prefix, "PREFIX"),
      )
    })
  }
  type Change = (edit: (specification: Specification) => Partial<Specification>) => Promise<void>

  it("finds nothing wrong where all is as it was installed", async () => {
    assert.deepEqual(await problemsOf(async () => {}), ["starts this copy of Δw"])
  })

  it("names a Node that is gone", async () => {
    const found = await problemsOf(({ change }) => change(({ argv }) => ({ argv: ["/gone/node", ...argv.slice(1)] })))
    assert.deepEqual(found, ["the kernel starts Node at /gone/node, which is not there.", "starts nothing: /gone/node"])
  })

  it("names a copy of Δw that is gone or was moved", async () => {
    const main = "/gone/deltaw/.build/kernel/server/main.js"
    const found = await problemsOf(({ change }) => change(({ argv }) => ({ argv: [argv[0]!, main, ...argv.slice(2)] })))
    assert.deepEqual(found, [`the kernel starts Δw at ${main}, which is not there.`, `starts nothing: ${main}`])
  })

  it("leaves another Node alone that is there, and says which", async () => {
    const found = await problemsOf(async ({ change, prefix }) => {
      await writeFiles(prefix, { node: "" })
      await change(({ argv }) => ({ argv: [path.join(prefix, "node"), ...argv.slice(1)] }))
    })
    assert.deepEqual(found, [`starts this copy of Δw with Node at ${path.join("PREFIX", "node")}`])
  })

  it("names a description of another version, and one that is none", async () => {
    assert.deepEqual(await problemsOf(({ change }) => change(() => ({ display_name: "Old" }))), [
      "the kernel's description is of another version.",
      "starts this copy of Δw",
    ])
    assert.deepEqual(await problemsOf(({ kernel }) => writeFile(path.join(kernel, "kernel.json"), "{")), [
      "there is no kernel.json that can be read.",
      "starts nothing: no kernel",
    ])
    assert.deepEqual(await problemsOf(({ change }) => change(() => ({ argv: [] }))), [
      "the kernel starts Node at undefined, which is not there.",
      "starts nothing: undefined",
    ])
  })

  it("names an extension that is missing or of another version or build", async () => {
    const missing = await problemsOf(({ extension }) => rm(extension, { recursive: true }))
    assert.deepEqual(missing, ["the extension of JupyterLab is missing beside the kernel.", "starts this copy of Δw"])
    const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"))
    const old = await problemsOf(async ({ extension }) => {
      const file = path.join(extension, "package.json")
      await writeFile(file, (await readFile(file, "utf8")).replace(version, "0.0.1"))
    })
    const own = `the kernel's own is version ${version}.`
    assert.equal(old[0], `the extension of JupyterLab is version 0.0.1, ${own}`)
    const other = await problemsOf(({ extension }) => writeFile(path.join(extension, "static", "style.js"), "changed"))
    assert.equal(other[0], `the extension of JupyterLab is another build of it, ${own}`)
  })

  it("takes the kernel of another copy of Δw as it is, where its own extension lies beside it", async () => {
    const found = await problemsOf(async ({ change, prefix, extension }) => {
      await writeFiles(prefix, { "copy/package.json": '{"version": "9.9.9"}', "copy/.build/kernel/server/main.js": "" })
      await mkdir(path.join(prefix, "copy", ".build"), { recursive: true })
      await cp(extension, path.join(prefix, "copy", ".build", "labextension"), { recursive: true })
      const main = path.join(await realpath(prefix), "copy", ".build", "kernel", "server", "main.js")
      await change(({ argv }) => ({ argv: [argv[0]!, main, ...argv.slice(2)] }))
    })
    assert.deepEqual(
      found.map((text) => text.replace(/in .*copy$/, "in COPY")),
      ["starts Δw 9.9.9 in COPY"],
    )
  })

  it("names a papermill that does not know TypeScript, and one of its parts that is of another version", async () => {
    const library = process.platform === "win32" ? "Lib" : path.join("lib", "python3.12")
    const packages = path.join(library, "site-packages")
    const missed = await problemsOf(({ prefix }) =>
      writeFiles(prefix, { [path.join(packages, "papermill", "a.py")]: "" }),
    )
    assert.equal(missed[0], "papermill is there and cannot set parameters in TypeScript.")
    const old = await problemsOf(({ prefix }) =>
      writeFiles(prefix, { [path.join(packages, "deltaw_papermill.py")]: "" }),
    )
    assert.equal(old[0], "papermill's part of Δw is of another version.")
  })

  it("finds nothing where nothing of Δw is installed", async () => {
    const { checkJupyter } = await bootstrap<Check>("jupyter-check.mjs")
    await inScratch(async (scratch) => {
      await mkdir(path.join(scratch, "kernels", "other"), { recursive: true })
      const found = checkJupyter({ JUPYTER_DATA_DIR: scratch })
      assert.deepEqual(
        found.filter(({ folder }) => folder.startsWith(scratch)),
        [],
      )
    })
  })
})
