import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises"
import path from "node:path"
import { bootstrap, bootstrapPath, inScratch, writeFakePython, writeFiles } from "../../support/bootstrap.ts"

interface Step {
  readonly isCurrent: () => boolean
  readonly work: () => Promise<void>
}
interface NpmPackages {
  readonly npmPackagesAreCurrent: (root: string) => boolean
}
interface PythonEnvironment {
  readonly pythonEnvironmentStep: (environment: string, requirements: string) => Step
}
interface TypeScript {
  readonly typescriptStep: (root: string) => Step
}
interface SetupLock {
  readonly withSetupLock: <T>(file: string, work: () => Promise<T>) => Promise<T>
}

describe("the npm packages", () => {
  const asked = {
    "": { name: "deltaw" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/b-windows": { version: "2.0.0", integrity: "sha512-b", optional: true },
  }
  const { "": _root, "node_modules/b-windows": _other, ...installed } = asked

  const isCurrent = (present: object | undefined) =>
    inScratch(async (scratch) => {
      await writeFiles(scratch, {
        "package-lock.json": JSON.stringify({ packages: asked }),
        "node_modules/a/index.js": "",
      })
      if (present !== undefined) {
        await writeFiles(scratch, { "node_modules/.package-lock.json": JSON.stringify({ packages: present }) })
      }
      return (await bootstrap<NpmPackages>("steps/npm-packages.mjs")).npmPackagesAreCurrent(scratch)
    })

  it("are up to date when npm's record agrees with the lock file, parts for other systems aside", async () => {
    assert.equal(await isCurrent(installed), true)
  })

  it("are not while npm has written no record, as after an interrupted installation", async () => {
    assert.equal(await isCurrent(undefined), false)
  })

  it("are not when one has another version or content, is missing or too many", async () => {
    assert.equal(await isCurrent({ "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }), false)
    assert.equal(await isCurrent({ "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } }), false)
    assert.equal(await isCurrent({}), false)
    assert.equal(await isCurrent({ ...installed, "node_modules/old": { version: "1.0.0" } }), false)
  })
})

const onSystemsWithAShell = process.platform === "win32" ? describe.skip : describe

onSystemsWithAShell("the Python environment", () => {
  const withStep = (work: (step: Step, scratch: string, calls: () => Promise<string[]>) => Promise<void>) =>
    inScratch(async (scratch) => {
      process.env.DELTAW_PYTHON = await writeFakePython(scratch, "python3", { version: [3, 12, 0], venv: true })
      await writeFiles(scratch, { "requirements.txt": "a==1.0" })
      const { pythonEnvironmentStep } = await bootstrap<PythonEnvironment>("steps/python-environment.mjs")
      const step = pythonEnvironmentStep(path.join(scratch, "environment"), path.join(scratch, "requirements.txt"))
      await work(step, scratch, async () => (await readFile(path.join(scratch, "calls"), "utf8")).trim().split("\n"))
    })
  let setting: string | undefined

  before(() => {
    setting = process.env.DELTAW_PYTHON
  })
  afterEach(() => {
    if (setting === undefined) delete process.env.DELTAW_PYTHON
    else process.env.DELTAW_PYTHON = setting
  })

  it("is made once: then neither Python nor pip is asked again", async () => {
    await withStep(async (step, _scratch, calls) => {
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.deepEqual(await calls(), ["probe", "venv", "pip"])
      assert.equal(step.isCurrent(), true)
    })
  })

  it("whose installation broke off is made anew by the next run", async () => {
    await withStep(async (step, scratch) => {
      await writeFiles(scratch, { "pip-fails": "ERROR: [Errno 28] No space left on device" })
      await assert.rejects(step.work(), /the disk is full/)
      assert.equal(step.isCurrent(), false)
      await rm(path.join(scratch, "pip-fails"))
      await writeFiles(scratch, { "environment/left-over": "" })
      await step.work()
      assert.equal(step.isCurrent(), true)
      assert.equal(existsSync(path.join(scratch, "environment", "left-over")), false)
    })
  })

  it("follows a change of the requirements, and the loss of its Python", async () => {
    await withStep(async (step, scratch) => {
      await step.work()
      await writeFiles(scratch, { "requirements.txt": "a==1.1" })
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.equal(step.isCurrent(), true)
      await rm(path.join(scratch, "environment", "bin", "python"))
      assert.equal(step.isCurrent(), false)
    })
  })

  it("of someone else is left alone", async () => {
    await withStep(async (step, scratch) => {
      await writeFiles(scratch, { "environment/precious": "" })
      await assert.rejects(step.work(), /was not made by this set-up/)
      assert.equal(existsSync(path.join(scratch, "environment", "precious")), true)
    })
  })
})

describe("the compilation", () => {
  const withProject = (work: (step: Step, scratch: string) => Promise<void>) =>
    inScratch(async (scratch) => {
      await symlink(await realpath(bootstrapPath("../../node_modules")), path.join(scratch, "node_modules"), "junction")
      const compilerOptions = {
        module: "nodenext",
        target: "es2023",
        rootDir: ".",
        outDir: ".build",
        sourceMap: true,
        incremental: true,
        types: [],
      }
      await writeFiles(scratch, {
        "tsconfig.json": JSON.stringify({ compilerOptions, include: ["lib", "test"] }),
        "package.json": JSON.stringify({ type: "module" }),
        "package-lock.json": "{}",
        "lib/one.ts": "export const one: number = 1",
        "test/one.test.ts": 'import { one } from "../lib/one.js"\nexport const two = one + 1',
      })
      await work((await bootstrap<TypeScript>("steps/typescript.mjs")).typescriptStep(scratch), scratch)
    })

  it("is done once, and again after a source changed or an output was lost", async function () {
    this.timeout(60_000)
    await withProject(async (step, scratch) => {
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.equal(step.isCurrent(), true)
      await writeFile(path.join(scratch, "lib", "one.ts"), "export const one: number = 11")
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.match(await readFile(path.join(scratch, ".build", "lib", "one.js"), "utf8"), /11/)
      await rm(path.join(scratch, ".build", "lib", "one.js"))
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.equal(existsSync(path.join(scratch, ".build", "lib", "one.js")), true)
    })
  })

  it("removes what came from a source that is gone, so that no deleted test runs", async function () {
    this.timeout(60_000)
    await withProject(async (step, scratch) => {
      await step.work()
      await writeFiles(scratch, { ".build/lib/by-hand.js": "" })
      await rm(path.join(scratch, "test", "one.test.ts"))
      assert.equal(step.isCurrent(), false)
      await step.work()
      assert.deepEqual(await readdir(path.join(scratch, ".build", "test")), [])
      assert.equal(existsSync(path.join(scratch, ".build", "lib", "by-hand.js")), true)
    })
  })

  it("shows what TypeScript reports, and counts as not done", async function () {
    this.timeout(60_000)
    await withProject(async (step, scratch) => {
      await writeFile(path.join(scratch, "lib", "one.ts"), 'export const one: number = "1"')
      await assert.rejects(step.work(), /TypeScript reports errors:\nlib\/one\.ts\(1,14\): error TS2322/)
      assert.equal(step.isCurrent(), false)
    })
  })
})

describe("the lock of a set-up", () => {
  it("lets a second one wait for the first", async () => {
    const { withSetupLock } = await bootstrap<SetupLock>("setup-lock.mjs")
    await inScratch(async (scratch) => {
      const order: string[] = []
      const work = (name: string) => async () => {
        order.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 100))
        order.push(`${name} ends`)
      }
      const file = path.join(scratch, "lock")
      await Promise.all([withSetupLock(file, work("first")), withSetupLock(file, work("second"))])
      assert.deepEqual(order, ["first begins", "first ends", "second begins", "second ends"])
    })
  })

  it("that a killed process left behind is taken over", async () => {
    const { withSetupLock } = await bootstrap<SetupLock>("setup-lock.mjs")
    await inScratch(async (scratch) => {
      await mkdir(path.join(scratch, "build"))
      const file = path.join(scratch, "build", "lock")
      await writeFile(file, "4194304999")
      assert.equal(await withSetupLock(file, async () => "done"), "done")
      assert.equal(existsSync(file), false)
    })
  })
})
